import { parseAddress, parseMaskedPrefix, parsePrefix } from "../addressing/cidr";
import type { Family } from "../model/dual-stack";
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

interface Route {
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
  readonly shutdown: boolean;
  /** Whether the IPv6 router on its link is the default one. */
  readonly ipv6Default: boolean;
}

interface IkePolicy {
  readonly name: string;
  /** The addresses that it is for; not empty. */
  readonly localAddresses: readonly string[];
  readonly proposal: string;
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
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly keyring: string;
  readonly lifetimeSeconds: number;
}

interface IpsecProfile {
  readonly name: string;
  readonly transformSet: string;
  readonly lifetimeSeconds: number;
  /** A number, or `disable`. */
  readonly lifetimeKilobytes: string;
  /** In packets. */
  readonly replayWindow: number;
  readonly pfs?: string;
  readonly ikeProfile: string;
}

interface Tunnel {
  readonly name: string;
  readonly description: string;
  readonly address: string;
  readonly source: string;
  readonly mode: string;
  readonly destination: string;
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
  const sections = <T>(heading: RegExp, read: (first: string, body: Body, match: RegExpExecArray) => T): T[] =>
    top.flatMap((command) => {
      const match = heading.exec(command.text);
      if (!match) return [];
      known.add(command);
      const body = new Body(command);
      const result = read(match[1]!, body, match);
      body.end();
      return [result];
    });
  const named = <T>(heading: RegExp, read: (name: string, body: Body, match: RegExpExecArray) => T): T[] =>
    sections(heading, (name, body, match) =>
      read(
        body.parse("its name", () => parseName(name)),
        body,
        match,
      ),
    );

  const throughput = sections(/^platform hardware throughput level MB (\d{1,6})$/, Number);
  if (throughput.length !== 1) {
    throw new Error('the line "platform hardware throughput level MB ..." must stand once');
  }

