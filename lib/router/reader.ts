import { parseAddress, parseMaskedPrefix, parsePrefix } from "../addressing/cidr";
import { FAMILIES, type DualStack, type Family } from "../model/dual-stack";
import { quoted } from "../model/quoted";
import { commandWords } from "./command-words";

/**
 * A router's tunnel configuration, as {@link readRouterConfig} reads it back: strictly, the IOS-XE commands
 * that this project writes and no others. The reader shares nothing with the template, so that each proves the
 * other. Addresses and prefixes are in canonical text; names consist of letters, digits, "_", "." and "-".
 */
export interface RouterConfig {
  readonly throughputMbps: number;
  readonly ntpServers: readonly string[];
  /** Whether it forwards IPv6 at all. */
  readonly ipv6Routing: boolean;
  /** Names of the routing tables beside the global one. */
  readonly vrfs: readonly string[];
  readonly interfaces: readonly EthernetInterface[];
  readonly proposals: readonly Proposal[];
  readonly policies: readonly IkePolicy[];
  readonly keyrings: readonly Keyring[];
  readonly profiles: readonly IkeProfile[];
  readonly transformSets: readonly { readonly name: string; readonly transform: string; readonly mode: string }[];
  readonly ipsecProfiles: readonly IpsecProfile[];
  readonly tunnels: readonly Tunnel[];
  readonly ipv4Routes: readonly Route[];
  readonly ipv6Routes: readonly Route[];
}

export interface Route {
  readonly prefix: string;
  /** An interface, `Null0` among them, or an address. */
  readonly via: string;
  /** The address on that interface. */
  readonly nextHop?: string;
  /** Absent: 1, that of a static route. */
  readonly distance?: number;
}

interface EthernetInterface {
  readonly name: string;
  /** The image has GigabitEthernet1 up and the others shut. */
  readonly shutdown: boolean;
  /** Whether the IPv6 router on its link is the default one. */
  readonly ipv6Default: boolean;
  /** Absent: the global routing table. */
  readonly vrf?: string;
}

interface IkePolicy {
  readonly name: string;
  /** The addresses that it is for; not empty. */
  readonly localAddresses: readonly string[];
  /** Not empty; the preferred one first. */
  readonly proposals: readonly string[];
}

interface Proposal {
  readonly name: string;
  readonly encryption: string;
  readonly integrity?: string;
  readonly prf: string;
  readonly group: string;
}

interface Keyring {
  readonly name: string;
  readonly peer: string;
  readonly address: string;
  readonly sharedKey: string;
}

interface IkeProfile {
  readonly name: string;
  /** The front-door VRF, from which its peers are reached. Absent: the global routing table. */
  readonly vrf?: string;
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly keyring: string;
  readonly lifetimeSeconds: number;
  readonly dpd: Dpd;
}

/** Dead peer detection: a question after `seconds`, asked again every `retrySeconds`. */
interface Dpd {
  readonly seconds: number;
  readonly retrySeconds: number;
  /** `periodic` asks always, `on-demand` where something was sent and nothing came. */
  readonly mode: string;
}

interface IpsecProfile {
  readonly name: string;
  /** Not empty; the preferred one first. */
  readonly transformSets: readonly string[];
  readonly lifetimeSeconds: number;
  /** A number, or `disable`. */
  readonly lifetimeKilobytes: string;
  /** In packets. */
  readonly replayWindow?: number;
  readonly pfs?: string;
  readonly ikeProfile: string;
}

interface Tunnel {
  readonly name: string;
  readonly description?: string;
  readonly address: string;
  /** The largest packet, in bytes. */
  readonly mtu: Partial<DualStack<number>>;
  /** What TCP segments are bounded to. */
  readonly mss: Partial<DualStack<number>>;
  readonly source: string;
  readonly mode: string;
  readonly destination: string;
  /** The VRF in which source and destination are. Absent: the global routing table. */
  readonly vrf?: string;
  readonly ipsecProfile: string;
}

interface Command {
  /** Number of its line, from 1. */
  readonly line: number;
  readonly indent: number;
  readonly text: string;
  readonly children: Command[];
}

