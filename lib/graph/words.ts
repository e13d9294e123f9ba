import { perInstance, type Instance } from "../model/topology";
import type { GraphSite, GraphWan, TopologyGraph } from "./topology-graph";

const NAT_WORDS = { none: "no NAT, known as", static: "static NAT to", port: "port NAT to" } as const;

/** `cat`, or `oslo, router oslo-r1` where the router's name says more. */
export const siteName = ({ name, router }: GraphSite): string => (name === router ? name : `${name}, router ${router}`);

/** A WAN's own address. */
export const wanAddress = ({ address = "changing address" }: GraphWan): string => address;

/** `static NAT to 203.0.113.20, VRF INTERNET2`: how Azure sees a WAN, and where the router has it. */
export function wanSurroundings({ address, nat, peer = "an address of Azure", vrf }: GraphWan): string {
  const outside = nat === "none" && peer === address ? "no NAT" : `${NAT_WORDS[nat]} ${peer}`;
  return [outside, vrf && `VRF ${vrf}`].filter(Boolean).join(", ");
}

/** `Tunnel0`, or what stands in the place of a tunnel that the router does not have. */
export const tunnelName = ({ tunnels }: GraphWan, instance: Instance): string => tunnels[instance] ?? "no tunnel";

/** `cat, GigabitEthernet2, by conn1-to-cat: Tunnel0 to instance 0` */
export const tunnelTitle = ({ name }: GraphSite, wan: GraphWan, instance: Instance): string =>
  `${name}, ${wan.interface}, by ${wan.connection}: ${wan.tunnels[instance] ?? "by design no tunnel"} to instance ${instance}`;

/** The picture in one line. */
export const titleOf = ({ gateway, sites }: TopologyGraph): string =>
  `VPN between ${gateway.name} and ${sites.length === 1 ? siteName(sites[0]!) : `${sites.length} sites`}`;

/** The picture in words, a sentence for each line that is drawn. */
export const sentencesOf = ({ sites }: TopologyGraph): string[] =>
  sites.flatMap((site) =>
    site.wans.flatMap((wan) => perInstance((instance) => `${tunnelTitle(site, wan, instance)}.`)),
  );
