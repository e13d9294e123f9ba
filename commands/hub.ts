import { z } from "zod";
import type { ConfigFile } from "../config/schema";
import { GATEWAY_SKUS, type GatewaySkuName } from "../lib/model/gateway-skus";
import { UserError } from "../lib/model/user-error";
import { az as runAz } from "../runner/azure-cli";
import type { Shell } from "./shell";

/** What a config says of a gateway, or of a network for one, that is there already. */
export interface Hub extends Required<Pick<ConfigFile, "subscriptionId" | "location" | "gateway">> {
  /** What the user should know of it. */
  readonly notes: readonly string[];
}

/* What is read of az's answers, which have the properties of Azure's resources beside their names. */

const subnet = z.object({
  name: z.string(),
  addressPrefix: z.string().nullish(),
  addressPrefixes: z.array(z.string()).nullish(),
  ipConfigurations: z.array(z.object({ id: z.string() })).nullish(),
});
const network = z.object({
  name: z.string(),
  location: z.string(),
  addressSpace: z.object({ addressPrefixes: z.array(z.string()) }),
  subnets: z.array(subnet),
  virtualNetworkPeerings: z
    .array(
      z.object({
        allowGatewayTransit: z.boolean().nullish(),
        remoteAddressSpace: z.object({ addressPrefixes: z.array(z.string()) }).nullish(),
        remoteVirtualNetwork: z.object({ id: z.string() }),
      }),
    )
    .nullish(),
});
const gateway = z.object({
  name: z.string(),
  location: z.string(),
  activeActive: z.boolean().nullish(),
  gatewayType: z.string(),
  ipConfigurations: z.array(z.object({ id: z.string(), subnet: z.object({ id: z.string() }) })).min(1),
  sku: z.object({ name: z.string() }),
  vpnType: z.string().nullish(),
});
const az = <T>(answer: z.ZodType<T>, args: readonly string[], { cwd, env }: Shell): Promise<T> =>
  runAz(answer, args, { cwd, env, need: "--hub asks it", alternative: "write gateway.existing by hand" });

type Network = z.output<typeof network>;
type Gateway = z.output<typeof gateway>;

interface Id {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly type: string;
}

/**
 * Reads what an id names, by the user's own `az`.
 *
 * @param id of a VPN gateway, or of a virtual network that is to have one
 * @throws UserError where az cannot read it, or no site could be connected to it
 */
export async function readHub(id: string, shell: Shell): Promise<Hub> {
  const parsed = parseId(id);
  if (!parsed) {
    throw new UserError(
      `--hub ${id}: give the whole id of a VPN gateway or of a virtual network, such as /subscriptions/<id>/resourceGroups/hub-rg/providers/Microsoft.Network/virtualNetworkGateways/hub-vpngw; az network vnet-gateway list --resource-group hub-rg --query "[].id" prints it`,
    );
  }
  return parsed.type.toLowerCase() === "virtualnetworks"
    ? readNetwork(id, parsed, shell)
    : readGateway(id, parsed, shell);
}

async function readGateway(id: string, { subscriptionId, ...typed }: Id, shell: Shell): Promise<Hub> {
  const found = await az(gateway, ["network", "vnet-gateway", "show", "--ids", id], shell);
  // Azure takes any case, and the plan the one that Azure itself writes.
  const own = parseId(found.ipConfigurations[0]!.id.replace(/\/ipConfigurations\/[^/]+$/i, ""));
  const resourceGroup = own?.resourceGroup ?? typed.resourceGroup;
  const sku = `${found.sku.name.replace(/AZ$/, "")}AZ`;
  const networkId = found.ipConfigurations[0]!.subnet.id.replace(/\/subnets\/[^/]+$/, "");
  const obstacles = obstaclesOf(found, sku);
  if (parseId(networkId)?.resourceGroup.toLowerCase() !== resourceGroup.toLowerCase()) {
    obstacles.push(`its network is in another resource group: ${networkId}`);
  }
  if (obstacles.length > 0) {
    throw new UserError(`No site can be connected to the gateway ${found.name}:\n  ${obstacles.join("\n  ")}`);
  }
  const vnet = await az(network, ["network", "vnet", "show", "--ids", networkId], shell);
  const ofGateway = ["--resource-group", resourceGroup, "--vnet-gateway", found.name, "--subscription", subscriptionId];
  const connections = await az(z.array(z.unknown()), ["network", "vpn-connection", "list", ...ofGateway], shell);
  return {
    subscriptionId,
    location: region(found.location),
    gateway: {
      name: found.name,
      sku: sku as GatewaySkuName,
      existing: { resourceGroup, virtualNetwork: vnet.name, connections: connections.length },
      networks: networksBehind(vnet),
    },
    notes: notesOn(vnet),
  };
}

