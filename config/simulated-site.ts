import { z } from "zod";
import { parseAddress } from "../lib/addressing/cidr";
import { SITE_LAYOUT } from "../lib/addressing/network-plan";
import { familyOf } from "../lib/model/dual-stack";
import { quoted } from "../lib/model/quoted";
import { HIGHEST_WITHOUT_HSECK9, THROUGHPUT_LEVELS } from "../lib/model/throughput";
import {
  additionalPrefixes,
  image,
  location,
  machineVersion,
  resourceGroupExists,
  subnet,
  testVm,
  vmSize,
  zones,
} from "./azure-fields";
import {
  azureName,
  hostName,
  object,
  parsed,
  prefix,
  resourceGroup,
  withExample,
  withUniqueExample,
} from "./field-kinds";
import { RECOMMENDED_ROUTER_SIZE } from "./router-sizes";
import { namesOnRouter, topology, vpnFields } from "./vpn-fields";

const ntpServer = parsed((text) => {
  if (text.includes(":") || /^[\d.]+$/.test(text)) return parseAddress(text, familyOf(text)).text;
  if (text.length <= 253 && /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text)) return text;
  throw new Error(`${quoted(text)} must be a host name, such as time.windows.com, or an address`);
}, "Host name or address of an NTP server");

export const sharedBySites = {
  location: location.optional().meta({ description: "Azure region of the site; default: location" }),
  resourceGroup: resourceGroup.optional().meta({ description: "Default: <resourceGroup>-onprem-<site>" }),
  resourceGroupExists,
  zones: zones
    .default(["1", "2", "3"])
    .meta({ description: "Zones of the public addresses; [] for a region without zones" }),
  network: object({
    name: azureName("Name of the virtual network, by default <router>-net", 64).optional(),
    ipv4: prefix("ipv4", "IPv4 address space; default: by sitePrefixes, or the article's").optional(),
    ipv6: prefix("ipv6", "IPv6 address space; default: by sitePrefixes, or the article's").optional(),
    additionalPrefixes,
    subnets: object({
      eth1: subnet("<router>-eth1", SITE_LAYOUT.eth1),
      eth2: subnet("<router>-eth2", SITE_LAYOUT.eth2),
      eth3: subnet("<router>-eth3", SITE_LAYOUT.eth3),
      app: subnet("app-subnet", SITE_LAYOUT.app),
    }).prefault({}),
  }).prefault({}),
  catalyst: object({
    name: hostName("Name of the router, by default the site's").optional(),
    size: vmSize.default(RECOMMENDED_ROUTER_SIZE),
    machineVersion,
    image: image("cisco", "cisco-c8000v-byol", "17_16_01a-byol"),
    throughputMbps: z
      .literal(THROUGHPUT_LEVELS)
      .default(HIGHEST_WITHOUT_HSECK9)
      .meta({
        description: `What the router may transmit, in Mbit/s; above ${HIGHEST_WITHOUT_HSECK9} with hseck9 alone`,
      }),
    ntpServers: withExample(z.array(ntpServer), ["time.windows.com"])
      .default(["time.windows.com"])
      .meta({ description: "Where the router takes the time from; by default Microsoft's public server" }),
    hseck9: z.boolean().default(false).meta({ description: "Whether the router has Cisco's HSECK9 licence" }),
    ...namesOnRouter,
    reloadOnFirstBoot: z.boolean().default(false).meta({
      description:
        "Let day 0 save and reload, which activates the licence level; see docs/operations.md before you set it",
    }),
  }).prefault({}),
  topology: topology.default("article"),
  ...vpnFields,
  testVm: testVm("vm2").prefault({}),
};

/** A site whose premises an Azure network stands in for: what a site is that names no kind. */
export const simulatedSite = object({
  kind: z
    .literal("simulated")
    .optional()
    .meta({ description: "An Azure network with a Catalyst 8000V stands in for the premises" }),
  name: withUniqueExample(hostName("Name of the site; its stack is onprem-<name>", 40), "site"),
  index: z
    .int()
    .min(0)
    .optional()
    .meta({ description: "The site's place in sitePrefixes: its own for good, whatever the order of the list" }),
  ...sharedBySites,
});
