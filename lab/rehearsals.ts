import type { Alert } from "../lib/model/alert";
import type { Deployment } from "../lib/model/deployment";
import { FAMILIES } from "../lib/model/dual-stack";
import { throughputMbps } from "../lib/model/gateway-skus";
import { minutesOf } from "../lib/model/monitoring";
import type { Connection, Site, Tunnel } from "../lib/model/site";
import type { Instance } from "../lib/model/topology";
import type { RouterConfig } from "../lib/router/router-config";
import type { Cloud } from "../simulator/azure/cloud";
import type { Flow, HealthEvent, Tunnel as SeenTunnel, Watched } from "../simulator/azure/live";
import { instanceAddresses } from "../simulator/azure/metrics";
import { objects, type Resource } from "../simulator/azure/resource";
import { idIn } from "../simulator/azure/subnets";
import { otherKey, section } from "./other-configuration";

/** Where something is broken. What is set at the meter is broken nowhere: the alert alone is rehearsed. */
export const PLACES = {
  router: "Broken at the router",
  azure: "Broken in Azure",
  between: "Broken between the ends",
  meter: "Set at Azure's meter",
} as const;

/** Something that is broken on purpose, and the alerts that must fire. */
export interface Rehearsal {
  readonly place: keyof typeof PLACES;
  readonly what: string;
  readonly change: Change;
  /** Whether an alert must fire; no others may. */
  readonly fires: (alert: Alert) => boolean;
  /** Why none does, where that is so in any deployment. */
  readonly why?: string;
}

/** What becomes other. */
export interface Change {
  /** The configuration of a site's router; undefined where the router is off. */
  readonly router?: (site: string, config: RouterConfig) => RouterConfig | undefined;
  /** Resources as they are then, or the ids of those that are gone. */
  readonly azure?: (cloud: Cloud) => readonly (Resource | string)[];
  /** What the gateway sees of its tunnels, and Azure says of its health. */
  readonly live?: (live: Watched, cloud: Cloud) => Watched;
}

/* Which alerts. */

const none = () => false;
const ofTunnels =
  (kind: "noIke" | "noIpsec", site: Site, which: (tunnel: Tunnel) => boolean = () => true) =>
  (alert: Alert): boolean =>
    alert.kind === kind &&
    alert.type === "metric" &&
    alert.tunnel?.site === site.name &&
    site.tunnels.some((one) => one.name === alert.tunnel!.name && which(one));
const onMetric = (name: string) => (alert: Alert) =>
  alert.type === "metric" && alert.criteria.every(({ metric }) => metric === name);
const ofKind = (kind: Alert["kind"]) => (alert: Alert) => alert.kind === kind;

/* What is changed. */

const routerOf = (site: Site, change: (config: RouterConfig) => RouterConfig | undefined): Change => ({
  router: (name, config) => (name === site.name ? change(config) : config),
});

const connectionIn = (cloud: Cloud, name: string): Resource =>
  cloud.ofType("Microsoft.Network/connections").find((one) => one.name === name)!;

const connection = (name: string, change: (properties: Resource["properties"]) => Resource["properties"]): Change => ({
  azure: (cloud) => {
    const found = connectionIn(cloud, name);
    return [{ ...found, properties: { ...found.properties, ...change(found.properties) } }];
  },
});

const gatewayIn = (cloud: Cloud, { gateway }: Deployment): Resource =>
  cloud.ofType("Microsoft.Network/virtualNetworkGateways").find(({ name }) => name === gateway.name)!;

const tunnels = (change: (tunnel: SeenTunnel) => SeenTunnel): Change => ({
  live: (live) => ({ ...live, tunnels: (id) => live.tunnels(id).map(change) }),
});

const IDLE: Flow = { bytes: 0, packets: 0, dropped: 0, mismatched: 0 };
const metered = (direction: "ingress" | "egress", change: Partial<Flow>): Change =>
  tunnels((tunnel) => ({ ...tunnel, [direction]: { ...IDLE, ...tunnel[direction], ...change } }));

const event = (scope: (cloud: Cloud) => string, fields: HealthEvent["fields"]): Change => ({
  live: (live, cloud) => ({ ...live, events: () => [{ scope: scope(cloud), fields }] }),
});

/** ESP in Azure's words and in IOS-XE's: one more than the policies of a site. */
const ESP = [
  { encryption: "GCMAES128", integrity: "GCMAES128", transform: "esp-gcm 128" },
  { encryption: "GCMAES192", integrity: "GCMAES192", transform: "esp-gcm 192" },
  { encryption: "GCMAES256", integrity: "GCMAES256", transform: "esp-gcm 256" },
  { encryption: "AES256", integrity: "SHA256", transform: "esp-aes 256 esp-sha256-hmac" },
] as const;

