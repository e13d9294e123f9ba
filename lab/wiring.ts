import { execFileSync } from "node:child_process";
import { FAMILIES } from "../lib/model/dual-stack";
import type { RouterConfig } from "../lib/router/router-config";
import type { Ends } from "./ends";
import { addAddresses, inNode, ip, ipFamily, namespace, type Node } from "./namespaces";
import { demultiplexer, edgeRules, natRules, NO_PATH_MTU_DISCOVERY, wireRules } from "./packet-rules";
import { configureRouter } from "./router-node";
import { AZURE_LINK_LOCAL, bare, host, type Machine, type Topology } from "./topology";

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

/** The next hop of every machine in IPv4, as {@link AZURE_LINK_LOCAL} is in IPv6. */
const FABRIC = "169.254.0.1/32";

const OUTSIDE = { site: "192.0.2.1/30", inet: "192.0.2.2/30" } as const;

/**
 * Wires the nodes as Azure and the site do, and gives the router the routes of its own file that need no tunnel.
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
    for (const own of [one.ipv4, one.ipv6]) if (own) route("site", host(bare(own)), `dev ${eth}`);
  });
  attach("vm2", app, "site", "app");
  for (const { prefix, via } of routes)
    route("site", prefix, `via ${via} dev eth1${via.includes(":") ? " onlink" : ""}`);
}

/** Joins a machine with the router of its network. */
function attach(vm: "vm1" | "vm2", machine: Machine, node: Node, device: string): void {
  link(vm, "eth0", node, device);
  addAddresses(node, device, FABRIC, AZURE_LINK_LOCAL);
  for (const family of FAMILIES) {
    for (const one of machine[family]) {
      addAddresses(vm, "eth0", host(one));
      route(node, host(one), `dev ${device}`);
    }
    const [first] = machine[family];
    const via = bare(family === "ipv4" ? FABRIC : AZURE_LINK_LOCAL);
    if (first) ip(vm, `${ipFamily(family)}route add default via ${via} dev eth0 onlink src ${first}`);
  }
}

function wireInternet({ interfaces }: Topology, ends: Ends): void {
  const exits = interfaces.slice(1);
  link("site", "wan", "inet", "site");
  const translated = exits.flatMap(({ nat, publicAddress }) => (nat === "none" ? [] : [`${publicAddress}/32`]));
  addAddresses("site", "wan", OUTSIDE.site, ...translated);
  addAddresses("inet", "site", OUTSIDE.inet);
  for (const one of exits) route("inet", `${one.publicAddress}/32`, `via ${bare(OUTSIDE.site)}`);
  ends.instances.forEach(({ address: gateway }, i) => {
    const node = `gw${i as 0 | 1}` as const;
    link("inet", node, node, "wan");
    addAddresses("inet", node, OUTSIDE.inet.replace("/30", "/32"));
    addAddresses(node, "wan", `${gateway}/32`);
    route("inet", `${gateway}/32`, `dev ${node}`);
    connectInstance(node);
    route("site", `${gateway}/32`, `via ${bare(OUTSIDE.inet)}`);
    const own = ends.tunnels.filter(({ instance }) => instance === i);
    inNode(node, ["nft", "-f", "-"], demultiplexer(gateway, own));
  });
  inNode("site", ["nft", "-f", "-"], natRules(ends.tunnels, interfaces));
  inNode("inet", ["nft", "-f", "-"], wireRules(ends.tunnels));
}

/** Routes an instance to the Internet. These routes vanish when the interface goes down. */
export function connectInstance(node: "gw0" | "gw1"): void {
  route(node, bare(OUTSIDE.inet), "dev wan");
  route(node, "default", `via ${bare(OUTSIDE.inet)} dev wan`);
}

function wireHub({ hub, instances }: Topology): void {
  attach("vm1", hub, "vnet", "vm1");
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
  const fabric = bare(FABRIC);
  ip(node, `addr replace ${ipv4} dev lan`);
  if (ipv6) ip(node, `-6 addr replace ${ipv6} dev lan nodad`);
  for (const inner of [ipv4, ipv6]) if (inner) route("vnet", inner, `dev gw${i}`);
  route(node, fabric, "dev lan");
  for (const one of hub.ipv4) route(node, one, `via ${fabric} dev lan`);
  for (const one of hub.ipv6) route(node, one, `via ${bare(AZURE_LINK_LOCAL)} dev lan`);
}
