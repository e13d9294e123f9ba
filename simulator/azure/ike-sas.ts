import { ipv4Text, ipv6Text, range } from "./prefix";
import type { Association, ChildSa, Tunnel } from "./live";

/**
 * What Azure answers to `getikesas`: JSON with a JSON text in it. The 64 bits of a cookie are a number there,
 * which `JSON.parse` rounds.
 *
 * @see https://github.com/Azure/azure-powershell/blob/main/src/Network/Network.Test/SessionRecords/Commands.Network.Test.ScenarioTests.VirtualNetworkGatewayConnectionTests/TestVirtualNetworkGatewayConnectionGetIkeSa.json
 */
export function ikeSas(tunnels: readonly Tunnel[]): string {
  const sas = tunnels.flatMap(({ ikeSa, instanceAddress: LocalEndpoint, peerAddress: RemoteEndpoint }) => {
    if (!ikeSa) return [];
    const ends = { LocalEndpoint, RemoteEndpoint };
    return [
      {
        ...ends,
        InitiatorCookie: ikeSa.initiatorSpi,
        ResponderCookie: ikeSa.responderSpi,
        LocalUdpEncapsulationPort: ikeSa.udpPort,
        RemoteUdpEncapsulationPort: ikeSa.udpPort,
        Encryption: ikeSa.encryption,
        Integrity: ikeSa.integrity,
        DhGroup: ikeSa.dhGroup,
        LifeTimeSeconds: ikeSa.lifetimeSeconds,
        ...age(ikeSa),
        QuickModeSAs: ikeSa.childSas.map((child) => ({ ...ends, ...quickModeSa(child) })),
      },
    ];
  });
  return withBigIntegers({ IkeSAs: sas });
}

const quickModeSa = (child: ChildSa) => ({
  Encryption: child.encryption,
  Integrity: child.integrity,
  PfsGroupId: child.pfsGroup,
  InboundSPI: child.inboundSpi,
  OutboundSPI: child.outboundSpi,
  LocalTrafficSelectors: child.localSelectors.map(addresses),
  RemoteTrafficSelectors: child.remoteSelectors.map(addresses),
  LifetimeKilobytes: child.lifetimeKilobytes,
  LifetimeSeconds: child.lifetimeSeconds,
  ...age(child),
});

const age = ({ isInitiator, elapsedSeconds }: Association) => ({
  IsSaInitiator: isInitiator,
  ElapsedTimeInseconds: elapsedSeconds,
});

/** A prefix as Azure shows selectors: `10.1.0.0-10.1.0.255`. IPv6 is not recorded anywhere, and inferred. */
function addresses(prefix: string): string {
  const { family, first, last } = range(prefix)!;
  return [first, last].map(family === 4 ? ipv4Text : ipv6Text).join("-");
}

/** JSON in which a bigint is a number. */
const withBigIntegers = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === "bigint" ? `${one}n` : one)).replace(/"(\d+)n"/g, "$1");