/** @throws Error that names the line, never a secret */
export function readRouterConfig(text: string): RouterConfig {
  const top = commands(text);
  const known = new Set<Command>();
  const names = new Names();
  const sections = <T>(heading: RegExp, read: (first: string, body: Body, match: RegExpExecArray) => T): T[] =>
    top.flatMap((command) => {
      const match = heading.exec(command.text);
      if (!match) return [];
      known.add(command);
      const body = new Body(command, names);
      const result = read(match[1]!, body, match);
      body.end();
      return [result];
    });
  const named = <T>(what: Kind, heading: RegExp, read: (name: string, body: Body, match: RegExpExecArray) => T): T[] =>
    sections(heading, (text, body, match) => {
      const name = body.parse("its name", () => parseName(text));
      names.define(what, name, body.line);
      return read(name, body, match);
    });

  const throughput = sections(/^platform hardware throughput level MB (\d{1,6})$/, Number);
  if (throughput.length !== 1) {
    throw new Error('the line "platform hardware throughput level MB ..." must stand once');
  }
  const ipv6Routing = sections(/^(ipv6 unicast-routing)$/, () => true).length > 0;
  const config: RouterConfig = {
    throughputMbps: throughput[0]!,
    ntpServers: sections(/^ntp server ([\w.:-]{1,253})$/, String),
    ipv6Routing,
    vrfs: named("VRF", /^vrf definition (\S+)$/, (name, body) => {
      for (const family of FAMILIES) {
        body.one(`address-family ${family}`);
        body.one("exit-address-family");
      }
      return name;
    }),
    interfaces: named("interface", /^interface (GigabitEthernet\d+)$/, (name, body) => {
      for (const line of DHCP_INTERFACE) body.one(line);
      const up = [body.has("no shutdown"), body.has("no shut")].includes(true);
      return {
        name,
        shutdown: name !== "GigabitEthernet1" && !up,
        ipv6Default: body.has("ipv6 nd autoconfig default-route"),
        vrf: body.perhaps("VRF", "vrf forwarding", name),
      };
    }),
    proposals: named("proposal", /^crypto ikev2 proposal (\S+)$/, (name, body) => ({
      name,
      encryption: body.value("encryption"),
      integrity: body.optional("integrity"),
      prf: body.value("prf"),
      group: body.value("group"),
    })),
    policies: named("policy", /^crypto ikev2 policy (\S+)$/, (name, body) => {
      body.one("match fvrf any");
      return {
        name,
        localAddresses: body.addresses("match address local"),
        proposals: body.uses("proposal", "proposal", name),
      };
    }),
    keyrings: named("keyring", /^crypto ikev2 keyring (\S+)$/, (name, body) => {
      const peer = body.section("peer");
      return { name, peer: peer.name, address: peer.body.address("address"), sharedKey: peer.body.key() };
    }),
    profiles: named("IKEv2 profile", /^crypto ikev2 profile (\S+)$/, (name, body) => {
      const keyword = "match identity remote address";
      const [remote, mask, ...others] = body.value(keyword).split(" ");
      if (mask !== "255.255.255.255" || others.length > 0) body.fail("the remote identity must be one address");
      for (const side of ["remote", "local"]) body.one(`authentication ${side} pre-share`);
      return {
        name,
        vrf: body.perhaps("VRF", "match fvrf", name),
        localAddress: body.address("match address local"),
        remoteAddress: body.parse(`"${keyword}"`, () => parseAddress(remote!, "ipv4").text),
        keyring: body.use("keyring", "keyring local", name),
        lifetimeSeconds: body.number("lifetime"),
        dpd: body.dpd(),
      };
    }),
    transformSets: named("transform set", /^crypto ipsec transform-set (\S+) (.+)$/, (name, body, match) => ({
      name,
      transform: match[2]!,
      mode: body.value("mode"),
    })),
    ipsecProfiles: named("IPsec profile", /^crypto ipsec profile (\S+)$/, (name, body) => ({
      name,
      transformSets: body.words("transform set", "set transform-set", name),
      lifetimeSeconds: body.number("set security-association lifetime seconds"),
      lifetimeKilobytes: body.has("set security-association lifetime kilobytes disable")
        ? "disable"
        : String(body.number("set security-association lifetime kilobytes")),
      replayWindow: body.within("set security-association replay window-size", 64, 1024),
      pfs: body.has("no set pfs") ? undefined : body.value("set pfs"),
      ikeProfile: body.use("IKEv2 profile", "set ikev2-profile", name),
    })),
    tunnels: named("interface", /^interface (Tunnel\d+)$/, (name, body) => {
      const [address, mask, ...others] = body.value("ip address").split(" ");
      if (mask !== "255.255.255.255" || others.length > 0) body.fail("the tunnel's address must be a host's");
      body.one("ipv6 enable");
      const own = body.parse('"ip address"', () => parseAddress(address!, "ipv4").text);
      names.takeAddress(own, name, body.line);
      return {
        name,
        description: body.optional("description"),
        address: own,
        mtu: { ipv4: body.within("ip mtu", 576, 9216), ipv6: body.within("ipv6 mtu", 1280, 9216) },
        mss: {
          ipv4: body.within("ip tcp adjust-mss", 500, 1460),
          ipv6: body.within("ipv6 tcp adjust-mss", 40, 1454),
        },
        source: body.address("tunnel source"),
        mode: body.value("tunnel mode"),
        destination: body.address("tunnel destination"),
        vrf: body.perhaps("VRF", "tunnel vrf", name),
        ipsecProfile: body.use("IPsec profile", "tunnel protection ipsec profile", name),
      };
    }),
    ipv4Routes: sections(/^ip route (\S+) (\S+) (.+)$/, (prefix, body, match) =>
      body.route(
        "ipv4",
        body.parse("its prefix", () => parseMaskedPrefix(prefix, match[2]!).cidr),
        match[3]!,
      ),
    ),
    ipv6Routes: sections(/^ipv6 route (\S+) (.+)$/, (prefix, body, match) =>
      body.route(
        "ipv6",
        body.parse("its prefix", () => parsePrefix(prefix, "ipv6").cidr),
        match[2]!,
      ),
    ),
  };
  sections(/^(exit)$/, () => undefined);
  sections(/^(line vty 0 4)$/, (_, body) => body.one("exec-timeout 10 0"));
  const unknown = top.find((command) => !known.has(command));
  if (unknown) throw new Error(`line ${unknown.line}: unknown command "${commandWords(unknown.text)}"`);
  names.resolve();
  return config;
}

