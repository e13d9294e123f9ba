import { elements, equal, type Attributes } from "../../protocol/values";
import { NAMED, type AzureType } from "../azure-type";
import { allocation, matches, notEmpty, oneOf } from "../checks";
import type { Cloud } from "../cloud";
import { parentOf } from "../ids";
import { PUBLIC_ADDRESSES } from "../rules/public-addresses";
import { hasZones } from "../rules/zones";
import { configurations, freeAddresses, idIn, prefixesOf } from "../subnets";
import { filled, not } from "../translation";
import type { Resource } from "../resource";
import { at, objects, property } from "../resource";

const publicIps = (gateway: Resource, cloud: Cloud): Resource[] =>
  configurations(gateway).flatMap((one) => cloud.get(idIn(one, "publicIPAddress")) ?? []);

const skuOf = (gateway: Resource) => String(property(gateway, "sku.name"));
const isVpn = ({ properties }: Resource) => properties.gatewayType === "Vpn";
const isZonal = ({ zones }: Resource) => elements(zones).length > 0;

export const networkOf = (gateway: Resource | undefined): string | undefined => {
  const [first] = gateway ? configurations(gateway) : [];
  return first && parentOf(idIn(first, "subnet"))?.toLowerCase();
};

/** @see https://learn.microsoft.com/azure/vpn-gateway/about-gateway-skus */
const GENERATIONS: Readonly<Record<string, RegExp>> = {
  Generation1: /^(Basic|Standard|HighPerformance|VpnGw[1-3](AZ)?)$/,
  Generation2: /^VpnGw[2-5](AZ)?$/,
};

const generationOf = (gateway: Resource) => String(gateway.properties.vpnGatewayGeneration);
const isOutsideOfGeneration = (gateway: Resource) => GENERATIONS[generationOf(gateway)]?.test(skuOf(gateway)) === false;

const ACROSS_GENERATIONS =
  "Resize from ASeries to DSeries or vice versa and Resize across VirtualNetworkVpnGatewayGenerations are not supported.";

/** Instances get an address of GatewaySubnet each, which the provider shows as BGP peering addresses. */
const compute: AzureType["compute"] = (gateway, cloud) => {
  const all = configurations(gateway);
  const own = all[0] ? freeAddresses(idIn(all[0], "subnet"), 4, all.length, gateway.id, cloud) : [];
  const names = objects(property(gateway, "ipConfigurations")).map(({ name }) => String(name));
  return filled(gateway.properties, {
    activeActive: false,
    enableBgp: false,
    vpnGatewayGeneration: isVpn(gateway) ? "Generation1" : "None",
    "sku.tier": property(gateway, "sku.name") ?? null,
    bgpSettings: {
      asn: 65515,
      peerWeight: 0,
      bgpPeeringAddresses: all.map((one, i) => ({
        ipconfigurationId: configurationId(gateway.id, names[i]!),
        customBgpIpAddresses: [],
        defaultBgpIpAddresses: own.slice(i, i + 1),
        tunnelIpAddresses: [property(cloud.get(idIn(one, "publicIPAddress")), "ipAddress") ?? null],
      })),
    },
  });
};

const configurationId = (gatewayId: string, name: string) => `${gatewayId}/ipConfigurations/${name}`;

