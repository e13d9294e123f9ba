import { createHash } from "node:crypto";
import { parsePrefix, subnetAt } from "../lib/addressing/cidr";
import {
  GATEWAY_LAYOUT,
  placeNetwork,
  SITE_LAYOUT,
  type Layout,
  type NetworkSpec,
  type SubnetSpec,
} from "../lib/addressing/network-plan";
import type { Administrator, Deployment } from "../lib/model/deployment";
import type { Gateway } from "../lib/model/gateway";
import { gatewaySize } from "../lib/model/gateway-skus";
import { nameBy } from "../lib/model/names";
import type { TestVm } from "../lib/model/machine";
import { cidrs, type AddressSpace, type GatewayRole, type Network, type SiteRole } from "../lib/model/network";
import type { Path } from "../lib/model/path";
import type { Connection, OnPremisesSite, SimulatedSite, Tunnel, Wan } from "../lib/model/site";
import { ROUTER_INTERFACES, shapeOf, WAN_ROLES, type TopologyName } from "../lib/model/topology";
import { decideMonitoring } from "./decide-monitoring";
import { NEW_NETWORK } from "./gateway-fields";
import type { Problem } from "./problem";
import type { ConfigInput } from "./schema";
import { prefixesOf } from "./site-prefixes";

/** Id of the gateway's stack: a contract, since states and workspaces bear it. */
const GATEWAY_STACK = "vpn-gateway";

type SiteInput = ConfigInput["sites"][number];
type OnPremisesInput = Extract<SiteInput, { readonly kind: "onPremises" }>;
type SimulatedInput = Exclude<SiteInput, OnPremisesInput>;

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
    site.kind === "onPremises"
      ? decideOnPremises(site, input)
      : decideSimulated(site, input, (spec) => place(SITE_LAYOUT, spec, ["sites", i, "network"])),
  );
  const monitoring = decideMonitoring(input);
  const { backend, sharedKeys, marketplaceTerms, writeFile = true, names, tags, ignoreTags } = input;
  return {
    deployment: {
      config,
      provider: {
        subscriptionId: input.subscriptionId,
        resourceProviderRegistrations: input.resourceProviderRegistrations,
        preventDeletionIfContainsResources: input.preventDeletionIfContainsResources,
        versions: input.providerVersions,
      },
      backend,
      sharedKeys,
      marketplaceTerms,
      writeFile,
      names,
      tags,
      ignoreTags,
      admin: decideAdministrator(input),
      gateway,
      sites,
      ...(monitoring && { monitoring }),
    },
    problems,
  };
}

const stackGroup = ({ resourceGroup }: ConfigInput, stack: string) => `${resourceGroup}-${stack}`;

function decideGateway(input: ConfigInput, place: (spec: NetworkSpec<GatewayRole>) => Network<GatewayRole>): Gateway {
  const { name, sku, generation, location, resourceGroup, resourceGroupExists, zones, preventDestroy, locks } =
    input.gateway;
  const { existing, networks, network = NEW_NETWORK.network, testVm = NEW_NETWORK.testVm } = input.gateway;
  const { subnet1, gatewaySubnet } = network.subnets;
  return {
    stack: GATEWAY_STACK,
    name,
    // The checks report a generation that the SKU does not come in.
    size: gatewaySize(sku, generation) ?? gatewaySize(sku)!,
    exists: existing?.gateway ?? false,
    otherConnections: existing?.connections ?? 0,
    location: location ?? input.location,
    resourceGroup: resourceGroup ?? stackGroup(input, GATEWAY_STACK),
    resourceGroupExists,
    zones,
    preventDestroy,
    locks,
    network: existing
      ? { name: existing.virtualNetwork, resourceGroup: existing.resourceGroup, ...(networks ?? NO_NETWORKS) }
      : place({
          ...network,
          // The only name that Azure takes.
          subnets: { subnet1, gatewaySubnet: { ...gatewaySubnet, name: "GatewaySubnet" } },
        }),
    testVm: existing ? undefined : decideTestVm(testVm),
  };
}

/** The checks report networks that are missing. */
const NO_NETWORKS: AddressSpace = { ipv4: [], ipv6: [] };

