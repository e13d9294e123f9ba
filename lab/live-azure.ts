import type { RouterConfig } from "../lib/router/router-config";
import type { Flow, IkeSa, Live, Tunnel } from "../simulator/azure/live";
import type { Association, Direction } from "./associations";
import type { CarriedTunnel, Carrier, End } from "./carrier";
import type { Resource, ShownState } from "./inputs";

type Policy = Resource<"azurerm_virtual_network_gateway_connection">["ipsec_policy"][number];

/** https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-devices */
const IKE_LIFETIME_SECONDS = 28800;

/** What Azure shows of an SA: its algorithms are those of the connection's one policy, in Azure's words. */
function ikeSa(sa: Association, policy: Policy): IkeSa {
  const times = { isInitiator: false, elapsedSeconds: sa.seconds };
  const spi = (hex: string) => BigInt(`0x${hex}`);
  const { child } = sa;
  return {
    encryption: policy.ike_encryption,
    integrity: policy.ike_integrity,
    dhGroup: policy.dh_group,
    lifetimeSeconds: IKE_LIFETIME_SECONDS,
    udpPort: sa.remotePort === "500" ? 0 : 4500,
    initiatorSpi: spi(sa.remoteSpi),
    responderSpi: spi(sa.localSpi),
    ...times,
    childSas: child
      ? [
          {
            encryption: policy.ipsec_encryption,
            integrity: policy.ipsec_integrity,
            pfsGroup: policy.pfs_group,
            lifetimeSeconds: policy.sa_lifetime,
            lifetimeKilobytes: 0,
            inboundSpi: Number(spi(child.inbound.spi)),
            outboundSpi: Number(spi(child.outbound.spi)),
            localSelectors: child.local,
            remoteSelectors: child.remote,
            ...times,
          },
        ]
      : [],
  };
}

/** A direction's mean since the SA began. */
function flow({ packets, bytes }: Direction, seconds: number, mismatched: number): Flow {
  const perSecond = (count: number) => count / Math.max(seconds, 1);
  return { bytes: perSecond(bytes), packets: perSecond(packets), dropped: 0, mismatched };
}

/** What Azure sees of the tunnels to a router. */
export function azureTunnels(
  azure: ShownState,
  router: RouterConfig,
  carrier: Carrier,
  connection: string,
  now: number,
): readonly Tunnel[] {
  const own = azure.all("azurerm_virtual_network_gateway_connection").find(({ name }) => name === connection);
  const [policy] = own?.ipsec_policy ?? [];
  if (!policy) return [];
  return router.tunnels
    .flatMap(({ name }) => carrier.tunnel(name) ?? [])
    .filter(({ far }) => far?.name === connection)
    .map(({ far, publicAddress, gateway: sa, unselected = 0 }: CarriedTunnel): Tunnel => {
      const since = sa && { established: new Date(now - 1000 * sa.seconds), ikeSa: ikeSa(sa, policy) };
      const flows = sa?.child && {
        ingress: flow(sa.child.inbound, sa.seconds, 0),
        egress: flow(sa.child.outbound, sa.seconds, unselected),
      };
      return {
        instanceAddress: far!.localAddress,
        peerAddress: publicAddress!,
        connected: sa?.child !== undefined,
        ingressBytes: sa?.child?.inbound.bytes ?? 0,
        egressBytes: sa?.child?.outbound.bytes ?? 0,
        ...since,
        ...flows,
      };
    });
}

/** What is at the other ends of a simulated Azure: the routers of the sites, and the machines that the carrier has. */
export interface LiveSite {
  readonly carrier: Carrier;
  readonly router: () => RouterConfig | undefined;
  /** By their names in Azure. */
  readonly machines: Readonly<Record<string, End>>;
}

export const liveAzure = (azure: () => ShownState, sites: readonly LiveSite[]): Live => ({
  tunnels: (connectionId) => {
    const name = connectionId.split("/").at(-1)!;
    return sites.flatMap(({ carrier, router }) => {
      const running = router();
      return running ? azureTunnels(azure(), running, carrier, name, Date.now()) : [];
    });
  },
  run: async (machineId, script) => {
    const name = machineId.split("/").at(-1)!;
    const site = sites.find(({ machines }) => name in machines);
    if (!site) throw new Error("The agent of the machine does not answer.");
    return { stdout: await site.carrier.run(site.machines[name]!, script), stderr: "" };
  },
  reset: async (address) => {
    await Promise.all(sites.map(({ carrier }) => carrier.reset(address)));
  },
});
