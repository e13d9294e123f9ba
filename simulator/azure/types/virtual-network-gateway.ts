import { elements, equal } from "../../protocol/values";
import type { Cloud, Resource } from "../cloud";
import { type AzureType, NAMED } from "../azure-type";
import { oneOf, matches, notEmpty, allocation } from "../checks";
import { known, bgp } from "../computed";
import { parentOf } from "../ids";
import { range } from "../prefix";
import { configurations, freeAddresses } from "../subnets";
import { hasZones } from "../rules/zones";
import { PUBLIC_ADDRESSES } from "../rules/public-addresses";

const publicIps = (gateway: Resource, cloud: Cloud): Resource[] =>
  configurations(gateway).flatMap((one) => cloud.get(String(one.public_ip_address_id)) ?? []);

const isZonal = ({ attributes: { zones } }: Resource) => elements(zones).length > 0;

export const networkOf = (gateway: Resource | undefined): string | undefined => {
  const subnet = gateway && configurations(gateway)[0]?.subnet_id;
  return typeof subnet === "string" ? parentOf(subnet)?.toLowerCase() : undefined;
};

/** @see https://learn.microsoft.com/azure/vpn-gateway/about-gateway-skus */
const GENERATIONS: Readonly<Record<string, RegExp>> = {
  Generation1: /^(Basic|Standard|HighPerformance|VpnGw[1-3](AZ)?)$/,
  Generation2: /^VpnGw[2-5](AZ)?$/,
};

/** Instances get an address of GatewaySubnet each, which the provider shows as BGP peering addresses. */
const compute: AzureType["compute"] = (attributes, id, cloud) => {
  const all = configurations({ attributes });
  const own = freeAddresses(String(all[0]?.subnet_id), 4, all.length, id, cloud);
  const peerings = all.map(({ name, public_ip_address_id }, i) => ({
    ip_configuration_name: name!,
    apipa_addresses: [],
    default_addresses: own.slice(i, i + 1),
    tunnel_ip_addresses: [cloud.get(String(public_ip_address_id))?.attributes.ip_address ?? null],
  }));
  return {
    ...bgp(attributes),
    active_active: known(attributes.active_active, false),
    generation: known(attributes.generation, "Generation1"),
    bgp_settings: elements(attributes.bgp_settings).length
      ? attributes.bgp_settings!
      : [{ asn: 65515, peer_weight: 0, peering_addresses: peerings }],
  };
};

