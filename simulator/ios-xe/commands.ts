import { syntax, type Syntax } from "./syntax";

/** A mode of configuration, by the word in its prompt; interfaces differ in their commands. */
export type ModeName =
  | "config"
  | "config-vrf"
  | "config-vrf-af"
  | "config-archive"
  | "config-archive-log-cfg"
  | "config-ikev2-proposal"
  | "config-ikev2-policy"
  | "config-ikev2-keyring"
  | "config-ikev2-keyring-peer"
  | "config-ikev2-profile"
  | "cfg-crypto-trans"
  | "ipsec-profile"
  | "config-if"
  | "config-if-tunnel"
  | "config-if-physical"
  | "config-line";

/** A command of the configuration. */
export interface ConfigurationCommand {
  readonly syntax: Syntax;
  /** The mode that it opens. */
  readonly opens?: (line: string) => ModeName;
  /** Lines that say what holds anyway; they are not shown. */
  readonly hidden?: readonly string[];
  /** Whether it holds anyway, so that `no` is what is shown. */
  readonly isOn?: true;
  /** What is shown where it is not there. */
  readonly absent?: string;
  /** What closes its lines: `exit-address-family`. */
  readonly closing?: string;
  /** How its lines are ordered; else as they came. */
  readonly order?: "interface" | "text" | "route";
}

type Options = Omit<ConfigurationCommand, "syntax" | "opens"> & { readonly opens?: ModeName };

const command = (notation: string, { opens, ...options }: Options = {}): ConfigurationCommand => ({
  syntax: syntax(notation),
  ...(opens && { opens: () => opens }),
  ...options,
});

/** Without what releases since 17.11.1a refuse, as in the kinds of arguments. */
const ESP =
  "(esp-gcm (128|192|256)|esp-aes [128|192|256] (esp-sha-hmac|esp-sha256-hmac|esp-sha384-hmac|esp-sha512-hmac))";
const VIA4 = "(<interface> [<ipv4>|dhcp]|<ipv4>)";
const VIA6 = "(<interface> [<ipv6>]|<ipv6>)";

const interfaceMode = (line: string): ModeName =>
  /^interface Tunnel/.test(line)
    ? "config-if-tunnel"
    : /^interface (?:Loopback|Null)/.test(line)
      ? "config-if"
      : "config-if-physical";

/** Of every interface. */
const COMMON = [
  command("description = <line>"),
  command("vrf forwarding = <word>"),
  command("ip address = (dhcp|<ipv4> <mask>)", { absent: "no ip address" }),
  command("ip mtu = <68-9972>"),
  command("ip nat (inside|outside)"),
  command("ip tcp adjust-mss = <500-1460>"),
  command("shutdown"),
];
const IPV6 = [
  command("ipv6 address (dhcp|autoconfig|<ipv6-address>)"),
  command("ipv6 enable"),
  command("ipv6 mtu = <1280-9976>"),
  command("ipv6 tcp adjust-mss = <40-1454>"),
  command("ipv6 nd autoconfig (default-route|prefix)"),
];

/**
 * The commands of each mode, in the order of `show running-config`. A list in the list is a group, with a `!` after it.
 *
 * Words, and ranges of crypto, routes and MSS: the YANG models of IOS-XE 17.15.1,
 * https://github.com/YangModels/yang/tree/main/vendor/cisco/xe/17151
 */
