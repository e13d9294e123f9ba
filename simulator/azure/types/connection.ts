import { elements, equal, isObject, type Attributes } from "../../protocol/values";
import type { Resource } from "../cloud";
import { type AzureType, NAMED } from "../azure-type";
import { oneOf, between, atLeast, notEmpty } from "../checks";
import { digest, known, bgp } from "../computed";
import { overlap, range } from "../prefix";
import { networkOf } from "./virtual-network-gateway";

const ENCRYPTIONS = ["AES128", "AES192", "AES256", "DES", "DES3", "GCMAES128", "GCMAES256"] as const;
const policyOf = ({ attributes }: Resource): Attributes | undefined => elements(attributes.ipsec_policy).find(isObject);

const compute: AzureType["compute"] = (attributes, id) => ({
  // Azure makes a key where none is given.
  shared_key: known(attributes.shared_key, digest(`key of ${id}`)),
  ...bgp(attributes),
  express_route_gateway_bypass: known(attributes.express_route_gateway_bypass, false),
  routing_weight: known(attributes.routing_weight, 0),
  use_policy_based_traffic_selectors: known(attributes.use_policy_based_traffic_selectors, false),
  connection_protocol: known(attributes.connection_protocol, "IKEv2"),
  ipsec_policy: elements(attributes.ipsec_policy)
    .filter(isObject)
    .map((policy) => ({
      ...policy,
      sa_datasize: known(policy.sa_datasize, 0),
      sa_lifetime: known(policy.sa_lifetime, 0),
    })),
});

export const connection: AzureType = {
  path: "Microsoft.Network/connections/<name>",
  completion: {
    replaces: [
      ...NAMED,
      "connection_mode",
      "connection_protocol",
      "dpd_timeout_seconds",
      "express_route_circuit_id",
      "local_azure_ip_address_enabled",
      "peer_virtual_network_gateway_id",
      "type",
      "virtual_network_gateway_id",
    ],
    defaults: { connection_mode: "Default", private_link_fast_path_enabled: false },
  },
  checks: {
    name: notEmpty,
    connection_mode: oneOf("Default", "InitiatorOnly", "ResponderOnly"),
    connection_protocol: oneOf("IKEv1", "IKEv2"),
    routing_weight: between(0, 32000),
    type: oneOf("ExpressRoute", "IPsec", "Vnet2Vnet"),
    "ipsec_policy.dh_group": oneOf(
      "DHGroup1",
      "DHGroup14",
      "DHGroup2",
      "DHGroup2048",
      "DHGroup24",
      "ECP256",
      "ECP384",
      "None",
    ),
    "ipsec_policy.ike_encryption": oneOf(...ENCRYPTIONS),
    "ipsec_policy.ike_integrity": oneOf("GCMAES128", "GCMAES256", "MD5", "SHA1", "SHA256", "SHA384"),
    "ipsec_policy.ipsec_encryption": oneOf(...ENCRYPTIONS, "GCMAES192", "None"),
    "ipsec_policy.ipsec_integrity": oneOf("GCMAES128", "GCMAES192", "GCMAES256", "MD5", "SHA1", "SHA256"),
    "ipsec_policy.pfs_group": oneOf("ECP256", "ECP384", "None", "PFS1", "PFS14", "PFS2", "PFS2048", "PFS24", "PFSMM"),
    "ipsec_policy.sa_datasize": between(0, 2147483647),
    "ipsec_policy.sa_lifetime": atLeast(300),
  },
  rules: [
    {
      code: "LocalNetworkGatewayIdMissing",
      by: "azurerm",
      text: "`local_network_gateway_id` must be specified when `type` is set to `IPsec`",
      source:
        "https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.55.0/internal/services/network/virtual_network_gateway_connection_resource.go",
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
      broken: (connection) => {
        const { sa_lifetime: seconds, sa_datasize: kilobytes } = policyOf(connection) ?? {};
        if (typeof seconds === "number" && seconds < 300) return `sa_lifetime is ${seconds} s; it must be 300 or more`;
        return typeof kilobytes === "number" && kilobytes !== 0 && kilobytes < 1024
          ? `sa_datasize is ${kilobytes} KB; it must be 0 or 1024 and more`
          : undefined;
      },
    },
  ],
  empty: {
    authorization_key: "",
    dpd_timeout_seconds: 0,
    local_azure_ip_address_enabled: false,
  },
  compute,
  /** Properties and key are two writes. */
  update: async ({ planned, prior, before, write, neverEnds }) => {
    const { timeouts: _old, ...others } = before?.attributes ?? prior;
    const written = await write((attributes) => ({ ...attributes, shared_key: others.shared_key! }));
    if (equal(planned.shared_key, prior.shared_key)) return written;
    const { timeouts: _new, ...now } = written.attributes;
    return equal(others, now)
      ? neverEnds(
          "changes nothing but its key never ends for azurerm, which gives up after 30 minutes; change another property, such as a tag, with it: https://github.com/hashicorp/terraform-provider-azurerm/issues/33102",
        )
      : write(undefined, "sharedkey");
  },
  drifts: {
    // https://github.com/Azure/Azure-Landing-Zones/issues/3984
    "portal-dpd": [
      "the portal saves a connection, with 45 s for DPD where none is set",
      ({ attributes }) => (attributes.dpd_timeout_seconds ? undefined : { dpd_timeout_seconds: 45 }),
    ],
    "connection-mode": [
      "somebody lets the connections wait for the router, in the portal",
      ({ attributes }) =>
        attributes.connection_mode === "ResponderOnly" ? undefined : { connection_mode: "ResponderOnly" },
    ],
  },
};
