import { FORMATS, PARTS, type Part } from "./formats";

/** Commands whose output holds keys. */
const WITH_SECRETS = [
  "show running-config",
  "show startup-config",
  "show configuration",
  "show derived-config",
  "show archive",
  "show tech-support",
  "show crypto key",
  "show crypto isakmp key",
  "show key",
  "write terminal",
  "more",
];

/** A command that is known. */
export interface KnownCommand {
  /** In full: `show ip route` */
  readonly command: string;
  /** The part of the evidence that it gives; undefined where its output holds keys. */
  readonly part: Part | undefined;
  /** The words that narrow it: `static`, `vrf az-WAN2`, `interface Tunnel1` */
  readonly only?: string;
  /** What follows the pipe: `include protection` */
  readonly filter?: string;
}

const KNOWN: readonly Pick<KnownCommand, "command" | "part">[] = [
  ...PARTS.flatMap((part) => FORMATS[part].commands.map((command) => ({ command, part }))),
  ...WITH_SECRETS.map((command) => ({ command, part: undefined })),
];

/** How well typed words fit a command, of which each may be cut short; 0 if they do not. */
function fit(typed: readonly string[], command: string): number {
  const words = command.split(" ");
  if (!words.every((word, i) => typed[i] && word.startsWith(typed[i]))) return 0;
  // A whole word says more than several short ones: "ip" begins "ipv6" too.
  return words.filter((word, i) => word === typed[i]).length * 10 + words.length;
}

/** The command that somebody typed, in words cut short as IOS-XE takes them; undefined unless it is known. */
export function knownCommand(typed: string): KnownCommand | undefined {
  const [line = "", ...pipes] = typed.split("|");
  const words = line.trim().split(/\s+/);
  const lower = words.map((word) => word.toLowerCase());
  const [best, second] = KNOWN.map((known) => ({ known, fit: fit(lower, known.command) }))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit);
  if (!best || best.fit === second?.fit) return undefined;
  const rest = words.slice(best.known.command.split(" ").length);
  const isStatic = rest.map((word, i) => /^stat?i?c?$/i.test(word) && rest[i - 1] !== "vrf");
  const only = rest.map((word, i) => (isStatic[i] ? "static" : word)).join(" ");
  return {
    ...best.known,
    ...(only !== "" && { only }),
    ...(pipes.length > 0 && { filter: pipes.join("|").trim() }),
  };
}