async function readNetwork(id: string, { subscriptionId, resourceGroup }: Id, shell: Shell): Promise<Hub> {
  const vnet = await az(network, ["network", "vnet", "show", "--ids", id], shell);
  const inside = gatewaySubnetOf(vnet);
  if (!inside) {
    throw new UserError(
      `The network ${vnet.name} has no GatewaySubnet, which a gateway is made in; make one, a /27 or larger and a /64, with az network vnet subnet create --resource-group ${resourceGroup} --vnet-name ${vnet.name} --name GatewaySubnet --address-prefixes ...`,
    );
  }
  const others = new Set(
    (inside.ipConfigurations ?? []).map((one) => one.id.replace(/\/ipConfigurations\/[^/]+$/i, "")),
  );
  for (const other of others) {
    const { name, gatewayType } = await az(gateway, ["network", "vnet-gateway", "show", "--ids", other], shell);
    if (gatewayType !== "Vpn") continue;
    throw new UserError(
      `The network ${vnet.name} has the VPN gateway ${name}, and a network takes one alone; give --hub ${other}`,
    );
  }
  return {
    subscriptionId,
    location: region(vnet.location),
    gateway: {
      name: "gw",
      existing: { resourceGroup, virtualNetwork: vnet.name, gateway: false },
      networks: networksBehind(vnet),
    },
    notes: notesOn(vnet),
  };
}

/** Why no site can be connected to a gateway. */
function obstaclesOf({ gatewayType, vpnType, sku: { name }, activeActive, ipConfigurations }: Gateway, sku: string) {
  if (gatewayType !== "Vpn") return [`it is a gateway of the type ${gatewayType}; give the id of a VPN gateway`];
  const obstacles: string[] = [];
  if (vpnType !== "RouteBased") {
    obstacles.push(`it is ${vpnType}, and IKEv2 with several connections needs a route-based gateway, made anew`);
  }
  if (!(sku in GATEWAY_SKUS)) {
    const known = Object.keys(GATEWAY_SKUS).join(", ");
    obstacles.push(
      `its SKU is ${name}, and sites need active-active mode and IPsec policies; resize it to one of ${known}`,
    );
  }
  if (!activeActive || ipConfigurations.length < 2) {
    obstacles.push(
      "it is not active-active, and every site has a tunnel to each of two instances; see https://learn.microsoft.com/azure/vpn-gateway/gateway-change-active-active",
    );
  }
  return obstacles;
}

const gatewaySubnetOf = ({ subnets }: Network) => subnets.find(({ name }) => name === "GatewaySubnet");
const isIpv6 = (prefix: string) => prefix.includes(":");

/** Whether a gateway there carries IPv6: a subnet without an IPv6 prefix lets it have IPv4 alone. */
function carriesIpv6(vnet: Network): boolean {
  const { addressPrefix, addressPrefixes } = gatewaySubnetOf(vnet) ?? {};
  return (addressPrefixes ?? [addressPrefix ?? ""]).some(isIpv6);
}

/** Peered networks that may use the gateway. */
const spokesOf = ({ virtualNetworkPeerings }: Network) =>
  (virtualNetworkPeerings ?? []).flatMap(({ allowGatewayTransit, remoteAddressSpace, remoteVirtualNetwork: { id } }) =>
    allowGatewayTransit && remoteAddressSpace ? [{ id, prefixes: remoteAddressSpace.addressPrefixes }] : [],
  );

function networksBehind(vnet: Network): NonNullable<ConfigFile["gateway"]["networks"]> {
  const all = [...vnet.addressSpace.addressPrefixes, ...spokesOf(vnet).flatMap(({ prefixes }) => prefixes)];
  return { ipv4: all.filter((prefix) => !isIpv6(prefix)), ipv6: carriesIpv6(vnet) ? all.filter(isIpv6) : [] };
}

function notesOn(vnet: Network): string[] {
  const spokes = spokesOf(vnet).map(({ id, prefixes }) => `${id.split("/").at(-1)} (${prefixes.join(", ")})`);
  const place = vnet.addressSpace.addressPrefixes.some(isIpv6) ? `GatewaySubnet of ${vnet.name}` : vnet.name;
  return [
    ...(carriesIpv6(vnet) ? [] : [`${place} has no IPv6 prefix: the sites will carry IPv4 alone.`]),
    ...(spokes.length > 0 ? [`gateway.networks has the peered networks too: ${spokes.join(", ")}.`] : []),
  ];
}

function parseId(id: string): Id | undefined {
  const [, subscriptionId, resourceGroup, type] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Network\/(virtualNetworkGateways|virtualNetworks)\/[^/]+$/i.exec(
      id,
    ) ?? [];
  return type ? { subscriptionId: subscriptionId!, resourceGroup: resourceGroup!, type } : undefined;
}

const region = (location: string) => location.toLowerCase().replaceAll(" ", "");