const DHCP_INTERFACE = [
  "ip address dhcp",
  "negotiation auto",
  "ipv6 address dhcp",
  "ipv6 enable",
  "no mop enabled",
  "no mop sysid",
];

/** What every router has and no file defines. */
const DISCARD = "Null0";
const INTERFACE = /^(?:(?:Tunnel|GigabitEthernet)\d{1,10}|Null0)$/;

function parseName(text: string): string {
  if (!/^[\w.-]{1,64}$/.test(text)) {
    throw new Error(`${quoted(text)} is not a name; write 1 to 64 letters, digits, "_", "." and "-"`);
  }
  return text;
}

/** What follows a route's prefix: an interface, an address or both, and a distance. */
function parseHop(text: string, family: Family): Omit<Route, "prefix"> {
  const words = text.split(" ");
  const last = words.at(-1)!;
  const distance = /^([1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])$/.test(last) ? Number(last) : undefined;
  const [via = "", nextHop, ...others] = distance === undefined ? words : words.slice(0, -1);
  if (others.length > 0) throw new Error(`${quoted(text)} is more than an interface, an address and a distance`);
  const address = (word: string) => parseAddress(word, family).text;
  if (INTERFACE.test(via)) return { via, nextHop: nextHop === undefined ? undefined : address(nextHop), distance };
  if (nextHop !== undefined) throw new Error(`${quoted(text)} has two next hops; write an interface first, or one`);
  return { via: address(via), distance };
}

