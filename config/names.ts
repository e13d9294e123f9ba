import { createHash } from "node:crypto";
import { networkPrefixes } from "./sites";
import type { ConfigInput } from "./schema";

/** Stack ids: a contract, since state files and workspaces bear them. */
export const GATEWAY_STACK = "vpn-gateway";
export const siteStack = (site: { readonly name: string }) => `onprem-${site.name}`;

/**
 * The generations that a SKU comes in; the last is where Microsoft moves gateways to.
 *
 * @see https://learn.microsoft.com/azure/vpn-gateway/about-gateway-skus
 */
export const GENERATIONS = {
  VpnGw1AZ: ["Generation1"],
  VpnGw2AZ: ["Generation1", "Generation2"],
  VpnGw3AZ: ["Generation1", "Generation2"],
  VpnGw4AZ: ["Generation2"],
  VpnGw5AZ: ["Generation2"],
} as const satisfies Record<
  ConfigInput["gateway"]["sku"],
  readonly NonNullable<ConfigInput["gateway"]["generation"]>[]
>;

/**
 * Fills in what one value of the config hands down to another: regions, resource groups, prefixes, and
 * the names that start with the gateway's or a site's own.
 */
export function fillIn(config: ConfigInput) {
  const group = (stack: string) => `${config.resourceGroup}-${stack}`;
  return {
    ...config,
    gateway: {
      ...config.gateway,
      generation: config.gateway.generation ?? GENERATIONS[config.gateway.sku].at(-1)!,
      location: config.gateway.location ?? config.location,
      resourceGroup: config.gateway.resourceGroup ?? group(GATEWAY_STACK),
      network: {
        ...config.gateway.network,
        subnets: {
          subnet1: {
            ...config.gateway.network.subnets.subnet1,
            name: config.gateway.network.subnets.subnet1.name ?? "subnet1",
          },
          // The only name that Azure takes.
          gatewaySubnet: { ...config.gateway.network.subnets.gatewaySubnet, name: "GatewaySubnet" },
        },
      },
    },
    sites: config.sites.map((site) => {
      const router = site.catalyst.name ?? site.name;
      const { eth1, eth2, eth3, app } = site.network.subnets;
      const prefixes = networkPrefixes(site, config.sitePrefixes);
      const [first, second] = site.tunnels;
      const tunnel = <T extends typeof first>(given: T, number: 1 | 2) => ({
        ...given,
        connection: given.connection ?? `conn${number}-to-${site.name}`,
        localNetworkGateway: given.localNetworkGateway ?? `localNetGw${number}-${site.name}-${fingerprint(prefixes)}`,
      });
      return {
        ...site,
        location: site.location ?? config.location,
        resourceGroup: site.resourceGroup ?? group(siteStack(site)),
        network: {
          ...prefixes,
          name: site.network.name ?? `${router}-net`,
          subnets: {
            eth1: { ...eth1, name: eth1.name ?? `${router}-eth1` },
            eth2: { ...eth2, name: eth2.name ?? `${router}-eth2` },
            eth3: { ...eth3, name: eth3.name ?? `${router}-eth3` },
            app: { ...app, name: app.name ?? "app-subnet" },
          },
        },
        catalyst: { ...site.catalyst, name: router },
        tunnels: [tunnel(first, 1), tunnel(second, 2)] as const,
      };
    }),
  };
}

/**
 * Tells one pair of prefixes from another. A name that follows them makes Terraform replace a local
 * network gateway where azurerm 4 would write a changed address space twice, one family the first time.
 *
 * @see https://github.com/hashicorp/terraform-provider-azurerm/issues/16327
 */
function fingerprint({ ipv4, ipv6 }: { readonly ipv4: string; readonly ipv6: string }): string {
  return createHash("sha256").update(`${ipv4} ${ipv6}`).digest("hex").slice(0, 6);
}

/** The config with everything decided. */
export type AppConfig = ReturnType<typeof fillIn>;
export type SiteConfig = AppConfig["sites"][number];
