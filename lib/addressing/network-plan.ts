import { UserError } from "../model/user-error";
import { dualStack, FAMILIES, type DualStack } from "../model/dual-stack";
import type { AddressSpace, GatewayRole, Network, SiteRole, Subnet } from "../model/network";
import type { Prefix } from "../model/prefix";
import { addressAt, contains, overlapping, parseAddress, subnetAt } from "./cidr";
import { forbiddenProblem } from "./forbidden";
import { dotted, type Path } from "../model/path";

/** What is known of a subnet before it is placed; the layout decides the rest. */
export interface SubnetSpec extends Partial<DualStack<Prefix>> {
  /** @default - the role */
  readonly name?: string;
  /** @default - the fifth address of each prefix (.4, ::4) */
  readonly host?: Partial<DualStack<string>>;
}

/** One prefix of each family, in which the subnets have their default places, and what the network has besides. */
export interface NetworkSpec<Role extends string> extends DualStack<Prefix> {
  readonly name: string;
  /** @default - none */
  readonly additionalPrefixes?: readonly Prefix[];
  /** @default - where the layout has them */
  readonly subnets?: Readonly<Partial<Record<Role, SubnetSpec>>>;
}

/** A rule of addressing that a network breaks. Paths start at the network. */
export interface AddressProblem {
  readonly path: Path;
  readonly message: string;
  /** Other values that the problem is about. */
  readonly related: readonly Path[];
}

interface Place {
  /** Index of the subnet's /27. */
  readonly ipv4: number;
  /** Index of the subnet's /64. */
  readonly ipv6: number;
}

/**
 * The default place of each subnet, counted from the start of the network. A network that grows upwards then
 * moves no subnet; Azure never moves a subnet that is in use.
 */
export type Layout<Role extends string> = Readonly<Record<Role, Place>>;

export const GATEWAY_LAYOUT: Layout<GatewayRole> = {
  subnet1: { ipv4: 0, ipv6: 1 },
  gatewaySubnet: { ipv4: 7, ipv6: 14 },
};

export const SITE_LAYOUT: Layout<SiteRole> = {
  eth1: { ipv4: 0, ipv6: 1 },
  eth2: { ipv4: 1, ipv6: 2 },
  eth3: { ipv4: 2, ipv6: 3 },
  app: { ipv4: 3, ipv6: 4 },
};

const DEFAULT_LENGTH: DualStack<number> = { ipv4: 27, ipv6: 64 };
const SPACE_LENGTHS: DualStack<readonly [shortest: number, longest: number]> = { ipv4: [8, 29], ipv6: [16, 64] };

/** Addresses at the start of each subnet that Azure keeps for itself. */
const RESERVED_AT_START = 4n;

/**
 * Places the subnets and hosts of a network.
 *
 * @example
 * planNetwork(SITE_LAYOUT, {
 *   name: "cat-net", ipv4: parsePrefix("10.2.0.0/24", "ipv4"), ipv6: parsePrefix("2001:db8:2::/48", "ipv6"),
 * }).subnets.eth2.host.ipv4; // 10.2.0.36
 * @throws UserError with every rule that the network breaks
 */
export function planNetwork<Role extends string>(layout: Layout<Role>, spec: NetworkSpec<Role>): Network<Role> {
  const { network, problems } = placeNetwork(layout, spec);
  if (problems.length === 0) return network;
  throw new UserError(problems.map(({ path, message }) => `${spec.name}: ${dotted(path)}: ${message}`).join("\n"));
}

/** Does what {@link planNetwork} does, but returns the problems. Subnets and hosts with a problem are placed too. */
export function placeNetwork<Role extends string>(
  layout: Layout<Role>,
  spec: NetworkSpec<Role>,
): { readonly network: Network<Role>; readonly problems: readonly AddressProblem[] } {
  const problems: AddressProblem[] = [];
  const report = (path: Path, message: string, ...related: Path[]) => void problems.push({ path, message, related });

  const roles = Object.keys(layout) as Role[];
  const additional = spec.additionalPrefixes ?? [];
  for (const family of FAMILIES) checkSpace(spec[family], (message) => report([family], message));
  for (const [i, prefix] of additional.entries()) {
    checkSpace(prefix, (message) => report(["additionalPrefixes", i], message));
  }
  const space = dualStack((family) => [spec[family], ...additional.filter((prefix) => prefix.family === family)]);
  const subnets = Object.fromEntries(
    roles.map((role) => [role, placeSubnet(role, layout[role], spec.subnets?.[role] ?? {}, space, report)]),
  ) as Record<Role, Subnet>;
  for (const family of FAMILIES) {
    const placed = roles.flatMap((role): Located[] => {
      const prefix = spec.subnets?.[role]?.[family] ?? defaultPrefix(spec[family], layout[role]);
      return prefix ? [{ prefix, path: ["subnets", role, family], what: `subnet ${role}` }] : [];
    });
    problems.push(...overlapProblems(placed));
  }
  return { network: { name: spec.name, ...space, subnets }, problems };
}