export const MODES: Readonly<Record<ModeName, readonly (readonly ConfigurationCommand[])[]>> = {
  config: [
    [
      command("version = <word>"),
      command("service timestamps (debug|log) = datetime [msec] [localtime] [show-timezone]"),
      command("platform hardware throughput level MB = (10|50|100|250|500|1000|2500|5000|10000)"),
    ],
    [command("hostname = <word>")],
    [command("vrf definition <word>", { opens: "config-vrf", order: "text" })],
    [command("logging buffered = <4096-2147483647> [informational|warnings|debugging|notifications|errors]")],
    [
      command("aaa new-model"),
      command("aaa authentication login <word> = <word>+"),
      command("aaa authorization exec <word> = <word>+"),
    ],
    [command("login (on-failure|on-success) log")],
    [command("ipv6 unicast-routing")],
    [
      command("license boot level = <word> [addon <word>]"),
      command("license smart transport = (smart|callhome|cslu|off)"),
    ],
    [command("archive", { opens: "config-archive" })],
    [command("password encryption aes")],
    [command("crypto ikev2 proposal <word>", { opens: "config-ikev2-proposal" })],
    [command("crypto ikev2 policy <word>", { opens: "config-ikev2-policy" })],
    [command("crypto ikev2 keyring <word>", { opens: "config-ikev2-keyring" })],
    [command("crypto ikev2 profile <word>", { opens: "config-ikev2-profile" })],
    [command(`crypto ipsec transform-set <word> = ${ESP}`, { opens: "cfg-crypto-trans" })],
    [command("crypto ipsec profile <word>", { opens: "ipsec-profile" })],
    [{ ...command("interface <interface>", { order: "interface" }), opens: interfaceMode }],
    [command("ip http server", { isOn: true }), command("ip http secure-server", { isOn: true })],
    [command(`ip route [vrf <word>] <ipv4> <mask> ~ ${VIA4} = [<1-255>] [name <word>]`, { order: "route" })],
    [
      command("ip ssh version = (1|2)"),
      command("ip ssh time-out = <1-120>"),
      command("ip ssh authentication-retries = <0-5>"),
      command("ip ssh server algorithm (encryption|mac|kex|hostkey) = <word>+"),
      command("ip scp server enable"),
    ],
    [command(`ipv6 route [vrf <word>] <ipv6-prefix> ~ ${VIA6} = [<1-254>] [name <word>]`, { order: "route" })],
    [
      command("line (con|aux) 0", { opens: "config-line" }),
      command("line vty <0-97> [<1-98>]", { opens: "config-line" }),
    ],
    [command("ntp server <word>")],
  ],
  "config-vrf": [
    [
      command("rd = <word>"),
      command("description = <line>"),
      command("address-family (ipv4|ipv6)", { opens: "config-vrf-af", closing: "exit-address-family", order: "text" }),
    ],
  ],
  "config-vrf-af": [[]],
  "config-archive": [[command("log config", { opens: "config-archive-log-cfg" }), command("path = <word>")]],
  "config-archive-log-cfg": [[command("logging enable"), command("hidekeys")]],
  "config-ikev2-proposal": [
    [
      command("encryption = <cipher>+"),
      command("integrity = <hash>+"),
      command("prf = <hash>+"),
      command("group = <group>+"),
    ],
  ],
  "config-ikev2-policy": [
    [command("match fvrf = (any|<word>)"), command("match address local <ipv4>"), command("proposal <word>")],
  ],
  "config-ikev2-keyring": [[command("peer <word>", { opens: "config-ikev2-keyring-peer" })]],
  "config-ikev2-keyring-peer": [
    [
      command("description = <line>"),
      command("address = (<ipv4> [<mask>]|<ipv6-prefix>)"),
      command("pre-shared-key = [local|remote] [0|6] <word>"),
    ],
  ],
  "config-ikev2-profile": [
    [
      command("match fvrf = (any|<word>)"),
      command("match address local (<ipv4>|interface <interface>)"),
      command("match identity remote address <ipv4> [<mask>]"),
      command("identity local = (address <ipv4>|fqdn <word>)"),
      command("authentication remote = pre-share"),
      command("authentication local = pre-share"),
      command("keyring local = <word>"),
      command("lifetime = <120-86400>", { hidden: ["lifetime 86400"] }),
      command("dpd = <10-3600> <2-60> (on-demand|periodic)"),
      command("nat keepalive = <5-3600>"),
      command("nat force-encap"),
    ],
  ],
  "cfg-crypto-trans": [[command("mode = (tunnel|transport)", { absent: "mode tunnel", hidden: ["mode tunnel"] })]],
  "ipsec-profile": [
    [
      command("set security-association lifetime kilobytes = (disable|<2560-4294967295>)", {
        hidden: ["set security-association lifetime kilobytes 4608000"],
      }),
      command("set security-association lifetime seconds = <120-2592000>", {
        hidden: ["set security-association lifetime seconds 3600"],
      }),
      command("set security-association replay window-size = (64|128|256|512|1024)"),
      command("set transform-set = <word>+"),
      command("set pfs = (group14|group15|group16|group19|group20|group21)"),
      command("set ikev2-profile = <word>"),
    ],
  ],
  "config-if": [[...COMMON, ...IPV6]],
  "config-if-tunnel": [
    [
      ...COMMON,
      ...IPV6,
      command("tunnel source = (<interface>|<ipv4>)"),
      command("tunnel mode ipsec = (ipv4 [v6-overlay]|dual-overlay)"),
      command("tunnel destination = (<ipv4>|dynamic)"),
      command("tunnel vrf = <word>"),
      command("tunnel protection ipsec profile = <word>"),
    ],
  ],
  "config-if-physical": [
    [
      ...COMMON,
      command("negotiation auto"),
      ...IPV6,
      command("mop enabled", { isOn: true }),
      command("mop sysid", { isOn: true }),
    ],
  ],
  "config-line": [
    [
      command("exec-timeout = <0-35791> [<0-2147483>]", { hidden: ["exec-timeout 10 0", "exec-timeout 10"] }),
      command("logging synchronous"),
      command("login authentication = <word>"),
      command("transport input = (none|all|ssh|telnet)"),
    ],
  ],
};

const ALL: ReadonlyMap<string, readonly ConfigurationCommand[]> = new Map(
  Object.entries(MODES).map(([mode, groups]) => [mode, groups.flat()]),
);

/** The commands of a mode, in the order of `show running-config`. */
export const commandsOf = (mode: ModeName): readonly ConfigurationCommand[] => ALL.get(mode)!;
