import { z } from "zod";
import { GATEWAY_LAYOUT } from "../lib/addressing/network-plan";
import { GATEWAY_SKUS, type GatewaySkuName } from "../lib/model/gateway-skus";
import { additionalPrefixes, location, prefixes, resourceGroupExists, subnet, testVm, zones } from "./azure-fields";
import { azureName, object, prefix, resourceGroup, withExample, withUniqueExample } from "./field-kinds";
import { networks } from "./vpn-fields";

const network = object({
  name: azureName("Name of the virtual network", 64).default("vnet1"),
  ipv4: prefix("ipv4", "IPv4 address space").prefault("10.1.0.0/24"),
  ipv6: prefix("ipv6", "IPv6 address space").prefault("2001:db8:1::/48"),
  additionalPrefixes,
  subnets: object({
    subnet1: subnet("subnet1", GATEWAY_LAYOUT.subnet1),
    gatewaySubnet: object(prefixes("GatewaySubnet, a /27 or larger", GATEWAY_LAYOUT.gatewaySubnet)).default({}),
  }).prefault({}),
});
const machine = testVm("vm1");

/** What a new network has where the config says nothing of it. */
export const NEW_NETWORK = { network: network.parse({}), testVm: machine.parse({}) };

const existing = object({
  resourceGroup: withExample(
    resourceGroup.meta({ description: "Resource group of the network and the gateway" }),
    "hub-rg",
  ),
  virtualNetwork: withExample(azureName("Name of the virtual network", 64), "hub-vnet"),
  gateway: z
    .boolean()
    .default(true)
    .meta({ description: "Whether the gateway is there too; false: a new one is made in GatewaySubnet" }),
  connections: z
    .int()
    .min(0)
    .default(0)
    .meta({ description: "Connections that the gateway has besides, which count among those that it takes" }),
});

export const gateway = object({
  name: withUniqueExample(azureName("Name of the VPN gateway", 70), "gw"),
  location: location.optional().meta({ description: "Azure region of the gateway; default: location" }),
  resourceGroup: resourceGroup
    .optional()
    .meta({ description: "What is made for the gateway goes there; default: <resourceGroup>-vpn-gateway" }),
  resourceGroupExists,
  existing: existing
    .optional()
    .meta({ description: "A network, and perhaps a gateway, that is there already and is only looked at" }),
  networks: networks("what is behind an existing gateway, spokes included").optional(),
  sku: z
    .enum(Object.keys(GATEWAY_SKUS) as GatewaySkuName[])
    .default("VpnGw2AZ")
    .meta({ description: "Size of the gateway" }),
  generation: z
    .enum(["Generation1", "Generation2"])
    .optional()
    .meta({ description: "Default: the generation that the SKU comes in" }),
  zones: zones
    .default(["1", "2", "3"])
    .meta({ description: "Zones of the public addresses; [] for a region without zones" }),
  preventDestroy: z
    .boolean()
    .default(false)
    .meta({ description: "Make Terraform refuse to destroy or replace the gateway" }),
  locks: z.boolean().default(false).meta({
    description:
      "Make Azure refuse to delete the gateway and its addresses, whoever asks; destroy takes the locks off first",
  }),
  network: network.optional().meta({ description: "The new network; none beside existing" }),
  maxTunnels: z.int().min(2).optional().meta({ description: "Tunnels that the gateway takes; default: by SKU" }),
  testVm: machine.optional().meta({ description: "The test machine in the new network" }),
});
