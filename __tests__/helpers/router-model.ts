/** A line of a configuration with those under it. */
interface Node {
  text: string;
  readonly below: Node[];
}

/** Headings that open a section, and what of them is its key. */
const OPENS =
  /^(?:vrf definition \S+|crypto ikev2 (?:proposal|policy|keyring|profile) \S+|crypto ipsec transform-set \S+|crypto ipsec profile \S+|interface \S+|line \S+ \d+(?: \d+)?|archive)/;
const OPENS_BELOW = /^(?:peer \S+|address-family \S+)$/;

/** Commands that stand beside others of their words; each other one replaces the one before it. */
const BESIDE =
  /^(?:match address local |proposal |match identity remote address |address-family |peer |ip nat |ip address .* secondary)/;

/** The words of a command without its value. */
const WORDS =
  /^(?:match (?:fvrf|address local|identity remote address)|authentication (?:local|remote)|keyring local|nat keepalive|identity local|set security-association (?:lifetime seconds|lifetime kilobytes|replay)|set \S+|(?:ip|ipv6) (?:address(?: dhcp)?|mtu|tcp adjust-mss|enable|nd \S+)|tunnel (?:protection ipsec profile|\S+)|vrf forwarding|no mop \S+|\S+)/;

const HIDDEN = new Set([
  "lifetime 86400",
  "set security-association lifetime seconds 3600",
  "set security-association lifetime kilobytes 4608000",
  "exec-timeout 10 0",
  "exit-address-family",
]);

const ORDER = [
  /^platform/,
  /^vrf/,
  /^ipv6 unicast/,
  /^archive/,
  /^crypto ikev2 proposal/,
  /^crypto ikev2 policy/,
  /^crypto ikev2 keyring/,
  /^crypto ikev2 profile/,
  /^crypto ipsec transform/,
  /^crypto ipsec profile/,
  /^interface Tunnel/,
  /^interface/,
  /^ip route/,
  /^ipv6 route/,
  /^line/,
  /^ntp/,
];

/** Who uses whom: how the section that uses begins, its line, and the key of what that names. */
const USES: readonly (readonly [string, RegExp, string])[] = [
  ["crypto ikev2 policy", /^proposal (\S+)/, "crypto ikev2 proposal"],
  ["crypto ikev2 profile", /^keyring local (\S+)/, "crypto ikev2 keyring"],
  ["crypto ipsec profile", /^set ikev2-profile (\S+)/, "crypto ikev2 profile"],
  ["crypto ipsec profile", /^set transform-set (.+)/, "crypto ipsec transform-set"],
  ["interface Tunnel", /^tunnel protection ipsec profile (\S+)/, "crypto ipsec profile"],
];

const keyOf = (heading: string) =>
  OPENS.exec(heading)?.[0] ?? heading.replace(/^ipv6 route .*/, (route) => route.toLowerCase());
const capitals = (text: string) =>
  text.replace(/\b[\da-f]*:[\da-f:]*:?[\da-f]*(?=[/ ]|$)/gi, (address) => address.toUpperCase());

/**
 * A router's configuration and the little of its language that the tests of differences need, written apart from
 * lib/router. It refuses to use what is not there, to remove what is in use, two tunnels of one address, and two
 * of one path that are up.
 */
export class RouterModel {
  private top: Node[] = [];

  /** @param operators lines of an operator, printed as they are */
  constructor(private readonly operators: string = "") {}

  /** Lines that are typed in configuration mode. @throws Error for one that the router refuses */
  apply(lines: readonly string[], afterEach: () => void = () => {}): this {
    let section: Node | undefined;
    let inner: Node | undefined;
    for (const raw of lines) {
      const text = raw.trim().replace(/^no shut$/, "no shutdown");
      if (text === "" || text.startsWith("!")) continue;
      const depth = raw.length - raw.trimStart().length;
      if (depth === 0) {
        section = this.global(text);
        inner = undefined;
      } else if (!section) throw new Error(`"${text}" stands in no section`);
      else if (depth === 1) inner = this.below(section, section, text);
      else if (inner) this.below(section, inner, text);
      else throw new Error(`"${text}" stands under no line`);
      if (section) this.check(section);
      afterEach();
    }
    return this;
  }