export const virtualNetworkGateway: AzureType = {
  path: "Microsoft.Network/virtualNetworkGateways/<name>",
  completion: {
    replaces: [
      ...NAMED,
      "edge_zone",
      "generation",
      "ip_configuration",
      "private_ip_address_enabled",
      "type",
      "vpn_type",
    ],
    computedBlocks: ["bgp_settings", "bgp_settings.peering_addresses"],
    defaults: {
      vpn_type: "RouteBased",
      ip_sec_replay_protection_enabled: true,
      bgp_route_translation_for_nat_enabled: false,
      remote_vnet_traffic_enabled: false,
      virtual_wan_traffic_enabled: false,
      "ip_configuration.name": "vnetGatewayConfig",
      "ip_configuration.private_ip_address_allocation": "Dynamic",
    },
  },
  checks: {
    name: notEmpty,
    generation: oneOf("Generation1", "Generation2", "None"),
    "ip_configuration.private_ip_address_allocation": allocation,
    "ip_configuration.subnet_id": matches(/\/subnets\/GatewaySubnet$/i, "must be the id of a subnet GatewaySubnet"),
    sku: matches(
      /^(Basic|Standard|HighPerformance|UltraPerformance|ErGw[1-3]AZ|ErGwScale|VpnGw[1-5](AZ)?)$/,
      "must be the SKU of a VPN or ExpressRoute gateway",
    ),
    type: oneOf("ExpressRoute", "Vpn"),
    vpn_type: oneOf("PolicyBased", "RouteBased"),
  },
  rules: [
    PUBLIC_ADDRESSES,
    {
      code: "ActiveActiveGatewayMustHaveExactlyTwoIpConfigurations",
      text: "Gateway has <count> IP configurations specified for gateway <id>. ActiveActive Gateway must be created with two IP configurations.",
      source: "https://github.com/Azure/azure-cli/issues/25124",
      broken: (gateway) => {
        const count = configurations(gateway).length;
        const wanted = gateway.attributes.active_active === true ? 2 : 1;
        return count === wanted
          ? undefined
          : `Gateway has ${count} IP configurations specified for gateway ${gateway.id}. ${wanted === 2 ? "ActiveActive Gateway must be created with two IP configurations." : "It is not active-active, and takes one."}`;
      },
    },
    {
      code: "ActiveActiveGatewayPublicIPAddressesDiffersInSkuOrZones",
      text: "Virtual network gateway <id> in active active mode is using PublicIPAddresses either with different Skus or with different PublicIPAllocationMethod or from a different availability zones.",
      source: "https://github.com/Azure/terraform-azurerm-caf-enterprise-scale/issues/940",
      broken: (gateway, cloud) => {
        const [one, ...others] = publicIps(gateway, cloud);
        const differs = others.find(
          ({ attributes: { sku, zones } }) => sku !== one!.attributes.sku || !equal(zones, one!.attributes.zones),
        );
        return (
          differs &&
          `Virtual network gateway ${gateway.id} in active active mode is using PublicIPAddresses either with different Skus or with different PublicIPAllocationMethod or from a different availability zones.`
        );
      },
    },
    {
      code: "VmssVpnGatewayPublicIpsMustHaveZonesConfigured",
      text: "Standard Public IPs associated with VPN Gateways with AZ VPN skus must have zones configured. (Not so in a region without zones.)",
      source: "https://github.com/microsoft/physical-ai-toolchain/issues/350",
      inferred:
        "https://learn.microsoft.com/azure/vpn-gateway/gateway-sku-consolidation says that AZ SKUs deploy in every region, regional where there are no zones",
      broken: (gateway, cloud) => {
        const { sku, location } = gateway.attributes;
        const needed = String(sku).endsWith("AZ") && hasZones(location);
        return needed && publicIps(gateway, cloud).some((ip) => !isZonal(ip))
          ? "Standard Public IPs associated with VPN Gateways with AZ VPN skus must have zones configured."
          : undefined;
      },
    },
    {
      code: "RegionalVmssVpnGatewayPublicIpsMustNotHaveZonesConfigured",
      text: "Standard Public IPs associated with VPN gateways with non-AZ VPN skus cannot have zones configured.",
      source: "https://github.com/Azure/Azure-Landing-Zones/issues/2660",
      broken: (gateway, cloud) =>
        !String(gateway.attributes.sku).endsWith("AZ") && publicIps(gateway, cloud).some(isZonal)
          ? "Standard Public IPs associated with VPN gateways with non-AZ VPN skus cannot have zones configured."
          : undefined,
    },
    {
      code: "VirtualNetworkGatewaySkuCannotBeCreatedForSpecifiedVmGeneration",
      on: ["create"],
      text: "The Virtual Network Gateway Sku <sku> cannot be used when VirtualNetworkVpnGatewayGeneration is set to <generation>.",
      source: "https://github.com/Azure/Enterprise-Scale/issues/504",
      inferred: "azurerm checks at create too, in other words, and not at an update; what Azure does then is not known",
      broken: ({ attributes: { sku, generation } }) => {
        const allowed = GENERATIONS[String(generation)];
        return allowed && !allowed.test(String(sku))
          ? `The Virtual Network Gateway Sku ${sku} cannot be used when VirtualNetworkVpnGatewayGeneration is set to ${generation}.`
          : undefined;
      },
    },
    {
      code: "InvalidGatewaySubnet",
      text: "the subnet of a gateway has another name than GatewaySubnet, or is smaller than /27",
      source: "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings",
      inferred: "the page has the rule; no public report shows the code",
      broken: (gateway, cloud) => {
        for (const { subnet_id: id } of configurations(gateway)) {
          const subnet = cloud.get(String(id));
          if (subnet?.attributes.name !== "GatewaySubnet") return `${id} is not called GatewaySubnet`;
          const lengths = elements(subnet.attributes.address_prefixes).flatMap((text) => range(text) ?? []);
          if (lengths.some(({ family, length }) => family === 4 && length > 27)) {
            return `${id} is too small for ${gateway.attributes.sku}; it must be a /27 or larger`;
          }
        }
        return undefined;
      },
    },
    {
      code: "VirtualNetworkAlreadyHasVpnGateway",
      text: "the network has a VPN gateway already",
      source: "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpngateways",
      inferred: "the page has the rule; no public report shows the code",
      broken: (gateway, cloud) => {
        const other = cloud
          .ofType("azurerm_virtual_network_gateway")
          .find((one) => one.id.toLowerCase() !== gateway.id.toLowerCase() && networkOf(one) === networkOf(gateway));
        return other && `Virtual network ${networkOf(gateway)} already has the VPN gateway ${other.id}`;
      },
    },
  ],
  empty: { dns_forwarding_enabled: false, edge_zone: "", private_ip_address_enabled: false },
  compute,
  drifts: {
    // https://learn.microsoft.com/azure/vpn-gateway/gateway-sku-consolidation
    "gateway-generation": [
      "Microsoft moves gateways of Generation1 to Generation2",
      ({ attributes }) => (attributes.generation === "Generation1" ? { generation: "Generation2" } : undefined),
    ],
  },
};
