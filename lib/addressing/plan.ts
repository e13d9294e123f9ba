import { addressAt, contains, overlapping, overlaps, parseAddress, parsePrefix, subnetAt, type Prefix } from "./cidr";

/** One of the two prefixes of a subnet, as the config may give it. */
interface SubnetInput {
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly host?: { readonly ipv4?: string; readonly ipv6?: string };
}

interface NetworkInput<Role extends string> {
  readonly ipv4: string;
  readonly ipv6: string;
  readonly subnets: Readonly<Record<Role, SubnetInput>>;
}

export type GatewayRole = "subnet1" | "gatewaySubnet";
export type SiteRole = "eth1" | "eth2" | "eth3" | "app";

export interface AddressInput {
  readonly gateway: { readonly network: NetworkInput<GatewayRole> };
  readonly sites: readonly {
    readonly network: NetworkInput<SiteRole>;
    readonly tunnels: readonly [{ readonly address: string }, { readonly address: string }];
  }[];
}

export interface PlannedSubnet {
  readonly ipv4: Prefix;
  readonly ipv6: Prefix;
  /** Static addresses of the one host that the subnet is for. */
  readonly host: { readonly ipv4: string; readonly ipv6: string };
  /** Azure's IPv4 router: the first address of the subnet. */
  readonly defaultGateway: string;
}

export interface PlannedNetwork<Role extends string> {
  readonly ipv4: Prefix;
  readonly ipv6: Prefix;
  readonly subnets: Readonly<Record<Role, PlannedSubnet>>;
}

/** Every subnet, host and router address of a deployment, as known text. Sites stand in the order of the config. */
export interface AddressPlan {
  readonly gateway: PlannedNetwork<GatewayRole>;
  readonly sites: readonly PlannedNetwork<SiteRole>[];
}

type Path = readonly (string | number)[];

export interface PlanProblem {
  readonly path: Path;
  readonly message: string;
  /** The other values that it is about. */
  readonly related: readonly Path[];
}

/**
 * Where a subnet lies if the config does not say: the index of its /27 and of its /64, from the start of the
 * network, so that a network that grows upwards moves none. Azure never moves a subnet that is in use.
 */
const LAYOUT: Readonly<Record<GatewayRole | SiteRole, { readonly ipv4: number; readonly ipv6: number }>> = {
  subnet1: { ipv4: 0, ipv6: 1 },
  gatewaySubnet: { ipv4: 7, ipv6: 14 },
  eth1: { ipv4: 0, ipv6: 1 },
  eth2: { ipv4: 1, ipv6: 2 },
  eth3: { ipv4: 2, ipv6: 3 },
  app: { ipv4: 3, ipv6: 4 },
};

/**
 * Where no host can be: Azure's list, and what the standards keep from hosts.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq
 */
const FORBIDDEN = [
  ...["0.0.0.0/8", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255/32"].map(
    (cidr) => parsePrefix(cidr, 4),
  ),
  ...["::/8", "fe80::/10", "ff00::/8"].map((cidr) => parsePrefix(cidr, 6)),
];

const RESERVED_AT_START = 4n;

interface Located {
  readonly prefix: Prefix;
  readonly path: Path;
  readonly what: string;
}

class Planner {
  readonly problems: PlanProblem[] = [];

  report(path: Path, message: string, ...related: Path[]): void {
    this.problems.push({ path, message, related });
  }

  network<Role extends string>(
    input: NetworkInput<Role>,
    roles: readonly (Role & keyof typeof LAYOUT)[],
    path: Path,
  ): PlannedNetwork<Role> {
    const ipv4 = this.addressSpace(parsePrefix(input.ipv4, 4), [...path, "ipv4"]);
    const ipv6 = this.addressSpace(parsePrefix(input.ipv6, 6), [...path, "ipv6"]);
    const subnets = Object.fromEntries(
      roles.map((role) => [role, this.subnet(input.subnets[role], role, { ipv4, ipv6 }, path)]),
    ) as Record<Role, PlannedSubnet>;
    const space = { ipv4, ipv6 };
    for (const family of ["ipv4", "ipv6"] as const) {
      this.disjoint(
        roles
          // The space itself stands where no default fits, which is reported already.
          .filter((role) => subnets[role][family] !== space[family])
          .map((role) => ({
            prefix: subnets[role][family],
            path: [...path, "subnets", role, family],
            what: `subnet ${role}`,
          })),
      );
    }
    return { ...space, subnets };
  }

  disjoint(list: readonly Located[]): void {
    for (const [earlier, later] of overlapping(list)) {
      this.report(
        later.path,
        `${later.prefix.cidr} overlaps ${earlier.prefix.cidr} of ${earlier.what}; give prefixes that share no address`,
        earlier.path,
      );
    }
  }

  private addressSpace(prefix: Prefix, path: Path): Prefix {
    const [shortest, longest] = prefix.family === 4 ? [8, 29] : [16, 64];
    if (prefix.length < shortest || prefix.length > longest) {
      this.report(path, `${prefix.cidr} cannot be an address space; give a length of ${shortest} to ${longest}`);
    }
    const forbidden = FORBIDDEN.find((range) => overlaps(range, prefix));
    if (forbidden)
      this.report(path, `${prefix.cidr} overlaps ${forbidden.cidr}, which no network can have; give another prefix`);
    return prefix;
  }

