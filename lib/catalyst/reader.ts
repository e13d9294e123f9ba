/**
 * Reads a router's tunnel configuration back, strictly: the IOS-XE commands that this project
 * writes and no other. It shares nothing with the template, so that each proves the other.
 */
export interface RouterConfig {
  readonly interfaces: readonly { readonly name: string; readonly natOutside: boolean; readonly shutdown: boolean }[];
  readonly proposals: readonly Proposal[];
  readonly policies: readonly { readonly name: string; readonly proposal: string }[];
  readonly keyrings: readonly Keyring[];
  readonly profiles: readonly IkeProfile[];
  readonly transformSets: readonly { readonly name: string; readonly transform: string; readonly mode: string }[];
  readonly ipsecProfiles: readonly IpsecProfile[];
  readonly tunnels: readonly Tunnel[];
  readonly ipv4Routes: readonly { readonly prefix: string; readonly mask: string; readonly via: string }[];
  readonly ipv6Routes: readonly { readonly prefix: string; readonly via: string; readonly nextHop?: string }[];
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
  readonly pfs?: string;
  readonly ikeProfile: string;
}

interface Tunnel {
  readonly name: string;
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

/** @throws Error that names the line, never a key */
export function readRouterConfig(text: string): RouterConfig {
  const top = commands(text);
  const sections = <T>(heading: RegExp, read: (name: string, body: Body, match: RegExpExecArray) => T): T[] =>
    top.flatMap((command) => {
      const match = heading.exec(command.text);
      if (!match) return [];
      known.add(command);
      const body = new Body(command);
      const result = read(match[1]!, body, match);
      body.end();
      return [result];
    });
  const known = new Set<Command>();

  const config: RouterConfig = {
    interfaces: sections(/^interface (GigabitEthernet\d+)$/, (name, body) => {
      const natOutside = body.has("ip nat outside");
      for (const line of DHCP_INTERFACE) body.one(line);
      return { name, natOutside, shutdown: !body.has("no shut") && !natOutside };
    }),
    proposals: sections(/^crypto ikev2 proposal (\S+)$/, (name, body) => ({
      name,
      encryption: body.value("encryption"),
      integrity: body.optional("integrity"),
      prf: body.value("prf"),
      group: body.value("group"),
    })),
    policies: sections(/^crypto ikev2 policy (\S+)$/, (name, body) => ({ name, proposal: body.value("proposal") })),
    keyrings: sections(/^crypto ikev2 keyring (\S+)$/, (name, body) => {
      const peer = body.section("peer");
      return {
        name,
        peer: peer.name,
        address: peer.body.value("address"),
        sharedKey: peer.body.value("pre-shared-key"),
      };
    }),
    profiles: sections(/^crypto ikev2 profile (\S+)$/, (name, body) => {
      const remote = body.value("match identity remote address").split(" ");
      if (remote[1] !== "255.255.255.255" || remote.length !== 2) body.fail("the remote identity must be one address");
      for (const side of ["remote", "local"]) body.one(`authentication ${side} pre-share`);
      body.one("dpd 40 2 on-demand");
      return {
        name,
        localAddress: body.value("match address local"),
        remoteAddress: remote[0]!,
        keyring: body.value("keyring local"),
        lifetimeSeconds: body.number("lifetime"),
      };
    }),
    transformSets: sections(/^crypto ipsec transform-set (\S+) (.+)$/, (name, body, match) => ({
      name,
      transform: match[2]!,
      mode: body.value("mode"),
    })),
    ipsecProfiles: sections(/^crypto ipsec profile (\S+)$/, (name, body) => ({
      name,
      transformSet: body.value("set transform-set"),
      lifetimeSeconds: body.number("set security-association lifetime seconds"),
      lifetimeKilobytes: body.value("set security-association lifetime kilobytes"),
      pfs: body.has("no set pfs") ? undefined : body.value("set pfs"),
      ikeProfile: body.value("set ikev2-profile"),
    })),
    tunnels: sections(/^interface (Tunnel\d+)$/, (name, body) => {
      const [address, mask] = body.value("ip address").split(" ");
      if (mask !== "255.255.255.255") body.fail("the tunnel's address must be a host's");
      for (const line of ["ipv6 enable", "ip tcp adjust-mss 1350", "ipv6 tcp adjust-mss 1330"]) body.one(line);
      return {
        name,
        address: address!,
        source: body.value("tunnel source"),
        mode: body.value("tunnel mode"),
        destination: body.value("tunnel destination"),
        ipsecProfile: body.value("tunnel protection ipsec profile"),
      };
    }),
    ipv4Routes: sections(/^ip route (\S+) (\S+) (\S+)$/, (prefix, _, match) => ({
      prefix,
      mask: match[2]!,
      via: match[3]!,
    })),
    ipv6Routes: sections(/^ipv6 route (\S+) (\S+)(?: (\S+))?$/, (prefix, _, match) => ({
      prefix,
      via: match[2]!,
      nextHop: match[3],
    })),
  };
  sections(/^(ipv6 unicast-routing|exit)$/, () => undefined);
  sections(/^(line vty 0 4)$/, (_, body) => body.one("exec-timeout 10 0"));
  const unknown = top.find((command) => !known.has(command));
  if (unknown) throw new Error(`line ${unknown.line}: unknown command "${shown(unknown.text)}"`);
  resolve(config);
  return config;
}

const DHCP_INTERFACE = [
  "ip address dhcp",
  "negotiation auto",
  "ipv6 address dhcp",
  "ipv6 enable",
  "ipv6 nd autoconfig default-route",
  "no mop enabled",
  "no mop sysid",
];

/** Lines as a tree by their indentation, without what only parts them for the eye. */
function commands(text: string): Command[] {
  const top: Command[] = [];
  const open: Command[] = [];
  text.split("\n").forEach((raw, i) => {
    if (/^\s*!?\s*$/.test(raw)) return;
    const indent = raw.length - raw.trimStart().length;
    const command = { line: i + 1, indent, text: raw.trim(), children: [] };
    while (open.length > 0 && open.at(-1)!.indent >= indent) open.pop();
    if (indent > 0 && open.length === 0) throw new Error(`line ${i + 1}: "${shown(raw)}" belongs to no section`);
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
    return /^\d+$/.test(text) ? Number(text) : this.fail(`has "${keyword} ${text}", which is no number`);
  }

  section(keyword: string): { readonly name: string; readonly body: Body } {
    const command = this.take(({ text }) => text.startsWith(`${keyword} `)) ?? this.fail(`lacks "${keyword}"`);
    const body = new Body(command);
    this.inner.push(body);
    return { name: command.text.slice(keyword.length + 1), body };
  }

  end(): void {
    this.inner.forEach((body) => body.end());
    const [unknown] = this.left;
    if (unknown) {
      throw new Error(`line ${unknown.line}: unknown command "${shown(unknown.text)}" in "${this.heading.text}"`);
    }
  }

  fail(problem: string): never {
    throw new Error(`line ${this.heading.line}: "${shown(this.heading.text)}" ${problem}`);
  }

  private readonly inner: Body[] = [];

  private take(matches: (command: Command) => boolean): Command | undefined {
    const index = this.left.findIndex(matches);
    if (index < 0) return undefined;
    const [command] = this.left.splice(index, 1);
    // Only a section may hold others, and it is taken apart by its own body.
    if (command!.children.length > 0 && !command!.text.startsWith("peer ")) {
      const [child] = command!.children;
      throw new Error(`line ${child!.line}: "${shown(child!.text)}" is indented under "${shown(command!.text)}"`);
    }
    return command;
  }
}

const shown = (text: string) => text.trim().replace(/^(pre-shared-key ).*/, "$1********");

/** Every name that is used is defined, and every definition has a name of its own. */
function resolve(config: RouterConfig): void {
  const defined = <T extends { readonly name: string }>(what: string, list: readonly T[]): Set<string> => {
    const names = list.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice) throw new Error(`${what} ${twice} is defined twice`);
    return new Set(names);
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
  const interfaces = defined("interface", [...config.interfaces, ...tunnels]);
  const named = [...config.ipv4Routes, ...config.ipv6Routes].filter(({ via }) => /^[A-Z]/.test(via));
  check(
    "interface",
    interfaces,
    named.map(({ prefix, via }) => [`the route to ${prefix}`, via]),
  );
}
