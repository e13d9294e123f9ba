import { isExisting } from "../model/gateway";
import { cidrs, type AddressSpace, type Network } from "../model/network";
import { table, type Section } from "./document";
import type { Subject } from "./known";

/** The networks that the VPN joins, and the subnets and hosts of those that the deployment makes. */
export function addressPlan({ deployment: { gateway }, sites }: Subject): Section {
  const networks = [
    { of: `gateway ${gateway.name}`, name: gateway.network.name, space: gateway.network },
    ...sites.map((site) => ({
      of: `site ${site.name}`,
      name: site.kind === "simulated" ? site.network.name : "on premises",
      space: site.network,
    })),
  ];
  const made = [
    ...(isExisting(gateway.network) ? [] : [gateway.network]),
    ...sites.flatMap((site) => (site.kind === "simulated" ? [site.network] : [])),
  ];
  return {
    id: "addresses",
    title: "Address plan",
    blocks: [
      table(
        "Networks",
        { of: "Network of", name: "Name", ipv4: "IPv4", ipv6: "IPv6" },
        networks.map(({ of, name, space }) => ({ of, name, ...families(space) })),
      ),
      ...(made.length === 0
        ? []
        : [
            table(
              "Subnets and hosts",
              { network: "Network", subnet: "Subnet", ipv4: "IPv4", ipv6: "IPv6", host: "Host" },
              made.flatMap(subnets),
            ),
          ]),
    ],
  };
}

const NONE = "none";

const families = ({ ipv4, ipv6 }: AddressSpace) => ({
  ipv4: cidrs({ ipv4, ipv6: [] }),
  ipv6: ipv6.length > 0 ? cidrs({ ipv4: [], ipv6 }) : NONE,
});

const subnets = (network: Network<string>) =>
  Object.entries(network.subnets).map(([role, { name, ipv4, ipv6, host }]) => ({
    subnet: name,
    network: network.name,
    ipv4: ipv4.cidr,
    ipv6: ipv6.cidr,
    // Azure gives the gateway its addresses there.
    host: role === "gatewaySubnet" ? "given by Azure" : [host.ipv4, host.ipv6],
  }));
