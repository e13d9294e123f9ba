import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { loadConfig } from "../../config/load";
import { runVpn } from "../helpers/vpn";

const GROUP = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/hub-rg";
const GATEWAY = `${GROUP}/providers/Microsoft.Network/virtualNetworkGateways/hub-vpngw`;
const NETWORK = `${GROUP}/providers/Microsoft.Network/virtualNetworks/hub-vnet`;
const ANSWERS = join(__dirname, "../fixtures/azure-cli");
const OSLO = ["--on-premises", "oslo,198.51.100.10,GigabitEthernet0/0/0,10.20.0.0/16"];

interface Gateway {
  activeActive: boolean;
  gatewayType: string;
  vpnType: string;
  sku: { name: string };
  ipConfigurations: { subnet: { id: string } }[];
}
interface Network {
  addressSpace: { addressPrefixes: string[] };
  subnets: { name: string; addressPrefixes?: string[]; ipConfigurations?: object[] }[];
  virtualNetworkPeerings?: object[];
}

let folder: string;
const path = (...parts: string[]) => join(folder, ...parts);
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "hub-")));
  for (const name of ["bin", "answers", "config"]) mkdirSync(path(name));
  for (const name of ["vnet-gateway-show", "vnet-show", "vpn-connection-list"]) answer(name, () => {});
  // az network <what> <verb> --<key> <value> ...
  az(`echo "$@" >> '${path("calls")}'; exec cat "${path("answers")}/$2-$3.json"`);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What a command of az is answered with, changed by `change`. */
function answer<T>(command: string, change: (answer: T) => void): void {
  const recorded = JSON.parse(readFileSync(join(ANSWERS, `${command}.json`), "utf8")) as T;
  change(recorded);
  writeFileSync(path("answers", `${command}.json`), JSON.stringify(recorded));
}
function az(script: string): void {
  writeFileSync(path("bin", "az"), `#!/bin/sh\n${script}\n`);
  chmodSync(path("bin", "az"), 0o755);
}
const init = (
  id: string,
  more: readonly string[] = OSLO,
  PATH = `${path("bin")}${delimiter}/usr/bin${delimiter}/bin`,
) => runVpn(["init", "a.json", "--resource-group", "sites", "--hub", id, ...more], { project: folder, env: { PATH } });
const written = () => JSON.parse(readFileSync(path("a.json"), "utf8")) as Record<string, unknown>;

test("a gateway's id is enough: az says the rest, and the config is right", async () => {
  const { code, out, err } = await init(GATEWAY);
  expect({ code, err }).toEqual({
    code: 0,
    err: "gateway.networks has the peered networks too: spoke1 (10.8.0.0/16).\n",
  });
  expect(out).toContain("npx vpn plan --config");
  expect(written()).toMatchObject({
    subscriptionId: "11111111-2222-3333-4444-555555555555",
    location: "uksouth",
    resourceGroup: "sites",
    gateway: {
      name: "hub-vpngw",
      sku: "VpnGw2AZ",
      existing: { resourceGroup: "hub-rg", virtualNetwork: "hub-vnet", connections: 2 },
      networks: { ipv4: ["10.0.0.0/16", "10.8.0.0/16"], ipv6: ["2001:db8:1::/48"] },
    },
  });
  expect(loadConfig(path("a.json")).warnings).toEqual([]);
  expect(readFileSync(path("calls"), "utf8").split("\n")).toEqual([
    `network vnet-gateway show --ids ${GATEWAY} --output json`,
    `network vnet show --ids ${NETWORK} --output json`,
    "network vpn-connection list --resource-group hub-rg --vnet-gateway hub-vpngw --subscription 11111111-2222-3333-4444-555555555555 --output json",
    "",
  ]);
  expect(readFileSync(path("a.json"), "utf8")).not.toContain("radius");
});

test("the config has the gateway's group as Azure writes it, whatever was typed", async () => {
  expect((await init(GATEWAY.replace("/hub-rg/", "/HUB-RG/"))).code).toBe(0);
  expect(written()).toMatchObject({ gateway: { existing: { resourceGroup: "hub-rg" } } });
});

test("a network's id asks for a new gateway in it", async () => {
  answer<Network>("vnet-show", ({ subnets }) => delete subnets[1]!.ipConfigurations);
  expect((await init(NETWORK)).code).toBe(0);
  expect(written().gateway).toEqual({
    name: "gw",
    existing: { resourceGroup: "hub-rg", virtualNetwork: "hub-vnet", gateway: false },
    networks: { ipv4: ["10.0.0.0/16", "10.8.0.0/16"], ipv6: ["2001:db8:1::/48"] },
  });
});

test("a region of the sites' own leaves the gateway in its own", async () => {
  expect((await init(GATEWAY, [...OSLO, "--location", "norwayeast"])).code).toBe(0);
  expect(written()).toMatchObject({ location: "norwayeast", gateway: { location: "uksouth" } });
});

test.each<[string, (network: Network) => void]>([
  ["hub-vnet", ({ addressSpace }) => (addressSpace.addressPrefixes = ["10.0.0.0/16"])],
  ["GatewaySubnet of hub-vnet", () => {}],
])("without an IPv6 prefix of %s the sites carry IPv4 alone, and it says so", async (place, change) => {
  answer<Network>("vnet-show", (network) => {
    change(network);
    network.subnets[1]!.addressPrefixes = ["10.0.255.0/27"];
    delete network.virtualNetworkPeerings;
  });
  expect(await init(GATEWAY)).toMatchObject({
    code: 0,
    err: `${place} has no IPv6 prefix: the sites will carry IPv4 alone.\n`,
  });
  expect(written().gateway).toMatchObject({ networks: { ipv4: ["10.0.0.0/16"], ipv6: [] } });
});

