import { setTimeout as sleep } from "node:timers/promises";
import { withoutKeys } from "../lib/evidence/secrets";
import { UserError } from "../lib/model/user-error";
import type { Difference } from "../lib/router/difference";
import type { Step } from "../lib/router/step";
import { showInterfaces } from "../lib/evidence/show-interfaces";
import type { RouterTerminal } from "./router-terminal";

/** Seconds that a tunnel has to come up again. */
const TUNNEL_SECONDS = 90;

/** What begins as a refusal does and is none. */
interface Harmless {
  readonly says: RegExp;
  /** The command that it follows. */
  readonly after: string;
  readonly source: string;
}

/** The list of warnings that Cisco's own driver for IOS lets pass (cisco-ios NED of NSO, IOSNedCli.java). */
const NED = "staticWarning in Cisco's IOSNedCli.java";

const HARMLESS: readonly Harmless[] = [
  {
    says: /^%[A-Z\d_]+-\d-/,
    after: "any command: the log comes in between",
    source: "the form of IOS-XE's system messages, %FACILITY-SEVERITY-MNEMONIC",
  },
  { says: /^% ?warning\b/i, after: "any command, such as ip mtu", source: NED },
  {
    says: /^% ?not all config may be removed and may reappear after/i,
    after: "no interface Tunnel0",
    source: `${NED}; warnings of Net::Telnet::Cisco`,
  },
  {
    says: /^% ?policy already has same proposal set/i,
    after: "proposal, of crypto ikev2 policy",
    source: `${NED}; a published session of IOSv`,
  },
  {
    says: /license request to succeed|config will take effect on next reboot|please write mem and reload/i,
    after: "platform hardware throughput level MB 500",
    source: NED,
  },
];

/** The line by which a router refuses a command. What it has not taken all the same is seen at the end. */
const refusalIn = (said: string): string | undefined =>
  said.split(/\r?\n/).find((line) => /^(?:ERROR:|%)/i.test(line) && !HARMLESS.some(({ says }) => says.test(line)));

export interface ChangeOptions {
  /** Called before each step. */
  readonly begins: (step: Step, index: number) => void;
  /** What is still different after the change; a reading of the router that fails throws. */
  readonly left: (running: string) => Difference;
  /** @default 90 */
  readonly tunnelSeconds?: number;
}

/** Minutes after which a router that has heard nothing more goes back: all tunnels may be slow, and more. */
const minutesFor = ({ steps }: Difference): number => 5 + 2 * steps.filter(({ tunnel }) => tunnel !== undefined).length;

/**
 * Gives a router the commands of a difference, within a timer that takes all of them back. A tunnel that a step has
 * changed must be up before the next step begins. At the end the router confirms, and saves what it runs.
 *
 * @throws UserError where the router refuses a line, where a tunnel stays down, or where the connection ends; the
 * router then goes back to what it ran before, at once or when the timer ends, unless it has confirmed
 */
export async function changeRouter(
  terminal: RouterTerminal,
  difference: Difference,
  { begins, left, tunnelSeconds = TUNNEL_SECONDS }: ChangeOptions,
): Promise<void> {
  const minutes = minutesFor(difference);
  const timer = `configure terminal revert timer ${minutes}`;
  const begun = await terminal.ask(timer);
  if (terminal.mode !== "(config)") {
    const remedy = /archive/i.test(begun)
      ? ' The timer needs an archive: configure "archive" and in it "path bootflash:archive".'
      : "";
    throw new UserError(
      `${terminal.host} does not begin "${timer}", which takes a change back: ${begun.trim()}\nNothing was changed.${remedy}`,
    );
  }
  try {
    for (const [index, step] of difference.steps.entries()) {
      begins(step, index);
      for (const command of step.commands) await give(terminal, command);
      if (step.tunnel) await isUp(terminal, step.tunnel.name, tunnelSeconds);
    }
    await terminal.ask("end");
    const { steps } = left(await terminal.ask("show running-config"));
    if (steps.length > 0) {
      throw new UserError(`the router still differs from the file: ${steps.map(({ what }) => what).join(", ")}`);
    }
  } catch (error) {
    throw new UserError(`${(error as Error).message}\n${await goBack(terminal, minutes)}`);
  }
  const { host } = terminal;
  const unconfirmed = `${host} goes back to what it ran before within ${minutes} minutes, unless it has the confirmation; router diff says then which it is.`;
  await exec(terminal, "configure confirm", unconfirmed);
  const unsaved = `${host} has confirmed the change, and may not have saved it; type "write memory" at the router.`;
  await exec(terminal, "write memory", unsaved);
}

async function give(terminal: RouterTerminal, command: string): Promise<void> {
  const refused = refusalIn(await terminal.ask(command));
  if (refused) throw new UserError(`${terminal.host} refuses "${withoutKeys(command.trim())}": ${refused}`);
}

/** @param cut where the router stands after a connection that has ended meanwhile */
async function exec(terminal: RouterTerminal, command: string, cut: string): Promise<void> {
  const said = await terminal.ask(command).catch((error: Error) => {
    throw new UserError(`${error.message}\n${cut}`);
  });
  const refused = refusalIn(said);
  if (refused) throw new UserError(`${terminal.host}: "${command}" gives ${refused}; type it at the router`);
}

/** Waits until a tunnel's line protocol is up, which it is with an SA. */
async function isUp(terminal: RouterTerminal, tunnel: string, seconds: number): Promise<void> {
  for (const until = Date.now() + seconds * 1000; ; await sleep(1000)) {
    const shown = await terminal.ask(`do show interfaces ${tunnel}`);
    const state = showInterfaces.parse(shown.split("\n")).found.find((one) => one.interface === tunnel);
    if (state?.status === "up" && state.isProtocolUp) return;
    if (Date.now() < until) continue;
    const now = state ? `${state.status}, line protocol ${state.isProtocolUp ? "up" : "down"}` : "not shown";
    throw new UserError(`${tunnel} has not come up within ${seconds} s: ${now}`);
  }
}

/** @returns what has become of the router */
async function goBack(terminal: RouterTerminal, minutes: number): Promise<string> {
  try {
    await terminal.ask("end");
    const refused = refusalIn(await terminal.ask("configure revert now"));
    if (!refused) return `${terminal.host} runs again what it ran before.`;
    return `${terminal.host} goes back to what it ran before within ${minutes} minutes (configure revert now: ${refused}).`;
  } catch {
    return `${terminal.host} goes back to what it ran before within ${minutes} minutes, by itself.`;
  }
}