export const virtualNetworkGateway: AzureType = {
  path: "Microsoft.Network/virtualNetworkGateways/<name>",
  words: {
    bgp_enabled: "properties.enableBgp",
    bgp_route_translation_for_nat_enabled: "properties.enableBgpRouteTranslationForNat",
    "bgp_settings.peering_addresses": "bgpPeeringAddresses",
    "bgp_settings.peering_addresses.apipa_addresses": "customBgpIpAddresses",
    "bgp_settings.peering_addresses.default_addresses": "defaultBgpIpAddresses",
    "bgp_settings.peering_addresses.ip_configuration_name": {
      path: "ipconfigurationId",
      to: (value, id) => configurationId(id, String(value)),
      from: (value) => String(value).split("/").at(-1),
    },
    bgp_settings: "properties.bgpSettings",
    custom_route: "properties.customRoutes",
    default_local_network_gateway_id: "properties.gatewayDefaultSite.id",
    dns_forwarding_enabled: "properties.enableDnsForwarding",
    // The name of the same before 4.62.0, gone in 5.0.
    enable_bgp: "properties.enableBgp",
    generation: "properties.vpnGatewayGeneration",
    "ip_configuration.private_ip_address_allocation": "properties.privateIPAllocationMethod",
    "ip_configuration.public_ip_address_id": "properties.publicIPAddress.id",
    "ip_configuration.subnet_id": "properties.subnet.id",
    ip_sec_replay_protection_enabled: not("properties.disableIPSecReplayProtection"),
    maximum_scale_unit: "properties.autoScaleConfiguration.bounds.max",
    minimum_scale_unit: "properties.autoScaleConfiguration.bounds.min",
    policy_group: "properties.virtualNetworkGatewayPolicyGroups",
    "policy_group.is_default": "properties.isDefault",
    "policy_group.policy_member": "properties.policyMembers",
    "policy_group.policy_member.type": "attributeType",
    "policy_group.policy_member.value": "attributeValue",
    "policy_group.priority": "properties.priority",
    private_ip_address_enabled: "properties.enablePrivateIpAddress",
    remote_vnet_traffic_enabled: "properties.allowRemoteVnetTraffic",
    sku: "properties.sku.name",
    type: "properties.gatewayType",
    virtual_wan_traffic_enabled: "properties.allowVirtualWanTraffic",
    "vpn_client_configuration.address_space": "vpnClientAddressPool.addressPrefixes",
    "vpn_client_configuration.ipsec_policy": "vpnClientIpsecPolicies[]",
    "vpn_client_configuration.ipsec_policy.sa_data_size_in_kilobytes": "saDataSizeKilobytes",
    "vpn_client_configuration.ipsec_policy.sa_lifetime_in_seconds": "saLifeTimeSeconds",
    "vpn_client_configuration.radius_server.address": "radiusServerAddress",
    "vpn_client_configuration.radius_server.score": "radiusServerScore",
    "vpn_client_configuration.radius_server.secret": "radiusServerSecret",
    "vpn_client_configuration.revoked_certificate": "vpnClientRevokedCertificates",
    "vpn_client_configuration.revoked_certificate.thumbprint": "properties.thumbprint",
    "vpn_client_configuration.root_certificate": "vpnClientRootCertificates",
    "vpn_client_configuration.root_certificate.public_cert_data": "properties.publicCertData",
    "vpn_client_configuration.virtual_network_gateway_client_connection": "vngClientConnectionConfigurations",
    "vpn_client_configuration.virtual_network_gateway_client_connection.address_prefixes":
      "properties.vpnClientAddressPool.addressPrefixes",
    "vpn_client_configuration.virtual_network_gateway_client_connection.policy_group_names":
      "properties.virtualNetworkGatewayPolicyGroups",
    "vpn_client_configuration.vpn_auth_types": "vpnAuthenticationTypes",
  },
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
        const wanted = gateway.properties.activeActive === true ? 2 : 1;
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
        const differs = others.find(({ sku, zones }) => !equal(sku, one!.sku) || !equal(zones, one!.zones));
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
        const needed = isVpn(gateway) && skuOf(gateway).endsWith("AZ") && hasZones(gateway.location);
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
        isVpn(gateway) && !skuOf(gateway).endsWith("AZ") && publicIps(gateway, cloud).some(isZonal)
          ? "Standard Public IPs associated with VPN gateways with non-AZ VPN skus cannot have zones configured."
          : undefined,
    },
    {
      code: "VirtualNetworkGatewaySkuCannotBeCreatedForSpecifiedVmGeneration",
      on: ["create"],
      text: "The Virtual Network Gateway Sku <sku> cannot be used when VirtualNetworkVpnGatewayGeneration is set to <generation>.",
      source: "https://github.com/Azure/Enterprise-Scale/issues/504",
      inferred: "azurerm checks at create too, in other words, and not at an update",
      broken: (gateway) =>
        isOutsideOfGeneration(gateway)
          ? `The Virtual Network Gateway Sku ${skuOf(gateway)} cannot be used when VirtualNetworkVpnGatewayGeneration is set to ${generationOf(gateway)}.`
          : undefined,
    },
    {
      code: "CrossSeriesOrCrossGatewayGenenrationResizeNotSupported",
      on: ["update"],
      text: ACROSS_GENERATIONS,
      source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/5535",
      // A gateway that Microsoft has moved to Generation2 keeps its SKU.
      broken: (gateway, cloud) => {
        const before = cloud.get(gateway.id);
        const isResized = before !== undefined && skuOf(before) !== skuOf(gateway);
        return isResized && isOutsideOfGeneration(gateway) ? ACROSS_GENERATIONS : undefined;
      },
    },
    {
      code: "InvalidGatewaySubnet",
      text: "the subnet of a gateway has another name than GatewaySubnet, or is smaller than /27",
      source: "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings",
      inferred: "the page has the rule; no public report shows the code",
      broken: (gateway, cloud) => {
        for (const one of configurations(gateway)) {
          const id = idIn(one, "subnet");
          const subnet = cloud.get(id);
          if (subnet?.name !== "GatewaySubnet") return `${id} is not called GatewaySubnet`;
          if (prefixesOf(subnet).some(({ family, length }) => family === 4 && length > 27)) {
            return `${id} is too small for ${skuOf(gateway)}; it must be a /27 or larger`;
          }
        }
        return undefined;
      },
    },
    {
      code: "VirtualNetworkAlreadyHasVpnGateway",
      text: "the network has a gateway of the same type already",
      source: "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings",
      inferred: "the page has the rule; no public report shows the code",
      broken: (gateway, cloud) => {
        const other = cloud
          .ofType("Microsoft.Network/virtualNetworkGateways")
          .filter((one) => isVpn(one) === isVpn(gateway) && networkOf(one) === networkOf(gateway))
          .find((one) => one.id.toLowerCase() !== gateway.id.toLowerCase());
        return other && `Virtual network ${networkOf(gateway)} already has the gateway ${other.id} of this type`;
      },
    },
  ],
  secrets: ["vpnClientConfiguration.radiusServerSecret", "vpnClientConfiguration.radiusServers"],
  empty: { dns_forwarding_enabled: false, edge_zone: "", private_ip_address_enabled: false },
  compute,
  shows: ({ id, properties: { ipConfigurations, bgpSettings } }) => ({
    ipConfigurations: objects(ipConfigurations).map((one) => ({ ...one, id: configurationId(id, String(one.name)) })),
    bgpSettings: filled(bgpSettings as Attributes, {
      bgpPeeringAddress: objects(at(bgpSettings, "bgpPeeringAddresses"))
        .flatMap((one) => elements(one.defaultBgpIpAddresses))
        .join(),
    }),
  }),
  drifts: {
    // https://learn.microsoft.com/azure/vpn-gateway/gateway-sku-consolidation
    "gateway-generation": [
      "Microsoft moves gateways of Generation1 to Generation2",
      ({ properties }) =>
        properties.vpnGatewayGeneration === "Generation1"
          ? { properties: { ...properties, vpnGatewayGeneration: "Generation2" } }
          : undefined,
    ],
  },
};
