import { FAMILIES, familyOf } from "../lib/model/dual-stack";
import type { RouterConfig } from "../lib/router/router-config";
import type { FlowState, IkeState, IkeSuite, TunnelState, World } from "../simulator/ios-xe/world";
import type { Association } from "./associations";
import type { CarriedTunnel, Carrier } from "./carrier";
import type { Outcome } from "./negotiation";
import { pfsGroupOf, shownIkeSuite, shownTransform } from "./shown-suite";
import { bare, EVERYTHING, host, type Topology } from "./topology";

/** What a router shows of a tunnel that is carried. */
export function tunnelState(tunnel: CarriedTunnel, ikeLifetimeSeconds: number): TunnelState {
  return {
    ike: { ...ikeState(tunnel), lifetimeSeconds: ikeLifetimeSeconds },
    flows: tunnel.router ? flowStates(tunnel.router) : [],
  };
}

/** How far a negotiation comes that gives no SA: the far end is silent, refuses the algorithms, or what follows them. */
const FAR: Partial<Record<Outcome, "INIT" | "AUTH">> = {
  "no common IKE proposal": "INIT",
  "identity refused": "AUTH",
  "different keys": "AUTH",
};

function ikeState({ near, router: sa, agreement }: CarriedTunnel): Omit<IkeState, "lifetimeSeconds"> {
  const refused = FAR[agreement.outcome];
  const suite = sa || refused === "AUTH" ? shownIkeSuite(sa?.ike ?? agreement.ike ?? near.ike[0]!) : undefined;
  const port = Number(sa?.localPort ?? (suite ? 4500 : 500));
  return {
    status: sa ? "READY" : refused ? "DELETE" : "IN-NEG",
    local: { address: near.localAddress, port },
    remote: { address: near.remoteAddress, port },
    localId: near.localId,
    remoteId: near.remoteId,
    ...(suite && { suite: suite as IkeSuite }),
    activeSeconds: sa?.seconds ?? 0,
    localSpi: sa?.localSpi ?? "0".repeat(16),
    remoteSpi: sa?.remoteSpi ?? "0".repeat(16),
  };
}

/** IOS-XE shows the packets of a child by family; here the family that comes first has them all. */
function flowStates({ child }: Association): FlowState[] {
  if (!child) return [];
  const group = pfsGroupOf(child.esp);
  return FAMILIES.filter((family) => child.local.includes(EVERYTHING[family])).map((family, i) => ({
    family,
    local: EVERYTHING[family],
    remote: EVERYTHING[family],
    transform: shownTransform(child.esp),
    inboundSpi: child.inbound.spi,
    outboundSpi: child.outbound.spi,
    encaps: i === 0 ? child.outbound.packets : 0,
    decaps: i === 0 ? child.inbound.packets : 0,
    remainingSeconds: child.secondsLeft,
    ...(group !== undefined && { pfsGroup: group }),
  }));
}

/** Says what is around a router: its addresses, and what becomes of its tunnels. */
export class RouterWorld implements World {
  constructor(
    private readonly topology: Topology,
    private readonly carrier: Carrier,
    /** Takes the configuration that the router runs. @returns it as it is read, or undefined where it cannot be */
    private readonly takes: (running: string) => RouterConfig | undefined,
  ) {}

  private router: RouterConfig | undefined;

  configured(running: string): void {
    this.router = this.takes(running) ?? this.router;
  }

  tunnel(name: string): TunnelState | undefined {
    const tunnel = this.carrier.tunnel(name);
    if (!tunnel) return undefined;
    return tunnelState(tunnel, this.router?.profiles[0]?.lifetimeSeconds ?? 86400);
  }

  addresses(interfaceName: string): { readonly ipv4?: string; readonly ipv6?: readonly string[] } {
    const one = this.topology.interfaces.find(({ name }) => name === interfaceName);
    // DHCP gives the subnet too, which is not known of a WAN; DHCPv6 gives an address alone.
    return one ? { ipv4: one.ipv4.replace(/\/32$/, "/24"), ...(one.ipv6 && { ipv6: [host(bare(one.ipv6))] }) } : {};
  }

  clear(remote?: string): void {
    this.carrier.clear(remote);
  }

  ping(target: string, source: string | undefined, count: number) {
    const received = this.carrier.ping(familyOf(target), target, source, count);
    return { received, ...(received > 0 && { milliseconds: [1, 2, 4] as const }) };
  }
}
