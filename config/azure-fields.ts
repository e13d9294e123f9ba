import { z } from "zod";
import { address, anyPrefix, azureName, hostName, object, prefix, text, withExample } from "./field-kinds";
import { nearestRegion } from "./regions";
import { RECOMMENDED_ROUTER_SIZE, RECOMMENDED_TEST_SIZE } from "./router-sizes";

/* Fields for what gateway and sites have of Azure alike: regions, zones, sizes, images, subnets, test machines. */

export const location = withExample(
  z
    .string()
    .regex(/^[a-z][a-z0-9]{1,49}$/, {
      error: ({ input }) => {
        const meant = nearestRegion(String(input));
        return `must be a region in Azure's short form${meant ? `; did you mean "${meant}"?` : ', such as "uksouth"'}`;
      },
    })
    .meta({ description: "Azure region" }),
  "uksouth",
);
export const resourceGroupExists = z.boolean().default(false).meta({
  description:
    "Whether the resource group is there already; Terraform then neither makes nor destroys it. Each stack needs another",
});
export const additionalPrefixes = withExample(z.array(anyPrefix), ["10.9.0.0/16"])
  .default([])
  .meta({ description: "Further prefixes of the network, of both families; a subnet is in one where it says so" });
export const vmSize = z
  .string()
  .regex(/^(Standard|Basic)_[A-Z][A-Za-z0-9_-]{1,49}$/, {
    error: ({ input }) => {
      const size = /^(?:standard[_ -]*)?([a-z]{1,3}\d[a-z0-9_-]{0,40})$/i.exec(String(input))?.[1];
      const meant = size && `Standard_${size[0]!.toUpperCase()}${size.slice(1)}`;
      return `must be a size in Azure's form${meant ? `; did you mean ${meant}?` : `, such as ${RECOMMENDED_ROUTER_SIZE}`}`;
    },
  })
  .meta({ description: "Size of the virtual machine" });
export const zones = z
  .array(z.enum(["1", "2", "3"]))
  .refine((list) => new Set(list).size === list.length, "names a zone twice")
  // https://github.com/hashicorp/terraform-provider-azurerm/issues/16470
  .refine(
    (list) => list.length !== 2,
    "must name one zone or all three: Azure makes an address of two in all three, and every later plan replaces it",
  );

const imagePart = text(
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/,
  'must hold letters, digits, "_", "." and "-" only',
  "Part of an image reference",
);
export function image(publisher: string, offer: string, sku: string) {
  const fallback = { publisher, offer, sku, version: "latest" };
  return object({
    publisher: imagePart.default(publisher),
    offer: imagePart.default(offer),
    sku: imagePart.default(sku),
    version: imagePart.default("latest"),
  }).default(fallback);
}

const hostAddresses = object({
  ipv4: address("ipv4", "Static IPv4 address; default: the fifth of the prefix (.4)").optional(),
  ipv6: address("ipv6", "Static IPv6 address; default: the fifth of the prefix (::4)").optional(),
}).default({});

/** Names that Azure keeps for its own services. */
const RESERVED_SUBNET = /^(GatewaySubnet|RouteServerSubnet|Azure(Bastion|Firewall|FirewallManagement)Subnet)$/i;

/** The prefix fields of a subnet. @param place default place of the subnet, for the descriptions */
export function prefixes(what: string, place: { readonly ipv4: number; readonly ipv6: number }) {
  return {
    ipv4: prefix("ipv4", `IPv4 prefix of ${what}; default: /27 number ${place.ipv4} of the network, from 0`).optional(),
    ipv6: prefix("ipv6", `IPv6 prefix, a /64; default: /64 number ${place.ipv6} of the network, from 0`).optional(),
  };
}

export function subnet(defaultName: string, place: { readonly ipv4: number; readonly ipv6: number }) {
  return object({
    // A route table is named RT-<subnet>, and may have 80 characters too.
    name: azureName(`Name of the subnet, by default ${defaultName}`, 77)
      .refine((name) => !RESERVED_SUBNET.test(name), "is a name that Azure reserves; choose another")
      .optional(),
    ...prefixes("the subnet", place),
    host: hostAddresses.meta({ description: "Addresses of the one host in the subnet" }),
  }).default({ host: {} });
}

export const machineVersion = z.int().min(1).default(1).meta({
  description: "Raise it to replace the machine, which then boots anew; nothing else makes it read custom data",
});

export function testVm(name: string) {
  return object({
    enabled: z.boolean().default(true).meta({ description: "Whether there is a test machine" }),
    name: hostName("Name of the test virtual machine").default(name),
    size: vmSize.default(RECOMMENDED_TEST_SIZE),
    machineVersion,
    image: image("canonical", "ubuntu-24_04-lts", "server"),
  });
}
