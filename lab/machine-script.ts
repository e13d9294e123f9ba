import { randomBytes } from "node:crypto";

/** What became of pings in the background. */
export interface Pinged {
  readonly sent: number;
  readonly received: number;
  /** The longest time without an answer. */
  readonly gapSeconds: number;
}

/** What a machine can do. */
export interface Machine {
  /** @returns how many of so many pings were answered */
  ping(target: string, count: number): number | Promise<number>;
  /** Loads a page. @returns its HTTP status; 0 where no answer came */
  load(target: string): number | Promise<number>;
  /** Begins to ping in the background. */
  beginPings(target: string, intervalSeconds: number): void;
  /** Ends the pings of {@link beginPings}. @returns undefined where there are none */
  endPings(target: string): Promise<Pinged | undefined>;
}

const ADDRESS = /((?:\d+\.){3}\d+|[\da-f]*:[\da-f:]+)/i;
const COUNT = 5;

/**
 * Answers the pings and the requests of a shell script as a shell would, and nothing else of it: no shell sees it.
 *
 * @returns what the script prints
 */
export async function answerScript(script: string, machine: Machine): Promise<string> {
  const printed: string[] = [];
  let folder = "";
  for (const line of script.split("\n")) {
    if (line.startsWith("folder=$(mktemp -d)")) folder = `/mnt/tmp.${randomBytes(5).toString("hex")}`;
    const [, interval, began] = /^nohup ping .*-i ([\d.]+) .*? (\S+) >> /.exec(line) ?? [];
    if (began !== undefined) machine.beginPings(began, Number(interval));
    const [, ended] = /^LC_ALL=C awk '.*' (\S+) \S+$/.exec(line) ?? [];
    const pinged = ended === undefined ? undefined : await machine.endPings(ended);
    if (pinged) printed.push(`sent ${pinged.sent} received ${pinged.received} gap ${pinged.gapSeconds.toFixed(1)}`);
    const target = ADDRESS.exec(line)?.[1];
    if (target !== undefined && line.startsWith("ping ")) {
      const received = await machine.ping(target, COUNT);
      const lost = 100 - (100 * received) / COUNT;
      printed.push(`${COUNT} packets transmitted, ${received} received, ${lost}% packet loss, time 800ms`);
    } else if (target !== undefined && line.includes("curl ")) {
      printed.push(`http ${String(await machine.load(target)).padStart(3, "0")}`);
    } else {
      const said = /^echo "([^"$`\\]*)"$/.exec(line.replace('$folder"', `${folder}"`))?.[1];
      if (said !== undefined) printed.push(said);
    }
  }
  return printed.join("\n");
}
