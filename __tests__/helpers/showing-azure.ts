import { FAMILIES, familyOf, type Family } from "../../lib/model/dual-stack";
import { isExisting } from "../../lib/model/gateway";
import type { IpsecPolicy } from "../../lib/model/ipsec-policy";
import { nameBy, publicIpName } from "../../lib/model/names";
import { cidrs } from "../../lib/model/network";
import { WAN_ROLES } from "../../lib/model/topology";
import type { AzureText } from "../../lib/evidence/azure-evidence";
import type { Intent } from "../../lib/verify/intent";
import { INSTANCES, keyOf } from "./intent";

/** How a tunnel from an instance of the gateway is. */
export interface AzureTunnelState {
  readonly connected: boolean;
  /** @default - where it is connected */
  readonly hasSa?: boolean;
  /** Families that its child SA carries; none without one. */
  readonly families: readonly Family[];
  /** Bytes between the first reading and the second. */
  readonly ingress: number;
  readonly egress: number;
  readonly twice?: boolean;
}

export interface AzureConnectionState {
  readonly isMissing?: boolean;
  readonly provisioningState: string;
  /** Absent: Azure's defaults. */
  readonly policy?: IpsecPolicy;
  readonly dpdTimeoutSeconds: number;
  readonly mode: string;
  readonly protocol: string;
  readonly isPolicyBased: boolean;
  readonly keyVersion: number;
  /** Of its local network gateway. */
  readonly peer: string;
  readonly prefixes: readonly string[];
  /** By instance. */
  readonly tunnels: readonly AzureTunnelState[];
}

export interface RouteState {
  readonly source: string;
  readonly prefix: string;
  readonly type: string;
  readonly hops?: readonly string[];
  /** @default "Active" */
  readonly state?: string;
}

export interface AzureState {
  readonly provisioningState: string;
  readonly isActiveActive: boolean;
  readonly addresses: readonly string[];
  readonly connections: readonly AzureConnectionState[];
  /** Of the machine behind the gateway, and of the one at the site. */
  readonly routes: readonly RouteState[];
  readonly siteRoutes: readonly RouteState[];
}

/** What the name of a router stands for. */
const RESOLVED = "198.51.100.99";

/** The public address of a WAN: that of the config, or what Azure has given. */
export function publicAddressOf({ site }: Intent, connection: number): string {
  const { peer } = site.connections[connection]!.wan;
  if (!peer) return `198.51.100.${connection + 10}`;
  return "address" in peer ? peer.address : peer.fqdn;
}

/** Azure as the deployment leaves it, while every tunnel is up. */
export function healthyAzure(intent: Intent): AzureState {
  const { deployment, site } = intent;
  const families = FAMILIES.filter((family) => site.network[family].length > 0);
  const ends = ["10.1.0.228", "10.1.0.229"];
  return {
    ...{ provisioningState: "Succeeded", isActiveActive: true, addresses: INSTANCES },
    connections: site.connections.map(({ ipsecPolicy, keyVersion }, index) => ({
      ...{ provisioningState: "Succeeded", policy: ipsecPolicy, keyVersion },
      ...{ dpdTimeoutSeconds: site.dpdTimeoutSeconds, mode: "Default", protocol: "IKEv2", isPolicyBased: false },
      ...{ peer: publicAddressOf(intent, index), prefixes: cidrs(site.network) },
      tunnels: INSTANCES.map((_, instance) =>
        site.tunnels.some((one) => one.connection === index && one.instance === instance)
          ? { connected: true, families, ingress: 1200, egress: 1000 }
          : { connected: false, families: [], ingress: 0, egress: 0 },
      ),
    })),
    routes: [
      ...cidrs(deployment.gateway.network).map((prefix) => ({ source: "Default", prefix, type: "VnetLocal" })),
      ...cidrs(site.network).map((prefix) => ({
        ...{ source: "VirtualNetworkGateway", prefix, type: "VirtualNetworkGateway", hops: ends },
      })),
      { source: "Default", prefix: "0.0.0.0/0", type: "Internet" },
    ],
    siteRoutes: [
      ...cidrs(site.network).map((prefix) => ({ source: "Default", prefix, type: "VnetLocal" })),
      ...(site.kind === "simulated"
        ? cidrs(deployment.gateway.network).map((prefix) => ({
            ...{ source: "User", prefix, type: "VirtualAppliance" },
            hops: [site.network.subnets.eth1.host[familyOf(prefix)]],
          }))
        : []),
      { source: "Default", prefix: "0.0.0.0/0", type: "Internet" },
    ],
  };
}

