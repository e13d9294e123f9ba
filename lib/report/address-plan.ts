import type { DualStack } from "../model/dual-stack";
import { isExisting } from "../model/gateway";
import { cidrs, type AddressSpace, type Network, type SiteRole } from "../model/network";
import type { SimulatedSite } from "../model/site";
import { WAN_ROLES } from "../model/topology";
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
  const subnets = [
    ...(isExisting(gateway.network) ? [] : subnetsOf(gateway.network, gateway.testVm ? ["subnet1"] : [])),
    ...sites.flatMap((site) => (site.kind === "simulated" ? subnetsOf(site.network, rolesOfMachines(site)) : [])),
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
      ...(subnets.length === 0
        ? []
        : [
            table(
              "Subnets and hosts",
              { network: "Network", subnet: "Subnet", ipv4: "IPv4", ipv6: "IPv6", host: "Host" },
              subnets,
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

const rolesOfMachines = ({ connections, testVm }: SimulatedSite): SiteRole[] => [
  "eth1",
  ...WAN_ROLES.slice(0, connections.length),
  ...(testVm ? (["app"] as const) : []),
];

/** @param machines the subnets that a machine has an interface in; each other has a place for one all the same */
const subnetsOf = <Role extends string>({ name, subnets }: Network<Role>, machines: readonly Role[]) =>
  (Object.keys(subnets) as Role[]).map((role) => {
    const { name: subnet, ipv4, ipv6, host } = subnets[role];
    return {
      network: name,
      subnet,
      ipv4: ipv4.cidr,
      ipv6: ipv6.cidr,
      host: hostOf(role, machines.includes(role) && host),
    };
  });

const hostOf = (role: string, host: DualStack<string> | false) => {
  // Azure gives the gateway its addresses there.
  if (role === "gatewaySubnet") return "given by Azure";
  return host ? [host.ipv4, host.ipv6] : NONE;
};
