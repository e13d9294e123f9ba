import { execFileSync } from "node:child_process";
import { FAMILIES } from "../lib/model/dual-stack";
import type { RouterConfig } from "../lib/router/router-config";
import type { Ends } from "./ends";
import { addAddresses, inNode, ip, ipFamily, namespace, type Node } from "./namespaces";
import { demultiplexer, edgeRules, natRules, NO_PATH_MTU_DISCOVERY, wireRules } from "./packet-rules";
import { configureRouter } from "./router-node";
import { AZURE_LINK_LOCAL, bare, type Topology } from "./topology";

function link(a: Node, nameA: string, b: Node, nameB: string): void {
  execFileSync("ip", [
    "link",
    "add",
    nameA,
    "netns",
    namespace(a),
    "type",
    "veth",
    "peer",
    "name",
    nameB,
    "netns",
    namespace(b),
  ]);
  ip(a, `link set ${nameA} up`);
  ip(b, `link set ${nameB} up`);
}

function route(node: Node, prefix: string, how: string): void {
  ip(node, `${prefix.includes(":") ? "-6 " : ""}route replace ${prefix} ${how}`);
}

const OUTSIDE = { site: "192.0.2.1/30", inet: "192.0.2.2/30" } as const;

/**
 * Wires the nodes as Azure does, and gives the router the routes of its own file that need no tunnel.
 *
 * @returns routes of the file that cannot be installed, each with the reason
 */
export function wire(topology: Topology, ends: Ends, router: RouterConfig): string[] {
  wireSite(topology);
  wireInternet(topology, ends);
  wireHub(topology);
  for (const vm of ["vm1", "vm2"] as const) inNode(vm, ["nft", "-f", "-"], NO_PATH_MTU_DISCOVERY);
  inNode("cat", ["nft", "-f", "-"], edgeRules(topology));
  return configureRouter(topology, router);
}

function wireSite({ interfaces, app, routes }: Topology): void {
  interfaces.forEach((one, i) => {
    const eth = `eth${i + 1}`;
    link("cat", eth, "site", eth);
    // Azure routes between the subnets of a network itself; their prefixes meet in this node.
    addAddresses("site", eth, one.gateway, AZURE_LINK_LOCAL);
    route("site", `${bare(one.ipv6)}/128`, `dev ${eth}`);
  });
  link("vm2", "eth0", "site", "app");
  addAddresses("vm2", "eth0", app.machine.ipv4, app.machine.ipv6);
  addAddresses("site", "app", app.gateway.ipv4, app.gateway.ipv6);
  for (const family of FAMILIES) {
    ip("vm2", `${ipFamily(family)}route add default via ${bare(app.gateway[family])}`);
  }
  for (const { prefix, via } of routes)
    route("site", prefix, `via ${via} dev eth1${via.includes(":") ? " onlink" : ""}`);
}

function wireInternet({ interfaces }: Topology, ends: Ends): void {
  const exits = interfaces.slice(1);
  link("site", "wan", "inet", "site");
  addAddresses("site", "wan", OUTSIDE.site, ...exits.map((one) => `${one.publicAddress}/32`));
  addAddresses("inet", "site", OUTSIDE.inet);
  for (const one of exits) route("inet", `${one.publicAddress}/32`, `via ${bare(OUTSIDE.site)}`);
  const flows = ends.tunnels.map((tunnel) => ({ ...tunnel, publicAddress: interfaces[tunnel.exit]!.publicAddress }));
  ends.instances.forEach(({ address: gateway }, i) => {
    const node = `gw${i as 0 | 1}` as const;
    link("inet", node, node, "wan");
    addAddresses("inet", node, OUTSIDE.inet.replace("/30", "/32"));
    addAddresses(node, "wan", `${gateway}/32`);
    route("inet", `${gateway}/32`, `dev ${node}`);
    connectInstance(node);
    route("site", `${gateway}/32`, `via ${bare(OUTSIDE.inet)}`);
    const own = flows.filter(({ instance }) => instance === i);
    inNode(node, ["nft", "-f", "-"], demultiplexer(gateway, own));
  });
  inNode("site", ["nft", "-f", "-"], natRules(flows));
  inNode("inet", ["nft", "-f", "-"], wireRules(flows));
}

/** Routes an instance to the Internet. These routes vanish when the interface goes down. */
export function connectInstance(node: "gw0" | "gw1"): void {
  route(node, bare(OUTSIDE.inet), "dev wan");
  route(node, "default", `via ${bare(OUTSIDE.inet)} dev wan`);
}

function wireHub({ hub, instances }: Topology): void {
  link("vnet", "vm1", "vm1", "eth0");
  addAddresses("vnet", "vm1", hub.gateway.ipv4, hub.gateway.ipv6);
  addAddresses("vm1", "eth0", hub.machine.ipv4, hub.machine.ipv6);
  for (const family of FAMILIES) {
    ip("vm1", `${ipFamily(family)}route add default via ${bare(hub.gateway[family])}`);
  }
  instances.forEach((_, i) => {
    link("vnet", `gw${i}`, `gw${i as 0 | 1}`, "lan");
    addAddresses("vnet", `gw${i}`, AZURE_LINK_LOCAL);
  });
  instances.forEach((_, i) => joinHub({ hub, instances }, i as 0 | 1));
}

/** Joins an instance to the network behind the gateway. Its routes vanish when the interface goes down. */
export function joinHub({ hub, instances }: Pick<Topology, "hub" | "instances">, i: 0 | 1): void {
  const node = `gw${i}` as const;
  const { ipv4, ipv6 } = instances[i];
  const fabric = bare(hub.gateway.ipv4);
  ip(node, `addr replace ${ipv4} dev lan`);
  ip(node, `-6 addr replace ${ipv6} dev lan nodad`);
  for (const inner of [ipv4, ipv6]) route("vnet", inner, `dev gw${i}`);
  route(node, fabric, "dev lan");
  route(node, bare(hub.machine.ipv4), `via ${fabric} dev lan`);
  route(node, bare(hub.machine.ipv6), `via ${bare(AZURE_LINK_LOCAL)} dev lan`);
}
