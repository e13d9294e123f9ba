import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRouter, ShownState } from "../../lab/inputs";
import { tunnelState } from "../../lab/live-router";
import { Paper } from "../../lab/paper";
import { topologyOf } from "../../lab/topology";
import { machineEvidence, machineScript } from "../../lib/evidence/machine-evidence";
import { collectPings, pingFolder, pingSeries, startPings } from "../../lib/evidence/ping-series";

const fixture = (name: string) => readFileSync(join(__dirname, "../fixtures", name), "utf8");
const azure = ShownState.parse("gateway.json", fixture("gateway-state.json"));
const topology = topologyOf(azure, ShownState.parse("site.json", fixture("site-state.json")));
const router = parseRouter("router.cfg", fixture("cat-tunnels.cfg"));
const connection = "azurerm_virtual_network_gateway_connection";

let time = 1_000_000;
function paperWith(state = azure, change = (config: typeof router) => config) {
  const paper = new Paper(topology, () => time);
  paper.follow(change(router), state);
  return paper;
}
const spi = (paper: Paper, name: string) => paper.tunnel(name)!.router!.localSpi;

test("what both ends agree on is up at both, and each end sees the other's SPIs and a packet a second", () => {
  const paper = paperWith();
  time += 5000;
  const { router: near, gateway: far } = paper.tunnel("Tunnel0")!;
  expect([near!.localSpi, near!.remoteSpi]).toEqual([far!.remoteSpi, far!.localSpi]);
  expect([near!.child!.inbound, near!.child!.outbound]).toEqual([far!.child!.outbound, far!.child!.inbound]);
  expect([near!.seconds, near!.child!.inbound.packets, near!.remotePort]).toEqual([5, 5, "4500"]);
  expect([near!.remoteAddress, far!.remoteAddress]).toEqual(["203.0.113.4", topology.interfaces[1]!.publicAddress]);
});

test("a change of one connection makes its tunnel anew, and leaves the other tunnel as it is", () => {
  const paper = paperWith();
  const before = ["Tunnel0", "Tunnel1"].map((name) => spi(paper, name));
  time += 1000;
  const changed = azure.with(connection, (values, i) => {
    if (i === 0) values.dpd_timeout_seconds = 20;
  });
  paper.follow(router, changed);
  expect(["Tunnel0", "Tunnel1"].map((name) => spi(paper, name))).toEqual(before);
  const shorter = azure.with(connection, (values, i) => {
    const [policy] = values.ipsec_policy as object[];
    if (i === 0) values.ipsec_policy = [{ ...policy, sa_lifetime: 3600 }];
  });
  paper.follow(router, shorter);
  expect(spi(paper, "Tunnel0")).not.toBe(before[0]);
  expect(spi(paper, "Tunnel1")).toBe(before[1]);
});

test.each<[string, (values: Record<string, unknown>) => void, object]>([
  [
    "another key is refused after IKE_SA_INIT",
    (values) => (values.shared_key = "other"),
    { status: "DELETE", suite: { dhGroup: 14 } },
  ],
  [
    "another group is refused at once",
    (values) => (values.ipsec_policy = [{ ...(values.ipsec_policy as object[])[0], dh_group: "ECP384" }]),
    { status: "DELETE" },
  ],
])("%s", (_, change, ike) => {
  const paper = paperWith(azure.with(connection, change));
  const state = tunnelState(paper.tunnel("Tunnel0")!, 86400);
  expect(state).toMatchObject({ ike, flows: [] });
  expect(state.ike!.suite !== undefined).toBe("suite" in ike);
});

test("a router whose keyring is for another address does not ask, and a gateway without the peer is silent", () => {
  const other = paperWith(azure, (config) => ({
    ...config,
    keyrings: config.keyrings.map((one) => ({ ...one, address: "192.0.2.9" })),
  }));
  expect(other.tunnel("Tunnel0")).toBeUndefined();
  const gone = azure.with("azurerm_local_network_gateway", (values) => (values.gateway_address = "192.0.2.9"));
  expect(tunnelState(paperWith(gone).tunnel("Tunnel0")!, 86400)).toMatchObject({
    ike: { status: "IN-NEG" },
    flows: [],
  });
});

