import { unreadable, type Format, type Parsed } from "./format";
import { FORMATS } from "./formats";
import type { Ping } from "./ping";
import type { Route } from "./route";
import type { CryptoSession } from "./show-crypto-session";
import type { IkeSa } from "./show-ikev2-sa";
import type { InterfaceState } from "./show-interfaces";
import type { InterfaceAddresses } from "./show-ip-interface-brief";
import type { IpsecFlow } from "./show-ipsec-sa";
import type { PlatformThroughput } from "./show-platform-throughput";
import type { Version } from "./show-version";
import { splitTerminal, type CommandOutput, type UnknownText } from "./terminal";

/**
 * One output of a command. Only where nothing is unreadable and nothing narrows the command does the absence of a
 * thing mean that the router has none.
 */
export interface Reading<T> extends Parsed<T> {
  /** In full: `show crypto ikev2 sa detailed` */
  readonly command: string;
  /** The words that narrow it: `static`, `vrf az-WAN2`; `include protection` after a pipe. */
  readonly only?: string;
  /** The router's name in the prompt; undefined without a prompt. */
  readonly host?: string;
  /** As `terminal exec prompt timestamp` prints it. */
  readonly time?: string;
}

/** What a router printed: the readings of each command, in their order; no key where the command was not there. */
export interface RouterEvidence {
  readonly version?: readonly Reading<Version>[];
  readonly platformThroughput?: readonly Reading<PlatformThroughput>[];
  readonly ikeSas?: readonly Reading<IkeSa>[];
  readonly cryptoSessions?: readonly Reading<CryptoSession>[];
  /** Two readings show which counters grow. */
  readonly ipsecFlows?: readonly Reading<IpsecFlow>[];
  readonly ipv4Routes?: readonly Reading<Route>[];
  readonly ipv6Routes?: readonly Reading<Route>[];
  readonly ipv4Addresses?: readonly Reading<InterfaceAddresses>[];
  readonly ipv6Addresses?: readonly Reading<InterfaceAddresses>[];
  readonly interfaces?: readonly Reading<InterfaceState>[];
  readonly pings?: readonly Reading<Ping>[];
  readonly unknown: readonly UnknownText[];
  /** What is not kept, since it is configuration or may hold a secret: `show running-config`. */
  readonly leftOut: readonly string[];
}

/** @throws never: what cannot be read is a part of what it returns */
function parsed<T>({ command, only, filter, lines }: CommandOutput, format: Format<T>): Parsed<T> {
  const nothing = (why: string) => ({ found: [], unreadable: [unreadable(lines, why)] });
  if (filter && !format.isFilterable) {
    return nothing(`"| ${filter}" hides lines that it needs; give the output without it`);
  }
  const result = format.parse(lines, only);
  if (result.found.length > 0 || result.unreadable.length > 0) return result;
  if (lines.some((line) => format.heading.test(line))) return result;
  const isEmpty = lines.every((line) => line.trim() === "");
  if (!isEmpty) return nothing(`not what ${command} prints in a release that is known`);
  return format.canBeEmpty ? result : nothing(`nothing is there, but ${command} always prints something`);
}

function reading<T>(output: CommandOutput, format: Format<T>): Reading<T> {
  const { command, filter, host, time, isCut } = output;
  const only = [output.only, filter].filter(Boolean).join(" | ");
  const result = parsed(output, format);
  const cut = unreadable(["--More--"], 'the output stops at the pager; give "terminal length 0" before the command');
  return {
    command,
    ...(only && { only }),
    ...(host && { host }),
    ...(time && { time }),
    found: result.found,
    unreadable: isCut ? [...result.unreadable, cut] : result.unreadable,
  };
}

/** Reads what routers printed: pasted sessions or files. Nothing of a configuration, and no secret, is kept. */
export function routerEvidence(...texts: readonly string[]): RouterEvidence {
  const sessions = texts.map(splitTerminal);
  // A part that RouterEvidence does not have is refused here by the compiler.
  const readings: { [P in Exclude<keyof RouterEvidence, "unknown" | "leftOut">]?: Reading<unknown>[] } = {};
  for (const output of sessions.flatMap(({ outputs }) => outputs)) {
    (readings[output.part] ??= []).push(reading<unknown>(output, FORMATS[output.part]));
  }
  return {
    ...(readings as Partial<RouterEvidence>),
    unknown: sessions.flatMap(({ unknown }) => unknown),
    leftOut: [...new Set(sessions.flatMap(({ leftOut }) => leftOut))],
  };
}
