import { elements, equal } from "../../protocol/values";
import { NAMED, type AzureType } from "../azure-type";
import { notEmpty } from "../checks";
import { address } from "../prefix";
import { ADDRESS_PREFIXES } from "../rules/address-prefixes";
import { property } from "../resource";

const SPACE = "localNetworkAddressSpace.addressPrefixes";

export const localNetworkGateway: AzureType = {
  path: "Microsoft.Network/localNetworkGateways/<name>",
  words: {
    address_space: `properties.${SPACE}`,
    gateway_address: "properties.gatewayIpAddress",
    gateway_fqdn: "properties.fqdn",
  },
  completion: { replaces: NAMED },
  checks: { gateway_address: notEmpty, gateway_fqdn: notEmpty },
  exactlyOne: [["gateway_address", "gateway_fqdn"]],
  rules: [
    ADDRESS_PREFIXES,
    {
      code: "LocalNetworkGatewayNeedsPrefixes",
      text: "a local network gateway has neither prefixes nor BGP settings",
      source:
        "https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.55.0/internal/services/network/local_network_gateway_resource.go",
      inferred: "a comment there has the rule; no public report shows the code",
      broken: (resource) =>
        elements(property(resource, SPACE)).length === 0 && !property(resource, "bgpSettings")
          ? `${resource.id} has neither an address space nor BGP settings`
          : undefined,
    },
    {
      code: "InvalidGatewayIpAddress",
      text: "the address of a local network gateway is not IPv4",
      source: "https://learn.microsoft.com/azure/vpn-gateway/ipv6-configuration",
      inferred: "the page has the rule; no public report shows the code",
      broken: ({ id, properties: { gatewayIpAddress: text } }) =>
        text !== undefined && address(text)?.family !== 4
          ? `'${text}' is no IPv4 address, which the far end of ${id} must have`
          : undefined,
    },
  ],
  empty: { gateway_address: "", gateway_fqdn: "" },
  /** Not atomic: https://github.com/hashicorp/terraform-provider-azurerm/issues/16327 */
  update: async ({ planned, prior, write }) => {
    const first = elements(planned.address_space).slice(0, 1);
    const changes = first.length > 0 && !equal(planned.address_space, prior.address_space);
    if (changes) {
      await write((planned) => ({
        ...planned,
        properties: { ...planned.properties, localNetworkAddressSpace: { addressPrefixes: first } },
      }));
    }
    return write();
  },
};