test("the machines answer each other in the families that a tunnel carries", async () => {
  const ipv4 = azure.with("azurerm_local_network_gateway", (values) => (values.address_space = ["10.2.0.0/24"]));
  const targets = [...topology.app.ipv4, ...topology.app.ipv6];
  const probes = async (paper: Paper) => {
    const text = await paper.run("vm1", machineScript(targets));
    return machineEvidence({ side: "gateway", text }).probes.map(({ received, httpStatus }) => [received, httpStatus]);
  };
  expect(await probes(paperWith())).toEqual([
    [5, 200],
    [5, 200],
  ]);
  expect(await probes(paperWith(ipv4))).toEqual([
    [5, 200],
    [0, 0],
  ]);
});

describe("an instance that is reset", () => {
  const INSTANCE = "203.0.113.4";
  const targets = [topology.app.ipv4[0]!, topology.app.ipv6[0]!];
  const pinged = async (paper: Paper, change: () => void) => {
    const folder = pingFolder(await paper.run("vm1", startPings(targets, 60)))!;
    change();
    time += 20_000;
    return pingSeries(await paper.run("vm1", collectPings(folder, targets)));
  };

  test("has no tunnel until it is back, which is then made anew; the other instance keeps its tunnel", () => {
    const paper = paperWith();
    const before = ["Tunnel0", "Tunnel1"].map((name) => spi(paper, name));
    void paper.reset(INSTANCE);
    expect(tunnelState(paper.tunnel("Tunnel0")!, 86400)).toMatchObject({ ike: { status: "IN-NEG" }, flows: [] });
    expect(paper.tunnel("Tunnel0")).not.toHaveProperty("gateway");
    expect(spi(paper, "Tunnel1")).toBe(before[1]);
    time += 5000;
    expect(spi(paper, "Tunnel0")).not.toBe(before[0]);
    expect(spi(paper, "Tunnel1")).toBe(before[1]);
  });

  test("costs pings until the other takes over, and where there is no other until it is back", async () => {
    const series = (received: number, gapSeconds: number) =>
      targets.map((target) => ({ target, sent: 100, received, gapSeconds }));
    const both = paperWith();
    expect(await pinged(both, () => void both.reset(INSTANCE))).toEqual(series(95, 1));
    const alone = paperWith(azure, (config) => ({
      ...config,
      tunnels: config.tunnels.filter(({ name }) => name === "Tunnel0"),
    }));
    expect(await pinged(alone, () => void alone.reset(INSTANCE))).toEqual(series(75, 5));
  });

  test("costs nothing where it carries nothing", async () => {
    const paper = paperWith();
    const [first] = await pinged(paper, () => void paper.reset("203.0.113.5"));
    expect(first).toMatchObject({ sent: 100, received: 100, gapSeconds: 0.2 });
  });
});

test("an SA that is cleared is made anew", () => {
  const paper = paperWith();
  const before = ["Tunnel0", "Tunnel1"].map((name) => spi(paper, name));
  time += 1000;
  paper.clear("203.0.113.4");
  expect(spi(paper, "Tunnel0")).not.toBe(before[0]);
  expect(spi(paper, "Tunnel1")).toBe(before[1]);
});

test("a connection that is policy-based has an IKE SA and no more", () => {
  const changed = azure.with(connection, (values, i) => (values.use_policy_based_traffic_selectors = i === 0));
  const [first, second] = ["Tunnel0", "Tunnel1"].map((name) => paperWith(changed).tunnel(name)!);
  expect([first!.gateway!.ike, first!.gateway!.child]).toEqual([expect.stringContaining("aes256gcm16"), undefined]);
  expect(second!.gateway!.child).toBeDefined();
});

test("what Azure leads into a tunnel whose router selects one family alone is counted", () => {
  const unselected = (paper: Paper) => ["Tunnel0", "Tunnel1"].map((name) => paper.tunnel(name)!.unselected);
  const modes = (mode: string) => (config: typeof router) => ({
    ...config,
    tunnels: config.tunnels.map((one, i) => (i === 0 ? { ...one, mode } : one)),
  });
  expect(unselected(paperWith())).toEqual([0, 0]);
  expect(unselected(paperWith(azure, modes("ipsec ipv4")))).toEqual([1, 0]);
  const ipv4 = azure.with("azurerm_local_network_gateway", (values) => (values.address_space = ["10.2.0.0/24"]));
  expect(unselected(paperWith(ipv4, modes("ipsec ipv4")))).toEqual([0, 0]);
  // Without an SA, nothing is led there.
  expect(unselected(paperWith(ipv4, modes("ipsec ipv6")))).toEqual([0, 0]);
});