function otherEsp({ connections, nextIpsecPolicy }: Site): (typeof ESP)[number] {
  const used = [...connections.map(({ ipsecPolicy }) => ipsecPolicy), ...(nextIpsecPolicy ? [nextIpsecPolicy] : [])];
  return ESP.find(({ encryption }) => used.every(({ ipsecEncryption }) => ipsecEncryption !== encryption))!;
}

/** Bytes in a second through a tunnel, where all tunnels together use this part of what the gateway can carry. */
const share = ({ gateway, sites }: Deployment, part: number): number =>
  (part * throughputMbps(gateway.size) * 1_000_000) / 8 / sites.reduce((sum, site) => sum + site.tunnels.length, 0);

/** What a rehearsal is of. */
interface Subject {
  readonly gateway: { readonly deployment: Deployment };
  readonly instance: { readonly deployment: Deployment; readonly instance: Instance };
  readonly site: { readonly deployment: Deployment; readonly site: Site };
  readonly connection: { readonly site: Site; readonly connection: Connection; readonly index: number };
  readonly tunnel: { readonly site: Site; readonly tunnel: Tunnel };
}

type Rehearsals = { readonly [Of in keyof Subject]: readonly ((subject: Subject[Of]) => Rehearsal | undefined)[] };

const REHEARSALS: Rehearsals = {
  tunnel: [
    ({ site, tunnel }) => ({
      place: "router",
      what: `${tunnel.name} of ${site.router.name} is shut`,
      change: routerOf(site, (config) => ({
        ...config,
        tunnels: config.tunnels.filter(({ name }) => name !== tunnel.name),
      })),
      fires: ofTunnels("noIke", site, ({ name }) => name === tunnel.name),
    }),
  ],
  site: [
    ({ site }) => ({
      place: "router",
      what: `${site.router.name} is off`,
      change: routerOf(site, () => undefined),
      fires: ofTunnels("noIke", site),
    }),
    ({ site }) => ({
      place: "router",
      what: `${site.router.name} has other keys`,
      change: routerOf(
        site,
        section("keyrings", ({ sharedKey }) => ({ sharedKey: otherKey(sharedKey) })),
      ),
      fires: ofTunnels("noIke", site),
    }),
    ({ site }) => ({
      place: "router",
      what: `${site.router.name} has another transform set`,
      change: routerOf(
        site,
        section("transformSets", () => ({ transform: otherEsp(site).transform })),
      ),
      fires: ofTunnels("noIpsec", site),
    }),
    ({ deployment: { gateway }, site }) =>
      FAMILIES.every((family) => gateway.network[family].length > 0 && site.network[family].length > 0)
        ? {
            place: "router",
            what: `the tunnels of ${site.router.name} select IPv4 alone`,
            change: routerOf(
              site,
              section("tunnels", () => ({ mode: "ipsec ipv4" })),
            ),
            // On paper, each tunnel is to take a packet in a second.
            fires: (alert) =>
              onMetric("TunnelEgressPacketDropTSMismatch")(alert) &&
              alert.type === "metric" &&
              alert.criteria[0].threshold < site.tunnels.length * 60 * minutesOf(alert.window),
            why: "the threshold is higher than what is sent on paper",
          }
        : undefined,
  ],
  connection: [
    ({ site, connection: { name }, index }) => ({
      place: "azure",
      what: `${name} has another key`,
      change: connection(name, ({ sharedKey }) => ({ sharedKey: otherKey(String(sharedKey)) })),
      fires: ofTunnels("noIke", site, (tunnel) => tunnel.connection === index),
    }),
    ({ site, connection: { name }, index }) => ({
      place: "azure",
      what: `${name} has another ESP cipher`,
      change: connection(name, ({ ipsecPolicies }) => {
        const { encryption: ipsecEncryption, integrity: ipsecIntegrity } = otherEsp(site);
        return { ipsecPolicies: objects(ipsecPolicies).map((one) => ({ ...one, ipsecEncryption, ipsecIntegrity })) };
      }),
      fires: ofTunnels("noIpsec", site, (tunnel) => tunnel.connection === index),
    }),
    ({ site, connection: { name }, index }) => ({
      place: "azure",
      what: `${name} is policy-based`,
      change: connection(name, () => ({ usePolicyBasedTrafficSelectors: true })),
      fires: ofTunnels("noIpsec", site, (tunnel) => tunnel.connection === index),
    }),
    ({ site, connection: { name }, index }) => ({
      place: "azure",
      what: `the local network gateway of ${name} has another address`,
      change: {
        azure: (cloud) => {
          const far = cloud.get(idIn(connectionIn(cloud, name).properties, "localNetworkGateway2"))!;
          return [{ ...far, properties: { ...far.properties, gatewayIpAddress: "192.0.2.99" } }];
        },
      },
      fires: ofTunnels("noIke", site, (tunnel) => tunnel.connection === index),
    }),
    ({ connection: { name } }) => ({
      place: "azure",
      what: `${name} is deleted`,
      change: { azure: (cloud) => [connectionIn(cloud, name).id] },
      fires: none,
      why: "a rule without its metric is not evaluated; vpn plan finds it",
    }),
  ],
  instance: [
    ({ deployment, instance }) => ({
      place: "azure",
      what: `instance ${instance} of ${deployment.gateway.name} is down`,
      change: {
        live: (live, cloud) => {
          const addresses = instanceAddresses(gatewayIn(cloud, deployment))[instance]!;
          return {
            ...live,
            tunnels: (id) => live.tunnels(id).filter((tunnel) => !addresses.includes(tunnel.instanceAddress)),
          };
        },
      },
      fires: (alert) =>
        deployment.sites.some((site) => ofTunnels("noIke", site, (tunnel) => tunnel.instance === instance)(alert)),
    }),
  ],
  gateway: [
    () => ({
      place: "between",
      what: "the provider drops ESP from the routers to the gateway",
      change: metered("ingress", IDLE),
      fires: none,
      why: "an idle tunnel looks the same to Azure; vpn verify finds it",
    }),
    () => ({
      place: "meter",
      what: "the gateway drops packets on their way to the sites",
      change: metered("egress", { dropped: MANY }),
      fires: onMetric("TunnelEgressPacketDropCount"),
    }),
    () => ({
      place: "meter",
      what: "the gateway drops packets from the sites",
      change: metered("ingress", { dropped: MANY }),
      fires: onMetric("TunnelIngressPacketDropCount"),
    }),
    () => ({
      place: "meter",
      what: "packets to the sites match no traffic selector",
      change: metered("egress", { mismatched: MANY }),
      fires: onMetric("TunnelEgressPacketDropTSMismatch"),
    }),
    () => ({
      place: "meter",
      what: "packets from the sites match no traffic selector",
      change: metered("ingress", { mismatched: MANY }),
      fires: onMetric("TunnelIngressPacketDropTSMismatch"),
    }),
    ({ deployment }) => ({
      place: "meter",
      what: "the tunnels carry more than the gateway's SKU can",
      change: metered("egress", { bytes: share(deployment, 1.1) }),
      fires: ofKind("bandwidth"),
    }),
    ({ deployment }) => ({
      place: "meter",
      what: "the tunnels carry half of what the gateway's SKU can",
      change: metered("egress", { bytes: share(deployment, 0.5) }),
      fires: (alert) => ofKind("bandwidth")(alert) && (deployment.monitoring?.alerts.bandwidth?.percent ?? 100) < 50,
      why: "that is less than the threshold",
    }),
    ({ deployment }) => ({
      place: "meter",
      what: "Azure reports an incident of VPN gateways in the region",
      change: event((cloud) => gatewayIn(cloud, deployment).id.split("/").slice(0, 3).join("/"), {
        category: "ServiceHealth",
        "properties.incidentType": "Incident",
        "properties.impactedServices[*].ServiceName": "VPN Gateway",
        "properties.impactedServices[*].ImpactedRegions[*].RegionName": deployment.monitoring?.region ?? "Global",
      }),
      fires: ofKind("serviceHealth"),
    }),
    ({ deployment }) => ({
      place: "meter",
      what: "Azure judges the gateway unavailable",
      change: event((cloud) => gatewayIn(cloud, deployment).id, {
        category: "ResourceHealth",
        status: "Active",
        "properties.currentHealthStatus": "Unavailable",
        "properties.previousHealthStatus": "Available",
        "properties.cause": "PlatformInitiated",
      }),
      fires: ofKind("resourceHealth"),
    }),
  ],
};

/** Packets in a second, above any threshold. */
const MANY = 1e9;

/** Every rehearsal of a deployment, by where it breaks something. */
export function rehearsalsOf(deployment: Deployment): readonly Rehearsal[] {
  const all = <Of extends keyof Subject>(of: Of, subjects: readonly Subject[Of][]) =>
    subjects.flatMap((subject) => REHEARSALS[of].flatMap((make) => make(subject) ?? []));
  const { sites } = deployment;
  const found = [
    ...all(
      "tunnel",
      sites.flatMap((site) => site.tunnels.map((tunnel) => ({ site, tunnel }))),
    ),
    ...all(
      "site",
      sites.map((site) => ({ deployment, site })),
    ),
    ...all(
      "connection",
      sites.flatMap((site) => site.connections.map((connection, index) => ({ site, connection, index }))),
    ),
    ...all(
      "instance",
      ([0, 1] as const).map((instance) => ({ deployment, instance })),
    ),
    ...all("gateway", [{ deployment }]),
  ];
  return Object.keys(PLACES).flatMap((place) => found.filter((one) => one.place === place));
}