function decideSimulated(
  site: SimulatedInput,
  input: ConfigInput,
  place: (spec: NetworkSpec<SiteRole>) => Network<SiteRole>,
): SimulatedSite {
  const { name, topology, catalyst, zones, resourceGroupExists, testVm } = site;
  const router = catalyst.name ?? name;
  const stack = `onprem-${name}`;
  const subnet = (role: SiteRole, name: string): SubnetSpec => ({ name, ...site.network.subnets[role] });
  const network = place({
    ...site.network,
    ...prefixesOf(site, input.sitePrefixes),
    name: site.network.name ?? `${router}-net`,
    subnets: {
      eth1: subnet("eth1", `${router}-eth1`),
      eth2: subnet("eth2", `${router}-eth2`),
      eth3: subnet("eth3", `${router}-eth3`),
      app: subnet("app", "app-subnet"),
    },
  });
  const { frontDoorVrf } = shapeOf(topology);
  const wans = WAN_ROLES.map((role, i): Wan => {
    const { host, defaultGateway } = network.subnets[role];
    // In a VRF the default route, which DHCP gives, leads to the gateway.
    const route = frontDoorVrf ? { vrf: `${catalyst.namePrefix}-WAN${i + 2}` } : { nextHop: defaultGateway };
    return { interface: ROUTER_INTERFACES[role], address: host.ipv4, ...route, nat: "static" };
  });
  return {
    kind: "simulated",
    stack,
    name,
    location: site.location ?? input.location,
    resourceGroup: site.resourceGroup ?? stackGroup(input, stack),
    resourceGroupExists,
    zones,
    network,
    router: { ...catalyst, name: router },
    ...decideTunnels(site, input, { topology, network, wans, tunnelBase: catalyst.tunnelBase }),
    testVm: decideTestVm(testVm),
  };
}

function decideOnPremises(site: OnPremisesInput, input: ConfigInput): OnPremisesSite {
  const { kind, name, router, networks: network } = site;
  const { namePrefix, tunnelBase } = router;
  const wans = router.wans.map(({ publicAddress, fqdn, privateAddress, ...wan }): Wan => ({
    ...wan,
    address: wan.nat === "none" ? publicAddress : privateAddress,
    // The checks report a WAN that has neither, or both.
    peer: fqdn === undefined ? { address: publicAddress ?? "" } : { fqdn },
  }));
  const { topology = wans.length > 1 ? "article" : "single" } = site;
  return {
    kind,
    name,
    network,
    router: { name: router.name ?? name, namePrefix },
    ...decideTunnels(site, input, { topology, network, wans, tunnelBase }),
  };
}

/** What every site has of the VPN. */
function decideTunnels(
  { name, connections, tunnelAddresses, ipsecPolicy, nextIpsecPolicy, dpdTimeoutSeconds }: SiteInput,
  input: ConfigInput,
  {
    topology,
    network,
    wans,
    tunnelBase,
  }: {
    readonly topology: TopologyName;
    readonly network: AddressSpace;
    readonly wans: readonly Wan[];
    readonly tunnelBase: number;
  },
): Pick<OnPremisesSite, "topology" | "connections" | "tunnels" | "dpdTimeoutSeconds" | "nextIpsecPolicy"> {
  const shape = shapeOf(topology);
  const policy = { ...input.ipsecPolicy, ...ipsecPolicy };
  return {
    topology,
    // The checks report a site with fewer WANs than its topology has.
    connections: wans.slice(0, shape.connections).map((wan, i): Connection => {
      const { name: given, localNetworkGateway, keyVersion = 1, ipsecPolicy: own } = connections[i] ?? {};
      return {
        name: given ?? nameBy(input.names.connection, { name, number: i + 1 }),
        localNetworkGateway:
          localNetworkGateway ??
          nameBy(input.names.localNetworkGateway, { name, number: i + 1, fingerprint: fingerprint(network) }),
        wan,
        keyVersion,
        ipsecPolicy: { ...policy, ...own },
      };
    }),
    tunnels: shape.tunnels
      .filter(({ connection }) => connection < wans.length)
      .map(({ connection, instance }, i): Tunnel => ({
        name: `Tunnel${tunnelBase + i}`,
        instance,
        connection,
        address: tunnelAddresses[i] ?? tunnelAddress(tunnelBase + i) ?? NO_ADDRESS,
      })),
    dpdTimeoutSeconds,
    ...(nextIpsecPolicy && { nextIpsecPolicy: { ...policy, ...nextIpsecPolicy } }),
  };
}

const TUNNEL_ADDRESSES = parsePrefix("172.16.0.0/16", "ipv4");

/** 172.16.0.1 for Tunnel0. A router that has the files of two gateways has other numbers in each. */
const tunnelAddress = (number: number): string | undefined => subnetAt(TUNNEL_ADDRESSES, 32, number + 1)?.address;

/** The checks report a tunnel that has no address. */
const NO_ADDRESS = "0.0.0.0";

const decideTestVm = ({ enabled, ...vm }: SimulatedInput["testVm"]): TestVm | undefined => (enabled ? vm : undefined);

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
function fingerprint(network: AddressSpace): string {
  return createHash("sha256").update(cidrs(network).join(" ")).digest("hex").slice(0, 6);
}
