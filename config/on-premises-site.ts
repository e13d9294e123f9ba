import { z } from "zod";
import { parseAddress } from "../lib/addressing/cidr";
import { address, hostName, object, parsed, text, withExample, withUniqueExample } from "./field-kinds";
import { namesOnRouter, networks, topology, vpnFields } from "./vpn-fields";

const nextHop = parsed(
  (text) => (text === "dhcp" ? text : parseAddress(text, "ipv4").text),
  "The provider's router, by which the gateway is reached, or \"dhcp\"; absent: the router's own routes lead there",
);

const wan = object({
  interface: withExample(
    text(
      /^[A-Z][A-Za-z-]{1,30}\d{1,4}(?:\/\d{1,4}){0,3}(?:\.\d{1,10})?$/,
      'must be the name of an interface, such as "GigabitEthernet0/0/0"',
      "The router's interface, by its full name",
    ),
    "GigabitEthernet0/0/0",
  ),
  publicAddress: address("ipv4", "The address that Azure sees: the WAN's own, or that of the NAT before it").optional(),
  fqdn: text(
    /^(?=.{4,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/,
    'must be a name with a domain, such as "oslo.example.com"',
    "Name of a public address that changes, in its place",
  ).optional(),
  nat: z.enum(["none", "static", "port"]).default("none").meta({
    description:
      "What is between the WAN and the Internet. static: a NAT that gives it a public address of its own; port: one that others share",
  }),
  privateAddress: address("ipv4", "The WAN's own address behind a NAT; absent where it changes").optional(),
  nextHop: nextHop.optional(),
  vrf: text(
    /^[A-Za-z0-9][\w.-]{0,31}$/,
    'must be a name of 1 to 32 letters, digits, "_", "." and "-"',
    "The VRF that the interface is in; mesh needs one for each WAN",
  ).optional(),
});

/** A site with a router of its own. */
export const onPremisesSite = object({
  kind: z.literal("onPremises").meta({ description: "A site with a router of its own, which Azure only connects" }),
  name: withUniqueExample(hostName("Name of the site", 40), "site"),
  networks: withExample(networks("what is behind the router").meta({ description: "What is behind the router" }), {
    ipv4: ["10.20.0.0/16"],
  }),
  router: withExample(
    object({
      name: hostName("Host name of the router, by default the site's; its file bears it").optional(),
      wans: withExample(z.array(wan), [{ interface: "GigabitEthernet0/0/0", publicAddress: "198.51.100.10" }])
        .min(1, "must name one WAN or two")
        .max(2)
        .meta({ description: "The interfaces that tunnels leave through, one or two" }),
      ...namesOnRouter,
    }).meta({ description: "The router" }),
    { wans: [{ interface: "GigabitEthernet0/0/0", publicAddress: "198.51.100.10" }] },
  ),
  topology: topology.optional().meta({
    description: "Tunnels of the site, as for a simulated one; default: single with one WAN, article with two",
  }),
  ...vpnFields,
});
