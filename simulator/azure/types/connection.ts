import { equal, type Attributes } from "../../protocol/values";
import { NAMED, type AzureType } from "../azure-type";
import { atLeast, between, notEmpty, oneOf } from "../checks";
import type { Resource } from "../resource";
import { digest } from "../computed";
import { overlap, ranges, texts } from "../prefix";
import { idIn } from "../subnets";
import { filled, ids } from "../translation";
import { networkOf } from "./virtual-network-gateway";
import { objects, property } from "../resource";

const ENCRYPTIONS = ["AES128", "AES192", "AES256", "DES", "DES3", "GCMAES128", "GCMAES256"] as const;
const policyOf = ({ properties }: Resource): Attributes => objects(properties.ipsecPolicies)[0] ?? {};

const compute: AzureType["compute"] = ({ id, properties }) => ({
  ...filled(properties, {
    // Azure makes a key where none is given.
    sharedKey: digest(`key of ${id}`),
    connectionProtocol: "IKEv2",
    enableBgp: false,
    expressRouteGatewayBypass: false,
    routingWeight: 0,
    usePolicyBasedTrafficSelectors: false,
  }),
  ipsecPolicies: objects(properties.ipsecPolicies).map((policy) =>
    filled(policy, { saDataSizeKilobytes: 0, saLifeTimeSeconds: 0 }),
  ),
});

export const connection: AzureType = {
  path: "Microsoft.Network/connections/<name>",
  words: {
    bgp_enabled: "properties.enableBgp",
    egress_nat_rule_ids: ids("properties.egressNatRules"),
    // The name of the same before 4.62.0, gone in 5.0.
    enable_bgp: "properties.enableBgp",
    express_route_circuit_id: "properties.peer.id",
    ingress_nat_rule_ids: ids("properties.ingressNatRules"),
    ipsec_policy: "properties.ipsecPolicies[]",
    "ipsec_policy.sa_datasize": "saDataSizeKilobytes",
    "ipsec_policy.sa_lifetime": "saLifeTimeSeconds",
    local_azure_ip_address_enabled: "properties.useLocalAzureIpAddress",
    local_network_gateway_id: "properties.localNetworkGateway2.id",
    peer_virtual_network_gateway_id: "properties.virtualNetworkGateway2.id",
    private_link_fast_path_enabled: "properties.enablePrivateLinkFastPath",
    traffic_selector_policy: "properties.trafficSelectorPolicies",
    "traffic_selector_policy.local_address_cidrs": "localAddressRanges",
    "traffic_selector_policy.remote_address_cidrs": "remoteAddressRanges",
    type: "properties.connectionType",
    virtual_network_gateway_id: "properties.virtualNetworkGateway1.id",
  },
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
      broken: ({ properties }) =>
        properties.connectionType === "IPsec" && !properties.localNetworkGateway2
          ? "`local_network_gateway_id` must be specified when `type` is set to `IPsec`"
          : undefined,
    },
    {
      code: "VirtualNetworkGatewayConnectionLimitExceeded",
      text: "a gateway gets more connections than its SKU takes (Basic 10, others 100), in whichever resource groups they lie",
      source: "https://learn.microsoft.com/azure/vpn-gateway/about-gateway-skus",
      inferred: "the page has the numbers; no public report shows the code",
      broken: ({ id, type, properties }, cloud) => {
        const gateway = cloud.get(idIn(properties, "virtualNetworkGateway1"));
        if (!gateway) return undefined;
        const most = property(gateway, "sku.name") === "Basic" ? 10 : 100;
        const others = cloud
          .usersOf(gateway.id)
          .filter((one) => one.type === type && one.id.toLowerCase() !== id.toLowerCase());
        return others.length < most
          ? undefined
          : `Virtual network gateway ${gateway.id} has ${others.length} connections, and its SKU takes ${most}`;
      },
    },
    {
      code: "LocalNetworkGatewayOverlapsVirtualNetwork",
      text: "a prefix of the far end overlaps the gateway's network",
      source: "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-vpn-faq",
      inferred: "the page has the rule; no public report shows the code",
      broken: ({ properties }, cloud) => {
        const peer = cloud.get(idIn(properties, "localNetworkGateway2"));
        const network = cloud.get(networkOf(cloud.get(idIn(properties, "virtualNetworkGateway1"))) ?? "");
        const spaces = ranges(property(network, "addressSpace.addressPrefixes"));
        const clash = texts(property(peer, "localNetworkAddressSpace.addressPrefixes")).find((text) =>
          ranges([text]).some((theirs) => spaces.some((ours) => overlap(theirs, ours))),
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
      broken: ({ id, properties: { sharedKey: key } }) =>
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
        const { ipsecEncryption: encryption, ipsecIntegrity: integrity } = policyOf(connection);
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
        const { saLifeTimeSeconds: seconds, saDataSizeKilobytes: kilobytes } = policyOf(connection);
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
  secrets: ["authorizationKey", "sharedKey"],
  /** Properties and key are two writes. */
  update: async ({ planned, prior, before, write, neverEnds }) => {
    const written = await write((now) => ({
      ...now,
      properties: { ...now.properties, sharedKey: before?.properties.sharedKey ?? prior.shared_key! },
    }));
    if (equal(planned.shared_key, prior.shared_key)) return written;
    return before && equal({ ...before, properties: { ...before.properties, provisioningState: "Succeeded" } }, written)
      ? neverEnds(
          "changes nothing but its key never ends for azurerm, which gives up after 30 minutes; change another property, such as a tag, with it: https://github.com/hashicorp/terraform-provider-azurerm/issues/33102",
        )
      : write(undefined, "sharedkey");
  },
  drifts: {
    // https://github.com/Azure/Azure-Landing-Zones/issues/3984
    "portal-dpd": [
      "the portal saves a connection, with 45 s for DPD where none is set",
      ({ properties }) =>
        properties.dpdTimeoutSeconds ? undefined : { properties: { ...properties, dpdTimeoutSeconds: 45 } },
    ],
    "connection-mode": [
      "somebody lets the connections wait for the router, in the portal",
      ({ properties }) =>
        properties.connectionMode === "ResponderOnly"
          ? undefined
          : { properties: { ...properties, connectionMode: "ResponderOnly" } },
    ],
  },
};