/** Parses lines into a tree by indentation; skips blank lines and comments. */
function commands(text: string): Command[] {
  const top: Command[] = [];
  const open: Command[] = [];
  text.split("\n").forEach((raw, i) => {
    const text = raw.trim();
    const foreign = /[^\t -~]/u.exec(raw.replace(/\r$/, ""))?.[0];
    if (foreign) throw new Error(`line ${i + 1}: holds ${quoted(foreign)}; a router's file is printable ASCII`);
    if (text === "" || text.startsWith("!")) return;
    const indent = raw.length - raw.trimStart().length;
    const command = { line: i + 1, indent, text, children: [] };
    while (open.length > 0 && open.at(-1)!.indent >= indent) open.pop();
    if (indent > 0 && open.length === 0) throw new Error(`line ${i + 1}: "${commandWords(raw)}" belongs to no section`);
    (open.at(-1)?.children ?? top).push(command);
    open.push(command);
  });
  return top;
}

/** The commands of one section, each to be taken once. */
class Body {
  private readonly left: Command[];

  constructor(
    private readonly heading: Command,
    private readonly names: Names,
  ) {
    this.left = [...heading.children];
  }

  get line(): number {
    return this.heading.line;
  }

  has(text: string): boolean {
    return this.take((command) => command.text === text) !== undefined;
  }

  one(text: string): void {
    if (!this.has(text)) this.fail(`lacks "${text}"`);
  }

  optional(keyword: string): string | undefined {
    return this.take(({ text }) => text.startsWith(`${keyword} `))?.text.slice(keyword.length + 1);
  }

  private command(keyword: string): Command {
    return this.take(({ text }) => text.startsWith(`${keyword} `)) ?? this.fail(`lacks "${keyword}"`);
  }

  value(keyword: string): string {
    return this.optional(keyword) ?? this.fail(`lacks "${keyword}"`);
  }

  number(keyword: string): number {
    const text = this.value(keyword);
    if (/^\d{1,10}$/.test(text)) return Number(text);
    return this.fail(`has ${quoted(`${keyword} ${text}`)}, which is no number of at most ten digits`);
  }

  /** A number that may be left out; the range is IOS-XE's. */
  within(keyword: string, least: number, most: number): number | undefined {
    const text = this.optional(keyword);
    if (text === undefined) return undefined;
    const number = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
    if (number >= least && number <= most) return number;
    return this.fail(`has ${quoted(`${keyword} ${text}`)}; it takes ${least} to ${most}`);
  }

  /** The name after a keyword, which must be defined in a line before. */
  use(what: Kind, keyword: string, user: string): string {
    const command = this.command(keyword);
    const name = this.parse(`"${keyword}"`, () => parseName(command.text.slice(keyword.length + 1)));
    this.names.use(what, name, user, command.line);
    return name;
  }

  /** The name after a keyword that may be left out. */
  perhaps(what: Kind, keyword: string, user: string): string | undefined {
    return this.holds(keyword) ? this.use(what, keyword, user) : undefined;
  }

  /** The names after one or more lines with a keyword. */
  uses(what: Kind, keyword: string, user: string): string[] {
    const found = [this.use(what, keyword, user)];
    while (this.holds(keyword)) found.push(this.use(what, keyword, user));
    return found;
  }

  /** The names after one keyword. */
  words(what: Kind, keyword: string, user: string): string[] {
    const { text, line } = this.command(keyword);
    const names = text.slice(keyword.length + 1).split(" ");
    return names.map((word) => {
      const name = this.parse(`"${keyword}"`, () => parseName(word));
      this.names.use(what, name, user, line);
      return name;
    });
  }

  address(keyword: string): string {
    const text = this.value(keyword);
    return this.parse(`"${keyword}"`, () => parseAddress(text, "ipv4").text);
  }

  /** One or more. */
  addresses(keyword: string): string[] {
    const found = [this.address(keyword)];
    while (this.holds(keyword)) found.push(this.address(keyword));
    return found;
  }

  private holds(keyword: string): boolean {
    return this.left.some(({ text }) => text.startsWith(`${keyword} `));
  }