test("in a terminal, no question is asked that the hub answers, nor one on machines that there are not", async () => {
  const { code, err } = await runVpn(["init", "a.json", "--hub", GATEWAY, ...OSLO], {
    project: folder,
    env: { PATH: `${path("bin")}${delimiter}/usr/bin${delimiter}/bin` },
    typed: ["sites\n"],
  });
  expect(code).toBe(0);
  expect(err).not.toMatch(/region|SSH/);
  expect(written()).toMatchObject({ resourceGroup: "sites", location: "uksouth" });
});

describe("fails when", () => {
  afterEach(() => expect(existsSync(path("a.json"))).toBe(false));

  test("the gateway cannot do it, with every reason", async () => {
    answer<Gateway>("vnet-gateway-show", (gateway) => {
      gateway.activeActive = false;
      gateway.ipConfigurations.pop();
      gateway.vpnType = "PolicyBased";
      gateway.sku.name = "Basic";
    });
    const { code, err } = await init(GATEWAY);
    expect(code).toBe(1);
    expect(err).toMatchInlineSnapshot(`
     "No site can be connected to the gateway hub-vpngw:
       it is PolicyBased, and IKEv2 with several connections needs a route-based gateway, made anew
       its SKU is Basic, and sites need active-active mode and IPsec policies; resize it to one of VpnGw1AZ, VpnGw2AZ, VpnGw3AZ, VpnGw4AZ, VpnGw5AZ
       it is not active-active, and every site has a tunnel to each of two instances; see https://learn.microsoft.com/azure/vpn-gateway/gateway-change-active-active
     "
    `);
  });

  test("it is a gateway of ExpressRoute", async () => {
    answer<Gateway>("vnet-gateway-show", (gateway) => (gateway.gatewayType = "ExpressRoute"));
    expect((await init(GATEWAY)).err).toContain(
      "it is a gateway of the type ExpressRoute; give the id of a VPN gateway",
    );
  });

  test("the gateway and its network lie in two resource groups", async () => {
    answer<Gateway>("vnet-gateway-show", ({ ipConfigurations }) => {
      for (const { subnet } of ipConfigurations) subnet.id = subnet.id.replace("hub-rg", "networks");
    });
    expect((await init(GATEWAY)).err).toContain(
      `its network is in another resource group: ${NETWORK.replace("hub-rg", "networks")}`,
    );
  });

  test("the network has a VPN gateway already, and names it", async () => {
    expect((await init(NETWORK)).err).toBe(
      `The network hub-vnet has the VPN gateway hub-vpngw, and a network takes one alone; give --hub ${GATEWAY}\n`,
    );
  });

  test("the network has no GatewaySubnet", async () => {
    answer<Network>("vnet-show", ({ subnets }) => subnets.pop());
    expect((await init(NETWORK)).err).toContain(
      "The network hub-vnet has no GatewaySubnet, which a gateway is made in;",
    );
  });

  test("the id is another one", async () => {
    expect((await init("hub-vpngw")).err).toContain("--hub hub-vpngw: give the whole id of a VPN gateway or");
  });

  test("az is not there", async () => {
    expect((await init(GATEWAY, OSLO, path("config"))).err).toMatch(/^az is not on PATH, and --hub asks it; install /);
  });

  test.each([
    ["ERROR: Please run 'az login' to setup account.", "log in with az login"],
    [
      "ERROR: (ResourceNotFound) The Resource 'Microsoft.Network/virtualNetworkGateways/hub-vpngw' under resource group 'hub-rg' was not found.\nCode: ResourceNotFound",
      "look at the id, and at the subscription in it",
    ],
    [
      "ERROR: (AuthorizationFailed) The client 'me@example.com' does not have authorization to perform action 'Microsoft.Network/virtualNetworkGateways/read'.",
      "the role Reader on it is enough",
    ],
  ])("az says %j", async (said, remedy) => {
    writeFileSync(path("said"), `WARNING: an upgrade is there\n${said}\n`);
    az(`cat '${path("said")}' >&2; exit 1`);
    const { code, err } = await init(GATEWAY);
    expect(code).toBe(1);
    expect(err).toBe(`az network vnet-gateway show --ids ${GATEWAY}\n  ${said.replaceAll("\n", "\n  ")}\n${remedy}\n`);
  });

  test("az fails and says nothing", async () => {
    az("exit 7");
    expect((await init(GATEWAY)).err).toBe(`az network vnet-gateway show --ids ${GATEWAY}\n  it ended with 7\n`);
  });

  test.each(["", '{"name": "hub-vpngw", "vpnClientConfiguration": {"radiusServerSecret": "s3cret"}}'])(
    "az answers with something else: %j, of which nothing is shown",
    async (text) => {
      writeFileSync(path("answers", "vnet-gateway-show.json"), text);
      const { err } = await init(GATEWAY);
      expect(err).toMatch(/\n {2}has answered without what is needed: .*; az upgrade brings the current az\n$/);
      expect(err).not.toContain("s3cret");
    },
  );
});