  private subnet(
    input: SubnetInput,
    role: keyof typeof LAYOUT,
    space: { readonly ipv4: Prefix; readonly ipv6: Prefix },
    networkPath: Path,
  ): PlannedSubnet {
    const path = [...networkPath, "subnets", role];
    const ipv4 = this.subnetPrefix(input.ipv4, role, space.ipv4, path);
    const ipv6 = this.subnetPrefix(input.ipv6, role, space.ipv6, path);
    const longest = role === "gatewaySubnet" ? 27 : 29;
    if (ipv4.length > longest) {
      this.report([...path, "ipv4"], `${ipv4.cidr} is too small; ${role} needs a /${longest} or larger`);
    }
    if (ipv6.length !== 64) {
      this.report([...path, "ipv6"], `${ipv6.cidr} is not a /64; Azure takes no other length for an IPv6 subnet`);
    }
    const host = {
      ipv4: this.host(input.host?.ipv4, ipv4, [...path, "host", "ipv4"], [...path, "ipv4"]),
      ipv6: this.host(input.host?.ipv6, ipv6, [...path, "host", "ipv6"], [...path, "ipv6"]),
    };
    return { ipv4, ipv6, host, defaultGateway: ipv4.length < 32 ? addressAt(ipv4, 1) : ipv4.address };
  }

  private subnetPrefix(given: string | undefined, role: keyof typeof LAYOUT, space: Prefix, path: Path): Prefix {
    const name = space.family === 4 ? "ipv4" : "ipv6";
    const spacePath = [...path.slice(0, -2), name];
    if (given === undefined) {
      const length = space.family === 4 ? 27 : 64;
      const derived = subnetAt(space, length, LAYOUT[role][name]);
      if (derived) return derived;
      this.report(
        [...path, name],
        `no default fits: ${space.cidr} has no /${length} number ${LAYOUT[role][name]}; give this subnet a prefix, or the network a larger one`,
        spacePath,
      );
      return space;
    }
    const prefix = parsePrefix(given, space.family);
    if (!contains(space, prefix)) {
      this.report(
        [...path, name],
        `${prefix.cidr} lies outside its network ${space.cidr}; give a prefix inside it`,
        spacePath,
      );
    }
    return prefix;
  }

  private host(given: string | undefined, subnet: Prefix, path: Path, subnetPath: Path): string {
    if (given === undefined) {
      const fits = subnet.last - subnet.first > RESERVED_AT_START;
      return fits ? addressAt(subnet, Number(RESERVED_AT_START)) : subnet.address;
    }
    const { text, value } = parseAddress(given, subnet.family);
    if (value < subnet.first || value > subnet.last) {
      this.report(path, `${text} lies outside its subnet ${subnet.cidr}; give an address inside it`, subnetPath);
    } else if (value < subnet.first + RESERVED_AT_START || (subnet.family === 4 && value === subnet.last)) {
      this.report(
        path,
        `${text} is one that Azure keeps for itself in ${subnet.cidr}; give ${addressAt(subnet, 4)} or a later one, except the last`,
        subnetPath,
      );
    }
    return text;
  }
}

/** Computes the address plan of a config whose prefixes and addresses are well-formed, or says why there is none. */
export function planAddresses(input: AddressInput): {
  readonly plan: AddressPlan;
  readonly problems: readonly PlanProblem[];
} {
  const planner = new Planner();
  const gateway = planner.network(input.gateway.network, ["subnet1", "gatewaySubnet"], ["gateway", "network"]);
  const sites = input.sites.map((site, i) =>
    planner.network(site.network, ["eth1", "eth2", "eth3", "app"], ["sites", i, "network"]),
  );
  for (const family of ["ipv4", "ipv6"] as const) {
    const spaces: Located[] = [
      { prefix: gateway[family], path: ["gateway", "network", family], what: "the gateway's network" },
      ...sites.map((site, i) => ({
        prefix: site[family],
        path: ["sites", i, "network", family],
        what: `sites[${i}]`,
      })),
    ];
    planner.disjoint(spaces);
    if (family === "ipv4") checkTunnels(planner, input, spaces);
  }
  return { plan: { gateway, sites }, problems: planner.problems };
}

/** A tunnel's own address is local to its router: it may recur at another site, but not lie in a network of the plan. */
function checkTunnels(planner: Planner, input: AddressInput, spaces: readonly Located[]): void {
  input.sites.forEach(({ tunnels }, i) => {
    tunnels.forEach(({ address }, j) => {
      const path = ["sites", i, "tunnels", j, "address"];
      const host = parsePrefix(`${address}/32`, 4);
      const taken = spaces.find(({ prefix }) => overlaps(prefix, host));
      if (taken) {
        planner.report(
          path,
          `${address} lies in ${taken.prefix.cidr} of ${taken.what}; give one outside every network`,
          taken.path,
        );
      }
      if (FORBIDDEN.some((range) => overlaps(range, host))) {
        planner.report(
          path,
          `${address} cannot be the address of an interface; give a private one, such as 172.16.0.1`,
        );
      }
    });
    if (tunnels[0].address === tunnels[1].address) {
      planner.report(
        ["sites", i, "tunnels", 1, "address"],
        `${tunnels[1].address} is the address of the other tunnel too; give each its own`,
        ["sites", i, "tunnels", 0, "address"],
      );
    }
  });
}
