import { createHash } from "node:crypto";
import {
  GATEWAY_LAYOUT,
  placeNetwork,
  SITE_LAYOUT,
  type Layout,
  type NetworkSpec,
  type SubnetSpec,
} from "../lib/addressing/network-plan";
import type { Administrator, Deployment, Gateway, Site, TestVm } from "../lib/model/deployment";
import type { DualStack } from "../lib/model/dual-stack";
import { gatewaySize } from "../lib/model/gateway-skus";
import type { Network, SiteRole } from "../lib/model/network";
import type { Path } from "../lib/model/path";
import type { Prefix } from "../lib/model/prefix";
import { shapeOf } from "../lib/model/topology";
import type { Problem } from "./problem";
import type { ConfigInput } from "./schema";
import { prefixesOf } from "./site-prefixes";

/** Id of the gateway's stack: a contract, since states and workspaces bear it. */
export const GATEWAY_STACK = "vpn-gateway";

type SiteInput = ConfigInput["sites"][number];

/**
 * Decides every value that a config leaves open: regions, resource groups, prefixes, addresses, and names that
 * contain the name of a site or a router.
 *
 * @param config the file, as generated files name it
 * @returns the deployment, and every rule of addressing that one of its networks breaks
 */
export function decide(
  input: ConfigInput,
  config: string,
): { readonly deployment: Deployment; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  /** Places a network, and reports its problems at their places in the config. */
  const place = <Role extends string>(layout: Layout<Role>, spec: NetworkSpec<Role>, at: Path): Network<Role> => {
    const placed = placeNetwork(layout, spec);
    const inConfig = (path: Path) => [...at, ...path];
    for (const { path, message, related } of placed.problems) {
      problems.push({ path: inConfig(path), message, related: related.map(inConfig) });
    }
    return placed.network;
  };
  const gateway = decideGateway(input, (spec) => place(GATEWAY_LAYOUT, spec, ["gateway", "network"]));
  const sites = input.sites.map((site, i) =>
    decideSite(site, input, (spec) => place(SITE_LAYOUT, spec, ["sites", i, "network"])),
  );
  const { backend, sharedKeys, marketplaceTerms, writeFile, tags, ignoreTags } = input;
  return {
    deployment: {
      config,
      provider: {
        subscriptionId: input.subscriptionId,
        resourceProviderRegistrations: input.resourceProviderRegistrations,
        preventDeletionIfContainsResources: input.preventDeletionIfContainsResources,
        versions: input.providerVersions,
      },
      ...{ backend, sharedKeys, marketplaceTerms, writeFile, tags, ignoreTags },
      admin: decideAdministrator(input),
      gateway,
      sites,
    },
    problems,
  };
}

const stackGroup = ({ resourceGroup }: ConfigInput, stack: string) => `${resourceGroup}-${stack}`;

function decideGateway(
  input: ConfigInput,
  place: (spec: NetworkSpec<keyof typeof GATEWAY_LAYOUT>) => Gateway["network"],
): Gateway {
  const { name, sku, generation, location, resourceGroup, zones, preventDestroy, network, testVm } = input.gateway;
  const { subnet1, gatewaySubnet } = network.subnets;
  return {
    stack: GATEWAY_STACK,
    name,
    // The checks report a generation that the SKU does not come in.
    size: gatewaySize(sku, generation) ?? gatewaySize(sku)!,
    location: location ?? input.location,
    resourceGroup: resourceGroup ?? stackGroup(input, GATEWAY_STACK),
    zones,
    preventDestroy,
    network: place({
      ...network,
      // The only name that Azure takes.
      subnets: { subnet1, gatewaySubnet: { ...gatewaySubnet, name: "GatewaySubnet" } },
    }),
    testVm: decideTestVm(testVm),
  };
}

function decideSite(
  site: SiteInput,
  input: ConfigInput,
  place: (spec: NetworkSpec<SiteRole>) => Site["network"],
): Site {
  const { name, topology, connections, tunnelAddresses, catalyst, zones, dpdTimeoutSeconds, testVm } = site;
  const { exits, tunnels } = shapeOf(topology);
  const { nextIpsecPolicy } = site;
  const policy = { ...input.ipsecPolicy, ...site.ipsecPolicy };
  const router = catalyst.name ?? name;
  const stack = `onprem-${name}`;
  const prefixes = prefixesOf(site, input.sitePrefixes);
  const subnet = (role: SiteRole, name: string): SubnetSpec => ({ name, ...site.network.subnets[role] });
  return {
    stack,
    name,
    location: site.location ?? input.location,
    resourceGroup: site.resourceGroup ?? stackGroup(input, stack),
    zones,
    network: place({
      ...prefixes,
      name: site.network.name ?? `${router}-net`,
      subnets: {
        eth1: subnet("eth1", `${router}-eth1`),
        eth2: subnet("eth2", `${router}-eth2`),
        eth3: subnet("eth3", `${router}-eth3`),
        app: subnet("app", "app-subnet"),
      },
    }),
    router: { ...catalyst, name: router },
    topology,
    connections: exits.map((exit, i) => {
      const { name: given, localNetworkGateway, keyVersion = 1, ipsecPolicy } = connections[i] ?? {};
      return {
        name: given ?? `conn${i + 1}-to-${name}`,
        localNetworkGateway: localNetworkGateway ?? `localNetGw${i + 1}-${name}-${fingerprint(prefixes)}`,
        exit,
        keyVersion,
        ipsecPolicy: { ...policy, ...ipsecPolicy },
      };
    }),
    tunnels: tunnels.map(({ connection, instance }, i) => ({
      name: `Tunnel${catalyst.tunnelBase + i}`,
      instance,
      connection,
      exit: exits[connection]!,
      address: tunnelAddresses[i] ?? `172.16.0.${i + 1}`,
    })),
    dpdTimeoutSeconds,
    ...(nextIpsecPolicy && { nextIpsecPolicy: { ...policy, ...nextIpsecPolicy } }),
    testVm: decideTestVm(testVm),
  };
}

const decideTestVm = ({ enabled, ...vm }: SiteInput["testVm"]): TestVm | undefined => (enabled ? vm : undefined);

function decideAdministrator(input: ConfigInput): Administrator {
  const { adminUsername: username, adminSourcePrefixes: sourcePrefixes, adminSshPublicKey: sshPublicKey } = input;
  const login = sshPublicKey === undefined ? { password: input.adminPassword } : { sshPublicKey };
  return { username, sourcePrefixes, login };
}

/**
 * Short hash of the prefixes, so that changing them renames, and so replaces, the local network gateway.
 * azurerm 4 writes a changed address space in two steps, the first with one family only.
 *
 * @see https://github.com/hashicorp/terraform-provider-azurerm/issues/16327
 */
function fingerprint({ ipv4, ipv6 }: DualStack<Prefix>): string {
  return createHash("sha256").update(`${ipv4.cidr} ${ipv6.cidr}`).digest("hex").slice(0, 6);
}
