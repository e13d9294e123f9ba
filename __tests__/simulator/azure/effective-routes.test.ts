import { effectiveRoutes, type EffectiveRoute } from "../../../simulator/azure/effective-routes";
import type { Attributes } from "../../../simulator/protocol/values";
import { azureAnswer, azureLab, IDS, resource, route } from "../../helpers/azure-lab";

let lab: ReturnType<typeof azureLab>;
beforeEach(() => (lab = azureLab()));
afterEach(() => lab.remove());

const routesOf = (nic: string, isUp = true): EffectiveRoute[] =>
  effectiveRoutes(lab.cloud.get(nic)!, lab.cloud, () => isUp);
/** The table as an engineer reads it. */
const table = (nic: string, isUp?: boolean): string[] =>
  routesOf(nic, isUp).map(({ source, state, addressPrefix, nextHopType, nextHopIpAddress }) =>
    [source, state, ...addressPrefix, nextHopType, ...nextHopIpAddress].join(" "),
  );
/** Gives the subnet of vm1 a route table with these routes. */
function routeTable(properties: Attributes, routes: Readonly<Record<string, Attributes>> = {}): void {
  const id = IDS.siteTable.replace("RT-app-subnet", "of-vm1");
  lab.cloud.put(resource(id, properties));
  for (const [name, one] of Object.entries(routes)) lab.cloud.put(route(id, name, one));
  const subnet = lab.cloud.get(IDS.subnet)!;
  lab.cloud.put({ ...subnet, properties: { ...subnet.properties, routeTable: { id } } });
}
function peer(network: string, remote: string, properties: Attributes = {}): void {
  const id = `${network}/virtualNetworkPeerings/to-${remote.split("/").at(-1)}`;
  lab.cloud.put(resource(id, { remoteVirtualNetwork: { id: remote }, ...properties }));
}

describe("while a tunnel is up", () => {
  test("the hub has a row for each prefix behind it, with both instances, as in the article", () => {
    expect(table(IDS.nic)).toEqual([
      "Default Active 10.1.0.0/24 VnetLocal",
      "VirtualNetworkGateway Active 10.2.0.0/24 VirtualNetworkGateway 10.1.0.228 10.1.0.229",
      "Default Active 0.0.0.0/0 Internet",
      "Default Active 2001:db8:1::/48 VnetLocal",
      "VirtualNetworkGateway Active 2001:db8:2::/48 VirtualNetworkGateway 10.1.0.228 10.1.0.229",
      "Default Active ::/0 Internet",
    ]);
    expect({ value: routesOf(IDS.nic) }).toEqual(azureAnswer("arm/effective-routes.json"));
  });

  test("the site has the routes of its table, as in the article", () => {
    expect(table(IDS.siteNic)).toEqual([
      "Default Active 10.2.0.0/24 VnetLocal",
      "Default Active 0.0.0.0/0 Internet",
      "User Active 10.1.0.0/24 VirtualAppliance 10.2.0.4",
      "Default Active 2001:db8:2::/48 VnetLocal",
      "Default Active ::/0 Internet",
      "User Active 2001:db8:1::/48 VirtualAppliance 2001:db8:2:1::4",
    ]);
    expect({ value: routesOf(IDS.siteNic) }).toEqual(azureAnswer("arm/effective-routes-site.json"));
  });

  test("a prefix behind two connections has one row", () => {
    const connection = lab.cloud.get(IDS.connection)!;
    lab.cloud.put({ ...connection, id: IDS.connection.replace("conn1", "conn2"), name: "conn2-to-Catalyst" });
    expect(table(IDS.nic)).toHaveLength(6);
  });
});

test("with no tunnel, no route leads to the gateway", () => {
  expect(table(IDS.nic, false)).toEqual([
    "Default Active 10.1.0.0/24 VnetLocal",
    "Default Active 0.0.0.0/0 Internet",
    "Default Active 2001:db8:1::/48 VnetLocal",
    "Default Active ::/0 Internet",
  ]);
});

test("a route of the user makes that of the gateway to the same prefix invalid", () => {
  routeTable({}, { nowhere: { addressPrefix: "10.2.0.0/24", nextHopType: "None" } });
  expect(table(IDS.nic).slice(0, 4)).toEqual([
    "Default Active 10.1.0.0/24 VnetLocal",
    "VirtualNetworkGateway Invalid 10.2.0.0/24 VirtualNetworkGateway 10.1.0.228 10.1.0.229",
    "Default Active 0.0.0.0/0 Internet",
    "User Active 10.2.0.0/24 None",
  ]);
  expect({ value: routesOf(IDS.nic) }).toEqual(azureAnswer("arm/effective-routes-overridden.json"));
});

test("a default route of the user makes the Internet's invalid, however its prefix is written", () => {
  routeTable({}, { out: { addressPrefix: "0::/0", nextHopType: "None" } });
  expect(table(IDS.nic).slice(-2)).toEqual(["Default Invalid ::/0 Internet", "User Active 0::/0 None"]);
});

test("a route of the user to a part of a prefix leaves the others active", () => {
  routeTable({}, { part: { addressPrefix: "10.2.0.0/25", nextHopType: "VnetLocal" } });
  expect(table(IDS.nic).filter((row) => row.includes("Invalid"))).toEqual([]);
});

test("a table that takes no routes of gateways has none, and says so in every row", () => {
  routeTable({ disableBgpRoutePropagation: true });
  expect(table(IDS.nic)).toEqual(table(IDS.nic, false));
  expect(routesOf(IDS.nic).map((row) => row.disableBgpRoutePropagation)).toEqual([true, true, true, true]);
});

describe("a peered network", () => {
  test("is reached once both have their peering", () => {
    peer(IDS.siteNetwork, IDS.network);
    expect(table(IDS.siteNic)).toHaveLength(6);
    peer(IDS.network, IDS.siteNetwork);
    expect(table(IDS.siteNic)).toEqual(
      expect.arrayContaining([
        "Default Invalid 10.1.0.0/24 VNetPeering",
        "User Active 10.1.0.0/24 VirtualAppliance 10.2.0.4",
      ]),
    );
  });

  test("lends its gateway where both agree to it", () => {
    const spoke = IDS.siteNetwork.replace("cat-net", "spoke");
    lab.cloud.put(resource(spoke, { addressSpace: { addressPrefixes: ["10.3.0.0/24"] } }));
    lab.cloud.put(resource(`${spoke}/subnets/apps`, { addressPrefixes: ["10.3.0.0/27"] }));
    const nic = lab.cloud.get(IDS.siteNic)!;
    const spokeNic = IDS.siteNic.replace("vm2", "vm3");
    const configuration = { name: "v4", properties: { subnet: { id: `${spoke}/subnets/apps` } } };
    lab.cloud.put({ ...nic, id: spokeNic, properties: { ipConfigurations: [configuration] } });
    peer(IDS.network, spoke);
    peer(spoke, IDS.network, { useRemoteGateways: true });
    const lent = "VirtualNetworkGateway Active 10.2.0.0/24 VirtualNetworkGateway 10.1.0.228 10.1.0.229";
    expect(table(spokeNic)).not.toContain(lent);
    peer(IDS.network, spoke, { allowGatewayTransit: true });
    expect(table(spokeNic)).toEqual([
      "Default Active 10.3.0.0/24 VnetLocal",
      "Default Active 10.1.0.0/24 VNetPeering",
      lent,
      "Default Active 0.0.0.0/0 Internet",
    ]);
  });
});