  dpd(): Dpd {
    const text = this.value("dpd");
    // The ranges are those of the YANG model Cisco-IOS-XE-crypto.
    const [, seconds, retrySeconds, mode] = /^(\d{1,4}) (\d{1,2}) (periodic|on-demand)$/.exec(text) ?? [];
    const given = { seconds: Number(seconds), retrySeconds: Number(retrySeconds), mode: mode! };
    const inside = (value: number, from: number, to: number) => value >= from && value <= to;
    if (inside(given.seconds, 10, 3600) && inside(given.retrySeconds, 2, 60)) return given;
    return this.fail(
      `has ${quoted(`dpd ${text}`)}; write 10 to 3600 seconds, 2 to 60 seconds, and periodic or on-demand`,
    );
  }

  route(family: Family, prefix: string, way: string): Route {
    const hop = this.parse("its next hop", () => parseHop(way, family));
    if (INTERFACE.test(hop.via) && hop.via !== DISCARD) {
      this.names.use("interface", hop.via, `the route to ${prefix}`, this.line);
    }
    return { prefix, ...hop };
  }

  key(): string {
    const text = this.value("pre-shared-key");
    return /^[!-~]{1,128}$/.test(text)
      ? text
      : this.fail("has a pre-shared-key that is not one word of 1 to 128 printable ASCII characters");
  }

  /** Adds the place to what a parser throws. */
  parse<T>(what: string, parser: () => T): T {
    try {
      return parser();
    } catch (error) {
      return this.fail(`has ${what} wrong: ${(error as Error).message}`);
    }
  }

  section(keyword: string): { readonly name: string; readonly body: Body } {
    const command = this.command(keyword);
    const body = new Body(command, this.names);
    this.inner.push(body);
    return { name: body.parse("its name", () => parseName(command.text.slice(keyword.length + 1))), body };
  }

  end(): void {
    this.inner.forEach((body) => body.end());
    const [unknown] = this.left;
    if (unknown) {
      throw new Error(`line ${unknown.line}: unknown command "${commandWords(unknown.text)}" in ${this.title}`);
    }
  }

  fail(problem: string): never {
    throw new Error(`line ${this.heading.line}: ${this.title} ${problem}`);
  }

  private get title(): string {
    return quoted(this.heading.text);
  }

  private readonly inner: Body[] = [];

  private take(matches: (command: Command) => boolean): Command | undefined {
    const index = this.left.findIndex(matches);
    if (index < 0) return undefined;
    const [command] = this.left.splice(index, 1);
    // Only a peer section holds further commands, which its own Body takes.
    if (command!.children.length > 0 && !command!.text.startsWith("peer ")) {
      const [child] = command!.children;
      throw new Error(
        `line ${child!.line}: "${commandWords(child!.text)}" is indented under "${commandWords(command!.text)}"`,
      );
    }
    return command;
  }
}

type Kind =
  "VRF" | "interface" | "proposal" | "policy" | "keyring" | "IKEv2 profile" | "transform set" | "IPsec profile";

/** The names of a file, each defined once and before its use, and the addresses of its tunnels. */
class Names {
  private readonly defined = new Map<string, number>();
  private readonly uses: { readonly what: string; readonly user: string; readonly line: number }[] = [];
  private readonly addresses = new Map<string, string>();

  define(kind: Kind, name: string, line: number): void {
    const what = `${kind} ${name}`;
    if (this.defined.has(what)) throw new Error(`line ${line}: ${what} is defined twice`);
    this.defined.set(what, line);
  }

  use(kind: Kind, name: string, user: string, line: number): void {
    this.uses.push({ what: `${kind} ${name}`, user, line });
  }

  takeAddress(address: string, tunnel: string, line: number): void {
    const other = this.addresses.get(address);
    if (other) {
      throw new Error(
        `line ${line}: ${tunnel} has the address ${address} of ${other}; IOS-XE refuses an address that overlaps ` +
          "another interface's, so give it another",
      );
    }
    this.addresses.set(address, tunnel);
  }

  /** @throws Error for a name that no line before its use defines */
  resolve(): void {
    for (const { what, user, line } of this.uses) {
      const definition = this.defined.get(what);
      if (definition === undefined) throw new Error(`line ${line}: ${user} uses ${what}, which is not defined`);
      if (definition > line) {
        throw new Error(
          `line ${line}: ${user} uses ${what}, which line ${definition} defines; IOS-XE takes the lines in their ` +
            "order, so define it before",
        );
      }
    }
  }
}
