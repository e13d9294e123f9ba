import { elements, equal, isObject, type Attributes } from "../../protocol/values";
import type { Cloud, Resource } from "../cloud";
import { parentOf } from "../ids";
import { address, overlap, range } from "../prefix";
import { configurations } from "./network";
import type { Rule } from "./rule";

const GATEWAY = ["azurerm_virtual_network_gateway"];
const CONNECTION = ["azurerm_virtual_network_gateway_connection"];

const publicIps = (gateway: Resource, cloud: Cloud): Resource[] =>
  configurations(gateway).flatMap((one) => cloud.get(String(one.public_ip_address_id)) ?? []);

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
    types: GATEWAY,
    broken: (gateway) => {
      const count = configurations(gateway).length;
      const wanted = gateway.attributes.active_active === true ? 2 : 1;
      return count === wanted
        ? undefined
        : `${gateway.id} has ${count} IP configurations where active_active asks for ${wanted}`;
    },
  },
  {
    code: "PublicIPAddressesDiffersInSkuOrZones",
    types: GATEWAY,
    broken: (gateway, cloud) => {
      const [one, ...others] = publicIps(gateway, cloud);
      const differs = others.find(
        ({ attributes: { sku, zones } }) => sku !== one!.attributes.sku || !equal(zones, one!.attributes.zones),
      );
      return differs && `${differs.id} differs from ${one!.id} in SKU or zones; those of one gateway must agree`;
    },
  },
  {
    code: "VmssVpnGatewayPublicIpsMustHaveZonesConfigured",
    types: GATEWAY,
    broken: (gateway, cloud) => {
      if (!String(gateway.attributes.sku).endsWith("AZ")) return undefined;
      const without = publicIps(gateway, cloud).find(({ attributes }) => elements(attributes.zones).length === 0);
      return without && `${gateway.attributes.sku} needs zonal public IP addresses; ${without.id} has no zones`;
    },
  },
  {
    code: "InvalidGatewaySkuForGeneration",
    types: GATEWAY,
    broken: ({ attributes: { sku, generation } }) => {
      const allowed = GENERATIONS[String(generation)];
      return allowed && !allowed.test(String(sku)) ? `SKU ${sku} does not exist in ${generation}` : undefined;
    },
  },
  {
    code: "InvalidGatewaySubnet",
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
    types: ["azurerm_local_network_gateway"],
    broken: ({ id, attributes: { address_space, bgp_settings } }) =>
      elements(address_space).length === 0 && elements(bgp_settings).length === 0
        ? `${id} has neither an address space nor BGP settings`
        : undefined,
  },
  {
    code: "InvalidGatewayIpAddress",
    types: ["azurerm_local_network_gateway"],
    broken: ({ id, attributes: { gateway_address: text } }) =>
      text !== null && text !== undefined && address(text)?.family !== 4
        ? `'${text}' is no IPv4 address, which the far end of ${id} must have`
        : undefined,
  },
  {
    code: "LocalNetworkGatewayIdMissing",
    types: CONNECTION,
    broken: ({ attributes: { type, local_network_gateway_id } }) =>
      type === "IPsec" && !local_network_gateway_id
        ? "`local_network_gateway_id` must be specified when `type` is set to `IPsec`"
        : undefined,
  },
  {
    code: "LocalNetworkGatewayOverlapsVirtualNetwork",
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
    types: CONNECTION,
    broken: ({ id, attributes: { shared_key: key } }) =>
      typeof key === "string" && !/^[!-,.-}]{1,128}$/.test(key)
        ? `The shared key of ${id} must be 1 to 128 printable ASCII characters without space, "-" and "~"`
        : undefined,
  },
  {
    code: "IpsecPolicyGcmMismatch",
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
