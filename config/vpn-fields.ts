import { z } from "zod";
import { TOPOLOGIES, type TopologyName } from "../lib/model/topology";
import { address, azureName, object, prefix, text, withExample } from "./field-kinds";
import { policyOf } from "./policy-fields";

/* Fields for what every site has of the VPN, whatever its router is. */

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

/** What keeps the objects of two gateways' files apart on one router. */
export const namesOnRouter = {
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
};

/** Prefixes of both families of one place. Without an IPv6 one, it takes part with IPv4 alone. */
export const networks = (what: string) =>
  object({
    ipv4: withExample(z.array(prefix("ipv4", `IPv4 prefix of ${what}`)), ["10.20.0.0/16"])
      .min(1, "must name one prefix or more")
      .meta({ description: `IPv4 prefixes of ${what}` }),
    ipv6: withExample(z.array(prefix("ipv6", `IPv6 prefix of ${what}`)), ["2001:db8:20::/48"])
      .default([])
      .meta({ description: `IPv6 prefixes of ${what}; none: IPv4 alone` }),
  });

export const topology = z.enum(Object.keys(TOPOLOGIES) as TopologyName[]).meta({
  description:
    "Tunnels between the gateway's instances 0 and 1 and the router's first and second WAN. article: 0 to the first, 1 to the second; single: both to one WAN; mesh: both to both",
});

export const vpnFields = {
  connections: z.array(connection).max(2).default([]).meta({ description: "One for each WAN, in its order" }),
  tunnelAddresses: z
    .array(address("ipv4", "IPv4 address of a tunnel interface of the router"))
    .max(4)
    .default([])
    .meta({
      description: "By the number of the tunnel; default: 172.16.0.1 for Tunnel0, 172.16.0.2 for Tunnel1 and so on",
    }),
  ipsecPolicy: policyOf("What differs from the ipsecPolicy of all sites"),
  nextIpsecPolicy: policyOf(
    "What differs from the site's policy in one that its router accepts as well, so that its connections can get it one after the other; see docs/operations.md",
  ),
  dpdTimeoutSeconds: z.int().min(9).max(3600).default(45).meta({
    description: "Silence after which Azure takes a tunnel for dead; a change replaces the site's connections",
  }),
};
