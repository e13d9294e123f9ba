import { z } from "zod";
import { parseAddress } from "../lib/addressing/cidr";
import { SITE_LAYOUT } from "../lib/addressing/network-plan";
import { familyOf } from "../lib/model/dual-stack";
import { quoted } from "../lib/model/quoted";
import { HIGHEST_WITHOUT_HSECK9, THROUGHPUT_LEVELS } from "../lib/model/throughput";
import { TOPOLOGIES, type TopologyName } from "../lib/model/topology";
import { image, location, machineVersion, subnet, testVm, vmSize, zones } from "./azure-fields";
import {
  address,
  azureName,
  hostName,
  object,
  parsed,
  prefix,
  resourceGroup,
  text,
  withExample,
  withUniqueExample,
} from "./field-kinds";
import { policyOf } from "./policy-fields";
import { RECOMMENDED_ROUTER_SIZE } from "./router-sizes";

const ntpServer = parsed((text) => {
  if (text.includes(":") || /^[\d.]+$/.test(text)) return parseAddress(text, familyOf(text)).text;
  if (text.length <= 253 && /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text)) return text;
  throw new Error(`${quoted(text)} must be a host name, such as time.windows.com, or an address`);
}, "Host name or address of an NTP server");

/** Of a tunnel interface, by Cisco's YANG model of IOS-XE 17.15.1. */
const MAX_TUNNEL = 2_147_483_647;

const connection = object({
  name: azureName("Name of the connection, by default conn1-to-<site> and conn2-to-<site>").optional(),
  localNetworkGateway: azureName(
    "Name of the local network gateway, by default derived from the site and its prefixes",
  ).optional(),
  keyVersion: z
    .int()
    .min(1)
    .default(1)
    .meta({ description: "Raise it whenever the connection gets another key, generated or given" }),
  ipsecPolicy: policyOf("What differs from the site's policy"),
});

export const sharedBySites = {
  location: location.optional().meta({ description: "Azure region of the site; default: location" }),
  resourceGroup: resourceGroup.optional().meta({ description: "Default: <resourceGroup>-onprem-<site>" }),
  zones: zones
    .default(["1", "2", "3"])
    .meta({ description: "Zones of the public addresses; [] for a region without zones" }),
  network: object({
    name: azureName("Name of the virtual network, by default <router>-net", 64).optional(),
    ipv4: prefix("ipv4", "IPv4 address space; default: by sitePrefixes, or the article's").optional(),
    ipv6: prefix("ipv6", "IPv6 address space; default: by sitePrefixes, or the article's").optional(),
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
    namePrefix: text(
      /^[A-Za-z][A-Za-z0-9_-]{0,15}$/,
      'must be 1 to 16 letters, digits, "_" and "-", starting with a letter',
      "Starts the names of the router's keyrings, profiles and the like; the file of another gateway needs its own",
    ).default("az"),
    tunnelBase: z
      .int()
      .min(0)
      .max(MAX_TUNNEL - 3)
      .default(0)
      .meta({
        description: "Number of the first tunnel interface; the file of another gateway needs its own",
      }),
    reloadOnFirstBoot: z.boolean().default(false).meta({
      description:
        "Let day 0 save and reload, which activates the licence level; see docs/operations.md before you set it",
    }),
  }).prefault({}),
  topology: z
    .enum(Object.keys(TOPOLOGIES) as TopologyName[])
    .default("article")
    .meta({
      description:
        "Tunnels between the gateway's instances 0 and 1 and the router's interfaces. article: 0 to eth2, 1 to eth3; single: both to eth2; mesh: both to both",
    }),
  connections: z
    .array(connection)
    .max(2)
    .default([])
    .meta({ description: "The connection of eth2 and, but with the topology single, that of eth3" }),
  tunnelAddresses: z
    .array(address("ipv4", "IPv4 address of a tunnel interface of the router"))
    .max(4)
    .default([])
    .meta({ description: "By the number of the tunnel; default: 172.16.0.1 and so on" }),
  ipsecPolicy: policyOf("What differs from the ipsecPolicy of all sites"),
  nextIpsecPolicy: policyOf(
    "What differs from the site's policy in one that its router accepts as well, so that its connections can get it one after the other; see docs/operations.md",
  ),
  dpdTimeoutSeconds: z.int().min(9).max(3600).default(45).meta({
    description: "Silence after which Azure takes a tunnel for dead; a change replaces the site's connections",
  }),
  testVm: testVm("vm2"),
};

export const site = object({
  name: withUniqueExample(hostName("Name of the site; its stack is onprem-<name>", 40), "site"),
  index: z
    .int()
    .min(0)
    .optional()
    .meta({ description: "The site's place in sitePrefixes: its own for good, whatever the order of the list" }),
  ...sharedBySites,
});