  private global(text: string): Node | undefined {
    if (text.startsWith("no ")) {
      const key = keyOf(text.slice(3));
      const node = this.top.find((one) => keyOf(one.text) === key);
      if (!node) throw new Error(`there is no "${key}"`);
      const user = this.top.find((one) => this.used(one).includes(key));
      if (user) throw new Error(`"${key}" is in use by "${user.text}"`);
      this.top = this.top.filter((one) => one !== node);
      return undefined;
    }
    const key = keyOf(text);
    const path = (route: string) => /^ip(?:v6)? route /.test(route) && route.replace(/ \d{1,3}$/, "").toLowerCase();
    const old = this.top.find((one) => keyOf(one.text) === key || (path(text) && path(one.text) === path(text)));
    const via = /^ip(?:v6)? route .* (Tunnel\d+)/.exec(text)?.[1];
    if (via && !this.section(`interface ${via}`)) throw new Error(`"${text}" leads through a tunnel that is not there`);
    const isSingle = text.startsWith("platform ");
    if (isSingle) this.top = this.top.filter((one) => !one.text.startsWith("platform "));
    if (old) {
      old.text = text;
      return old;
    }
    const node = { text, below: [] };
    this.top.push(node);
    return OPENS.test(text) ? node : undefined;
  }

  private below(section: Node, parent: Node, text: string): Node | undefined {
    const words = (line: string) => WORDS.exec(line)![0];
    const list = parent.below;
    if (/^no (?!mop )/.test(text)) {
      const line = text.slice(3);
      const at = list.findIndex((one) => one.text === line || (line === words(one.text) && !BESIDE.test(one.text)));
      if (at >= 0) list.splice(at, 1);
      else if (!/^(?:set pfs|shutdown)/.test(line)) throw new Error(`"${section.text}" has no "${line}"`);
      const isEmpty = section.text.includes(" policy ") && line.startsWith("proposal ");
      if (isEmpty && !list.some((one) => one.text.startsWith("proposal "))) throw new Error("the policy is empty");
      return undefined;
    }
    const isProtected = list.some((one) => one.text.startsWith("tunnel protection"));
    if (text.startsWith("tunnel mode") && isProtected) throw new Error("the mode changes under its protection");
    const same = list.find((one) => (BESIDE.test(text) ? one.text === text : words(one.text) === words(text)));
    if (same) {
      same.text = text;
      return OPENS_BELOW.test(text) ? same : undefined;
    }
    if (section.text.includes(" keyring ") && text.startsWith("peer ") && list.length > 0) {
      throw new Error("the keyring has a peer already");
    }
    const node = { text, below: [] };
    list.push(node);
    return OPENS_BELOW.test(text) ? node : undefined;
  }

  private section(key: string): Node | undefined {
    return this.top.find((one) => keyOf(one.text) === key);
  }

  private used({ text, below }: Node): string[] {
    return USES.filter(([start]) => text.startsWith(start)).flatMap(([, line, kind]) =>
      below.flatMap(
        (one) =>
          line
            .exec(one.text)?.[1]
            ?.split(" ")
            .map((name) => `${kind} ${name}`) ?? [],
      ),
    );
  }