/** A prefix that may share no address with others. */
export interface Located {
  readonly prefix: Prefix;
  readonly path: Path;
  /** `the gateway's network` */
  readonly what: string;
}

/** A problem at every prefix that overlaps an earlier one of the list. All are of one family. */
export function overlapProblems(list: readonly Located[]): AddressProblem[] {
  return overlapping(list).map(([earlier, later]) => ({
    path: later.path,
    message: `${later.prefix.cidr} overlaps ${earlier.prefix.cidr} of ${earlier.what}; give prefixes that share no address`,
    related: [earlier.path],
  }));
}

type Report = (path: Path, message: string, ...related: Path[]) => void;

function checkSpace(space: Prefix, report: (message: string) => void): void {
  const [shortest, longest] = SPACE_LENGTHS[space.family];
  if (space.length < shortest || space.length > longest) {
    report(`${space.cidr} cannot be an address space; give a length of ${shortest} to ${longest}`);
  }
  const forbidden = forbiddenProblem(space);
  if (forbidden !== undefined) report(forbidden);
}

function placeSubnet(role: string, place: Place, spec: SubnetSpec, space: AddressSpace, report: Report): Subnet {
  const path = ["subnets", role];
  const prefixes = dualStack((family) => placePrefix(spec[family], place, space[family], path, report));
  const { ipv4, ipv6 } = prefixes;
  const longest = role === "gatewaySubnet" ? 27 : 29;
  if (ipv4.length > longest) {
    report([...path, "ipv4"], `${ipv4.cidr} is too small; ${role} needs a /${longest} or larger`);
  }
  if (ipv6.length !== 64) {
    report([...path, "ipv6"], `${ipv6.cidr} is not a /64; Azure takes no other length for an IPv6 subnet`);
  }
  return {
    name: spec.name ?? role,
    ...prefixes,
    host: dualStack((family) => placeHost(spec.host?.[family], prefixes[family], path, report)),
    defaultGateway: ipv4.length < 32 ? addressAt(ipv4, 1) : ipv4.address,
  };
}

/** Undefined where the network is too small for it. */
const defaultPrefix = (space: Prefix, place: Place): Prefix | undefined =>
  subnetAt(space, DEFAULT_LENGTH[space.family], place[space.family]);

/** Where no default fits, the whole network stands in. */
function placePrefix(
  given: Prefix | undefined,
  place: Place,
  space: readonly Prefix[],
  path: Path,
  report: Report,
): Prefix {
  const first = space[0]!;
  const { family } = first;
  if (given) {
    if (space.some((prefix) => contains(prefix, given))) return given;
    const whole = space.map(({ cidr }) => cidr).join(", ");
    const message = `${given.cidr} lies outside its network ${whole}; give a prefix inside it`;
    report([...path, family], message, [family]);
    return given;
  }
  const derived = defaultPrefix(first, place);
  if (derived) return derived;
  const message = `no default fits: ${first.cidr} has no /${DEFAULT_LENGTH[family]} number ${place[family]}; give this subnet a prefix, or the network a larger one`;
  report([...path, family], message, [family]);
  return first;
}

function placeHost(given: string | undefined, subnet: Prefix, subnetPath: Path, report: Report): string {
  const { family } = subnet;
  const fits = subnet.last - subnet.first > RESERVED_AT_START;
  if (given === undefined) {
    return fits ? addressAt(subnet, Number(RESERVED_AT_START)) : subnet.address;
  }
  const { text, value } = parseAddress(given, family);
  // A subnet that is too small to have a host is reported as that.
  if (!fits) return text;
  const path = [...subnetPath, "host", family];
  if (value < subnet.first || value > subnet.last) {
    const message = `${text} lies outside its subnet ${subnet.cidr}; give an address inside it`;
    report(path, message, [...subnetPath, family]);
  } else if (value < subnet.first + RESERVED_AT_START || (family === "ipv4" && value === subnet.last)) {
    const message = `${text} is one that Azure keeps for itself in ${subnet.cidr}; give ${addressAt(subnet, 4)} or a later one, except the last`;
    report(path, message, [...subnetPath, family]);
  }
  return text;
}