  const config: RouterConfig = {
    throughputMbps: throughput[0]!,
    ntpServers: sections(/^ntp server ([\w.:-]{1,253})$/, String),
    interfaces: named(/^interface (GigabitEthernet\d+)$/, (name, body) => {
      for (const line of DHCP_INTERFACE) body.one(line);
      return {
        name,
        shutdown: !body.has("no shut"),
        ipv6Default: body.has("ipv6 nd autoconfig default-route"),
      };
    }),
    proposals: named(/^crypto ikev2 proposal (\S+)$/, (name, body) => ({
      name,
      encryption: body.value("encryption"),
      integrity: body.optional("integrity"),
      prf: body.value("prf"),
      group: body.value("group"),
    })),
    policies: named(/^crypto ikev2 policy (\S+)$/, (name, body) => {
      body.one("match fvrf any");
      return { name, localAddresses: body.addresses("match address local"), proposal: body.name("proposal") };
    }),
    keyrings: named(/^crypto ikev2 keyring (\S+)$/, (name, body) => {
      const peer = body.section("peer");
      return { name, peer: peer.name, address: peer.body.address("address"), sharedKey: peer.body.key() };
    }),
    profiles: named(/^crypto ikev2 profile (\S+)$/, (name, body) => {
      const keyword = "match identity remote address";
      const [remote, mask, ...others] = body.value(keyword).split(" ");
      if (mask !== "255.255.255.255" || others.length > 0) body.fail("the remote identity must be one address");
      for (const side of ["remote", "local"]) body.one(`authentication ${side} pre-share`);
      body.one("dpd 10 2 periodic");
      return {
        name,
        localAddress: body.address("match address local"),
        remoteAddress: body.parse(`"${keyword}"`, () => parseAddress(remote!, "ipv4").text),
        keyring: body.name("keyring local"),
        lifetimeSeconds: body.number("lifetime"),
      };
    }),
    transformSets: named(/^crypto ipsec transform-set (\S+) (.+)$/, (name, body, match) => ({
      name,
      transform: match[2]!,
      mode: body.value("mode"),
    })),
    ipsecProfiles: named(/^crypto ipsec profile (\S+)$/, (name, body) => ({
      name,
      replayWindow: body.number("set security-association replay window-size"),
      transformSet: body.name("set transform-set"),
      lifetimeSeconds: body.number("set security-association lifetime seconds"),
      lifetimeKilobytes: body.has("set security-association lifetime kilobytes disable")
        ? "disable"
        : String(body.number("set security-association lifetime kilobytes")),
      pfs: body.has("no set pfs") ? undefined : body.value("set pfs"),
      ikeProfile: body.name("set ikev2-profile"),
    })),
    tunnels: named(/^interface (Tunnel\d+)$/, (name, body) => {
      const [address, mask, ...others] = body.value("ip address").split(" ");
      if (mask !== "255.255.255.255" || others.length > 0) body.fail("the tunnel's address must be a host's");
      for (const line of TUNNEL_INTERFACE) body.one(line);
      return {
        name,
        description: body.value("description"),
        address: body.parse('"ip address"', () => parseAddress(address!, "ipv4").text),
        source: body.address("tunnel source"),
        mode: body.value("tunnel mode"),
        destination: body.address("tunnel destination"),
        ipsecProfile: body.name("tunnel protection ipsec profile"),
      };
    }),
    ipv4Routes: sections(/^ip route (\S+) (\S+) (.+)$/, (prefix, body, match) => ({
      prefix: body.parse("its prefix", () => parseMaskedPrefix(prefix, match[2]!).cidr),
      ...body.parse("its next hop", () => parseHop(match[3]!, "ipv4")),
    })),
    ipv6Routes: sections(/^ipv6 route (\S+) (.+)$/, (prefix, body, match) => ({
      prefix: body.parse("its prefix", () => parsePrefix(prefix, "ipv6").cidr),
      ...body.parse("its next hop", () => parseHop(match[2]!, "ipv6")),
    })),
  };
  sections(/^(ipv6 unicast-routing|exit)$/, () => undefined);
  sections(/^(line vty 0 4)$/, (_, body) => body.one("exec-timeout 10 0"));
  const unknown = top.find((command) => !known.has(command));
  if (unknown) throw new Error(`line ${unknown.line}: unknown command "${commandWords(unknown.text)}"`);
  resolve(config);
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

const TUNNEL_INTERFACE = [
  "ipv6 enable",
  "ip mtu 1400",
  "ipv6 mtu 1400",
  "ip tcp adjust-mss 1350",
  "ipv6 tcp adjust-mss 1330",
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

  constructor(private readonly heading: Command) {
    this.left = [...heading.children];
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

  value(keyword: string): string {
    return this.optional(keyword) ?? this.fail(`lacks "${keyword}"`);
  }

  number(keyword: string): number {
    const text = this.value(keyword);
    if (/^\d{1,10}$/.test(text)) return Number(text);
    return this.fail(`has ${quoted(`${keyword} ${text}`)}, which is no number of at most ten digits`);
  }

  name(keyword: string): string {
    const text = this.value(keyword);
    return this.parse(`"${keyword}"`, () => parseName(text));
  }

  address(keyword: string): string {
    const text = this.value(keyword);
    return this.parse(`"${keyword}"`, () => parseAddress(text, "ipv4").text);
  }

  /** One or more. */
  addresses(keyword: string): string[] {
    const found = [this.address(keyword)];
    while (this.left.some(({ text }) => text.startsWith(`${keyword} `))) found.push(this.address(keyword));
    return found;
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
    const command = this.take(({ text }) => text.startsWith(`${keyword} `)) ?? this.fail(`lacks "${keyword}"`);
    const body = new Body(command);
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

/** Checks that every name that is used is defined, and is defined once. */
function resolve(config: RouterConfig): void {
  const defined = <T extends { readonly name: string }>(what: string, list: readonly T[]): Set<string> => {
    const names = new Set<string>();
    for (const { name } of list) {
      if (names.has(name)) throw new Error(`${what} ${name} is defined twice`);
      names.add(name);
    }
    return names;
  };
  const check = (what: string, names: ReadonlySet<string>, users: readonly (readonly [string, string])[]) => {
    for (const [user, name] of users) {
      if (!names.has(name)) throw new Error(`${user} uses ${what} ${name}, which is not defined`);
    }
  };
  const { policies, profiles, ipsecProfiles, tunnels } = config;
  defined("policy", policies);
  check(
    "proposal",
    defined("proposal", config.proposals),
    policies.map(({ name, proposal }) => [name, proposal]),
  );
  check(
    "keyring",
    defined("keyring", config.keyrings),
    profiles.map(({ name, keyring }) => [name, keyring]),
  );
  check(
    "IKEv2 profile",
    defined("IKEv2 profile", profiles),
    ipsecProfiles.map((one) => [one.name, one.ikeProfile]),
  );
  check(
    "transform set",
    defined("transform set", config.transformSets),
    ipsecProfiles.map(({ name, transformSet }) => [name, transformSet]),
  );
  check(
    "IPsec profile",
    defined("IPsec profile", ipsecProfiles),
    tunnels.map((one) => [one.name, one.ipsecProfile]),
  );
  const interfaces = defined("interface", [...config.interfaces, ...tunnels, { name: DISCARD }]);
  const named = [...config.ipv4Routes, ...config.ipv6Routes].filter(({ via }) => INTERFACE.test(via));
  check(
    "interface",
    interfaces,
    named.map(({ prefix, via }) => [`the route to ${prefix}`, via]),
  );
}
