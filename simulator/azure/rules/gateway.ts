import { elements, equal, isObject, type Attributes } from "../../protocol/values";
import type { Cloud, Resource } from "../cloud";
import { parentOf } from "../ids";
import { address, overlap, range } from "../prefix";
import { configurations, hasZones } from "./network";
import type { Rule } from "./rule";

const GATEWAY = ["azurerm_virtual_network_gateway"];
const CONNECTION = ["azurerm_virtual_network_gateway_connection"];

const publicIps = (gateway: Resource, cloud: Cloud): Resource[] =>
  configurations(gateway).flatMap((one) => cloud.get(String(one.public_ip_address_id)) ?? []);

const isZonal = ({ attributes: { zones } }: Resource) => elements(zones).length > 0;

const networkOf = (gateway: Resource | undefined): string | undefined => {
  const subnet = gateway && configurations(gateway)[0]?.subnet_id;
  return typeof subnet === "string" ? parentOf(subnet)?.toLowerCase() : undefined;
};

const policyOf = ({ attributes }: Resource): Attributes | undefined => elements(attributes.ipsec_policy).find(isObject);

/** @see https://learn.microsoft.com/azure/vpn-gateway/about-gateway-skus */
const GENERATIONS: Readonly<Record<string, RegExp>> = {
  Generation1: /^(Basic|Standard|HighPerformance|VpnGw[1-3](AZ)?)$/,
  Generation2: /^VpnGw[2-5](AZ)?$/,
};

export const GATEWAY_RULES: readonly Rule[] = [
  {
    code: "ActiveActiveGatewayMustHaveExactlyTwoIpConfigurations",
    text: "Gateway has <count> IP configurations specified for gateway <id>. ActiveActive Gateway must be created with two IP configurations.",
    source: "https://github.com/Azure/azure-cli/issues/25124",
    types: GATEWAY,
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
    types: GATEWAY,
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
    types: GATEWAY,
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
    types: GATEWAY,
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
    types: GATEWAY,
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
    types: GATEWAY,
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
    types: GATEWAY,
    broken: (gateway, cloud) => {
      const other = cloud
        .ofType("azurerm_virtual_network_gateway")
        .find((one) => one.id.toLowerCase() !== gateway.id.toLowerCase() && networkOf(one) === networkOf(gateway));
      return other && `Virtual network ${networkOf(gateway)} already has the VPN gateway ${other.id}`;
    },
  },
  {
    code: "LocalNetworkGatewayNeedsPrefixes",
    text: "a local network gateway has neither prefixes nor BGP settings",
    source:
      "https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.55.0/internal/services/network/local_network_gateway_resource.go",
    inferred: "a comment there has the rule; no public report shows the code",
    types: ["azurerm_local_network_gateway"],
    broken: ({ id, attributes: { address_space, bgp_settings } }) =>
      elements(address_space).length === 0 && elements(bgp_settings).length === 0
        ? `${id} has neither an address space nor BGP settings`
        : undefined,
  },
  {
    code: "InvalidGatewayIpAddress",
    text: "the address of a local network gateway is not IPv4",
    source: "https://learn.microsoft.com/azure/vpn-gateway/ipv6-configuration",
    inferred: "the page has the rule; no public report shows the code",
    types: ["azurerm_local_network_gateway"],
    broken: ({ id, attributes: { gateway_address: text } }) =>
      text !== null && text !== undefined && address(text)?.family !== 4
        ? `'${text}' is no IPv4 address, which the far end of ${id} must have`
        : undefined,
  },
  {
    code: "LocalNetworkGatewayIdMissing",
    by: "azurerm",
    text: "`local_network_gateway_id` must be specified when `type` is set to `IPsec`",
    source:
      "https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.55.0/internal/services/network/virtual_network_gateway_connection_resource.go",
    types: CONNECTION,
    broken: ({ attributes: { type, local_network_gateway_id } }) =>
      type === "IPsec" && !local_network_gateway_id
        ? "`local_network_gateway_id` must be specified when `type` is set to `IPsec`"
        : undefined,
  },
  {
    code: "LocalNetworkGatewayOverlapsVirtualNetwork",
    text: "a prefix of the far end overlaps the gateway's network",
    source: "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-vpn-faq",
    inferred: "the page has the rule; no public report shows the code",
    types: CONNECTION,
    broken: ({ attributes }, cloud) => {
      const peer = cloud.get(String(attributes.local_network_gateway_id));
      const network = cloud.get(networkOf(cloud.get(String(attributes.virtual_network_gateway_id))) ?? "");
      const clash = elements(peer?.attributes.address_space)
        .map(String)
        .find((theirs) =>
          elements(network?.attributes.address_space).some((ours) => {
            const [a, b] = [range(theirs), range(ours)];
            return a && b && overlap(a, b);
          }),
        );
      return clash && `Address space ${clash} of ${peer!.id} overlaps virtual network ${network!.id}`;
    },
  },
  {
    code: "InvalidSharedKey",
    text: "a key is longer than 128 characters, or has others than printable ASCII without space, hyphen and tilde",
    source: "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-vpn-faq",
    inferred:
      "the page has the characters, the API's reference the length for generated keys; no public report shows the code",
    types: CONNECTION,
    broken: ({ id, attributes: { shared_key: key } }) =>
      typeof key === "string" && !/^[!-,.-}]{1,128}$/.test(key)
        ? `The shared key of ${id} must be 1 to 128 printable ASCII characters without space, "-" and "~"`
        : undefined,
  },
  {
    code: "IpsecPolicyGcmMismatch",
    text: "IPsec encryption and integrity differ where one of them is GCMAES",
    source: "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-compliance-crypto",
    inferred: "the page has the rule; no public report shows the code",
    types: CONNECTION,
    broken: (connection) => {
      const { ipsec_encryption: encryption, ipsec_integrity: integrity } = policyOf(connection) ?? {};
      const gcm = [encryption, integrity].some((algorithm) => String(algorithm).startsWith("GCM"));
      return gcm && encryption !== integrity
        ? `IPsec encryption ${encryption} and integrity ${integrity} of ${connection.id} must be the same GCMAES algorithm`
        : undefined;
    },
  },
  {
    code: "InvalidIpsecPolicyLifetime",
    text: "an SA lives less than 300 s, or carries less than 1024 KB and not 0",
    source: "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-compliance-crypto",
    inferred: "the page has the rule; no public report shows the code",
    types: CONNECTION,
    broken: (connection) => {
      const { sa_lifetime: seconds, sa_datasize: kilobytes } = policyOf(connection) ?? {};
      if (typeof seconds === "number" && seconds < 300) return `sa_lifetime is ${seconds} s; it must be 300 or more`;
      return typeof kilobytes === "number" && kilobytes !== 0 && kilobytes < 1024
        ? `sa_datasize is ${kilobytes} KB; it must be 0 or 1024 and more`
        : undefined;
    },
  },
];