  /** What a line may have broken: what its section uses, and that no other tunnel has its address and its path. */
  private check(section: Node): void {
    const absent = this.used(section).find((key) => !this.section(key));
    if (absent) throw new Error(`"${section.text}" uses "${absent}", which is not there`);
    if (!section.text.startsWith("interface Tunnel")) return;
    const seen = new Map<string, string>();
    for (const { text, below } of this.top.filter((one) => one.text.startsWith("interface Tunnel"))) {
      const value = (start: string) => below.find((one) => one.text.startsWith(start))?.text ?? "";
      const path = ["tunnel source ", "tunnel destination ", "tunnel vrf "].map(value).join(" ");
      const isUp = value("tunnel protection ") !== "" && value("shutdown") === "";
      for (const claim of [value("ip address "), isUp && path]) {
        if (!claim) continue;
        const other = seen.get(claim);
        if (other) throw new Error(`"${text}" has "${claim}" of "${other}"`);
        seen.set(claim, text);
      }
    }
  }

  /** A tunnel and all that it uses, as text. */
  tunnel(name: string): string {
    const follow = (key: string): string[] => {
      const node = this.section(key);
      return node ? [this.sorted(node), ...this.used(node).flatMap(follow)] : [];
    };
    return follow(`interface ${name}`).join("\n");
  }

  /** The static routes, in small letters. */
  get routes(): string[] {
    return this.top.map(({ text }) => text.toLowerCase()).filter((text) => /^ip(?:v6)? route /.test(text));
  }

  /** Cryptography, tunnels and routes, each in an order that does not matter to the router. */
  get own(): string[] {
    const sections = this.top.filter(({ text }) => /^(?:crypto ikev2|crypto ipsec|interface Tunnel)/.test(text));
    return [...sections.map((node) => this.sorted(node)), ...this.routes].sort();
  }

  private sorted(node: Node): string {
    const all = this.lines(node, false).slice(1);
    const lines = all.filter(
      (line) => !all.includes(line.replace(" prf ", " integrity ")) || !line.startsWith(" prf "),
    );
    // The first proposal is the preferred one.
    const proposals = lines.filter((line) => line.startsWith(" proposal "));
    return [node.text, ...lines.filter((line) => !proposals.includes(line)).sort(), ...proposals].join("\n");
  }

  get tunnels(): string[] {
    return this.top.flatMap(({ text }) => /^interface (Tunnel\d+)$/.exec(text)?.[1] ?? []);
  }

  private lines({ text, below }: Node, encrypts: boolean, indent = ""): string[] {
    const shown = encrypts ? text.replace(/^pre-shared-key .*/, "pre-shared-key 6 Zk^RgQXBXGeW`cYJ") : text;
    const trailing = /^(?:set transform-set|crypto ipsec transform-set|match identity)/.test(text) ? " " : "";
    const isFamily = text.startsWith("address-family ");
    return [
      ...(isFamily ? [`${indent}!`] : []),
      `${indent}${capitals(shown)}${trailing}`,
      ...below.filter((one) => !HIDDEN.has(one.text)).flatMap((one) => this.lines(one, encrypts, `${indent} `)),
      ...(isFamily ? [`${indent}exit-address-family`] : []),
      ...(text.startsWith("peer ") ? [`${indent}!`] : []),
    ];
  }

  /** As `show running-config` prints it. */
  show({ encrypts = false } = {}): string {
    const rank = ({ text }: Node) => ORDER.findIndex((start) => start.test(text));
    const body = [...this.top]
      .filter(({ text }) => text !== "exit")
      .sort((a, b) => rank(a) - rank(b))
      .flatMap((node) => [...this.lines(node, encrypts), ...(node.below.length > 0 ? ["!"] : [])]);
    return [
      "Building configuration...",
      "",
      "Current configuration : 9876 bytes",
      "!",
      "! Last configuration change at 10:11:12 UTC Thu Nov 26 2026 by azureadmin",
      "!",
      "version 17.16",
      "service timestamps log datetime msec show-timezone",
      "!",
      "hostname cat",
      "!",
      ...this.operators.split("\n"),
      ...body,
      "!",
      "end",
      "",
    ].join("\n");
  }
}

/** What a router shows that has taken a file. */
export const asShown = (file: string, operators = "", options = {}): string =>
  new RouterModel(operators).apply(file.split("\n")).show(options);