type Form = "az" | "arm";
type Json = Readonly<Record<string, unknown>>;

const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/vpn/providers/Microsoft.Network";

const resource = (type: string, name: string, properties: Json, more: Json = {}): Json => ({
  ...{ name, id: `${GROUP}/${type}/${name}`, etag: 'W/"0"', type: `Microsoft.Network/${type}`, location: "uksouth" },
  ...more,
  properties,
});

const ref = (type: string, name: string) => ({ id: `${GROUP}/${type}/${name}` });

/** As `az` prints it: properties are lifted, keys sorted, and ids have their resource group beside them. */
function printed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(printed);
  if (typeof value !== "object" || value === null) return value;
  const { properties, ...rest } = value as Record<string, unknown>;
  const all = { ...rest, ...(properties as Json | undefined), ...("id" in rest && { resourceGroup: "vpn" }) };
  return Object.fromEntries(
    Object.entries(all)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, printed(inner)]),
  );
}

const EVERYTHING = { ipv4: "0.0.0.0-255.255.255.255", ipv6: "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" };

function azurePolicy({ saLifetimeSeconds, ...policy }: IpsecPolicy): Json {
  return { ...policy, saLifeTimeSeconds: saLifetimeSeconds };
}

/** What Azure's commands print of such a state, once or twice where there are counters. */
export function azureTexts(intent: Intent, state: AzureState, form: Form = "az"): AzureText[] {
  const { deployment, site } = intent;
  const { gateway } = deployment;
  const json = (value: unknown) => JSON.stringify(form === "az" ? printed(value) : value, null, 2);
  const table = (routes: readonly RouteState[]) => ({
    value: routes.map(({ source, prefix, type, hops = [], state = "Active" }) => ({
      ...{ source, state, addressPrefix: [prefix], nextHopType: type, nextHopIpAddress: hops },
      ...{ disableBgpRoutePropagation: false, ...(form === "arm" && { hasBgpOverride: false, tagMap: {} }) },
    })),
  });
  const address = (name: string, ipAddress: string | undefined): AzureText => ({
    name: `${name}.json`,
    text: json(resource("publicIPAddresses", name, { ipAddress, provisioningState: "Succeeded" })),
  });
  const connections = site.connections.flatMap((connection, index): AzureText[] => {
    const { name, localNetworkGateway } = connection;
    const one = state.connections[index]!;
    const far = resource("localNetworkGateways", localNetworkGateway, {
      ...(/^[\d.]+$/.test(one.peer) ? { gatewayIpAddress: one.peer } : { fqdn: one.peer, gatewayIpAddress: "" }),
      ...{ localNetworkAddressSpace: { addressPrefixes: one.prefixes }, provisioningState: "Succeeded" },
    });
    const farText = { name: `${localNetworkGateway}.json`, text: json(far) };
    if (one.isMissing) {
      const message = `The Resource 'Microsoft.Network/connections/${name}' under resource group 'vpn' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`;
      const text =
        form === "az"
          ? `ERROR: (ResourceNotFound) ${message}\nCode: ResourceNotFound\nMessage: ${message}\n`
          : JSON.stringify({ error: { code: "ResourceNotFound", message } });
      return [{ name: `${name}.json`, text }, farText];
    }
    const reading = (number: number) =>
      resource(
        "connections",
        name,
        {
          ...{ connectionMode: one.mode, connectionProtocol: one.protocol, connectionType: "IPsec" },
          connectionStatus: one.tunnels.some(({ connected }) => connected) ? "Connected" : "NotConnected",
          ...{ dpdTimeoutSeconds: one.dpdTimeoutSeconds, enableBgp: false, provisioningState: one.provisioningState },
          ...{ sharedKey: keyOf(index), authorizationKey: keyOf(index) },
          ipsecPolicies: one.policy ? [azurePolicy(one.policy)] : [],
          localNetworkGateway2: ref("localNetworkGateways", localNetworkGateway),
          virtualNetworkGateway1: ref("virtualNetworkGateways", gateway.name),
          ...{ routingWeight: 0, trafficSelectorPolicies: [] },
          tunnelConnectionStatus: one.tunnels.map(({ connected, ingress, egress }, instance) => ({
            tunnel: `${name}_${state.addresses[instance]}`,
            connectionStatus: connected ? "Connected" : "NotConnected",
            ingressBytesTransferred: connected ? 5000 + number * ingress : 0,
            egressBytesTransferred: connected ? 6000 + number * egress : 0,
            ...(connected && { lastConnectionEstablishedUtcTime: "11/26/2026 08:14:02" }),
          })),
          usePolicyBasedTrafficSelectors: one.isPolicyBased,
        },
        one.keyVersion > 1 ? { tags: { "key-version": String(one.keyVersion) } } : {},
      );
    const sas = one.tunnels.flatMap(({ connected, hasSa = connected, families, twice }, instance) => {
      if (!hasSa) return [];
      const ends = {
        LocalEndpoint: state.addresses[instance],
        RemoteEndpoint: /^[\d.]+$/.test(one.peer) ? one.peer : RESOLVED,
      };
      const policy = one.policy ?? connection.ipsecPolicy;
      const selectors = families.map((family) => EVERYTHING[family]);
      const sa = {
        ...{ ...ends, InitiatorCookie: 5002378828330496231n, ResponderCookie: 15460013388959380535n },
        ...{ LocalUdpEncapsulationPort: 4500, RemoteUdpEncapsulationPort: 4500 },
        ...{ Encryption: policy.ikeEncryption, Integrity: policy.ikeIntegrity, DhGroup: policy.dhGroup },
        ...{ LifeTimeSeconds: 28800, IsSaInitiator: false, ElapsedTimeInseconds: 457 },
        QuickModeSAs:
          selectors.length === 0
            ? []
            : [
                {
                  ...{ ...ends, Encryption: policy.ipsecEncryption, Integrity: policy.ipsecIntegrity },
                  ...{ PfsGroupId: "None", InboundSPI: 1687852760, OutboundSPI: 230907700 },
                  ...{ LocalTrafficSelectors: selectors, RemoteTrafficSelectors: selectors },
                  ...{ LifetimeKilobytes: 0, LifetimeSeconds: 27000, IsSaInitiator: false, ElapsedTimeInseconds: 457 },
                },
              ],
      };
      return twice ? [sa, sa] : [sa];
    });
    // JavaScript has no number of 64 bits, and Azure's JSON has.
    const text = JSON.stringify({ IkeSAs: sas }, (_, value: unknown) =>
      typeof value === "bigint" ? `${value}n` : value,
    );
    return [
      { name: `${name}.json`, text: json(reading(0)) },
      { name: `${name}-again.json`, text: json(reading(1)) },
      { name: `${name}-ike-sas.json`, text: JSON.stringify(text.replace(/"(\d+)n"/g, "$1")) },
      farText,
    ];
  });
  const { names } = deployment;
  return [
    {
      name: `${gateway.name}.json`,
      text: json(
        resource("virtualNetworkGateways", gateway.name, {
          ...{ activeActive: state.isActiveActive, provisioningState: state.provisioningState, vpnType: "RouteBased" },
          ipConfigurations: state.addresses.map((_, i) => ({
            name: `gwcfg${i + 1}`,
            properties: {
              publicIPAddress: ref(
                "publicIPAddresses",
                nameBy(names.gatewayPublicIp, { name: gateway.name, number: i + 1 }),
              ),
            },
          })),
        }),
      ),
    },
    ...state.addresses.map((one, i) =>
      address(nameBy(names.gatewayPublicIp, { name: gateway.name, number: i + 1 }), one),
    ),
    ...(site.kind === "simulated"
      ? site.connections.map((_, i) =>
          address(
            publicIpName(nameBy(names.routerPublicIp, { name: `${site.router.name}-${WAN_ROLES[i]}` }), site.zones),
            publicAddressOf(intent, i),
          ),
        )
      : []),
    ...connections,
    ...(isExisting(gateway.network) || !gateway.testVm
      ? []
      : [{ name: "routes.json", text: json(table(state.routes)) }]),
    ...(site.kind === "simulated" && site.testVm
      ? [{ name: "site-routes.json", text: json(table(state.siteRoutes)) }]
      : []),
  ];
}
