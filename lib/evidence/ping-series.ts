import { canonicalAddress } from "./address";

/** Pings to one address, one after the other, over a time in which something may fail. */
export interface PingSeries {
  readonly target: string;
  readonly sent: number;
  readonly received: number;
  /** The longest time without an answer. */
  readonly gapSeconds: number;
}

/** Seconds from one ping to the next: the least that any user may have. */
const PING_INTERVAL = 0.2;

/** As `mktemp -d` makes it, wherever that machine has its temporary files. */
const FOLDER = /^(\/[\w-][\w.-]*)+\/tmp\.\w{6,}$/;

/**
 * What to run on a Linux machine, with `sh`, to ping addresses in the background. Who else is on the machine cannot
 * know the folder of what is printed.
 *
 * @param seconds after which the pings end by themselves, should nobody end them
 */
export const startPings = (targets: readonly string[], seconds: number): string =>
  [
    "folder=$(mktemp -d) || exit",
    ...targets.flatMap((target) => [
      `date '+[%s.%N] begin' > "$folder/${target}"`,
      `nohup ping -n -D -i ${PING_INTERVAL} -w ${seconds} ${target} >> "$folder/${target}" 2>&1 < /dev/null &`,
      `echo $! > "$folder/${target}.pid"`,
    ]),
    'echo "pinging into $folder"',
  ].join("\n");

/** The folder of pings that run, by what {@link startPings} printed; undefined where they do not. */
export function pingFolder(text: string): string | undefined {
  const folder = /^pinging into (\S+)$/m.exec(text)?.[1];
  return folder !== undefined && FOLDER.test(folder) ? folder : undefined;
}

/** A lost ping leaves no line, so that the time between two answers tells of it. */
const SUMMARY = [
  "/bytes from|\\] (begin|end)$/ { at = substr($1, 2) + 0; if (last && at - last > gap) gap = at - last; last = at }",
  "/ packets transmitted, / { sent = $1; received = $4 }",
  'END { printf "sent %d received %d gap %.1f\\n", sent, received, gap }',
].join(" ");

/**
 * What to run on the machine to end the pings, and to have their summary: Azure gives back no more than 4096 bytes.
 *
 * @throws Error where the folder is none of {@link startPings}
 */
export function collectPings(folder: string, targets: readonly string[]): string {
  if (!FOLDER.test(folder)) throw new Error(`${JSON.stringify(folder)} is no folder of pings`);
  return [
    `cd ${folder} || exit`,
    ...targets.flatMap((target) => [
      `date '+[%s.%N] end' > ${target}.end`,
      // The number may be another process's by now.
      `grep -qx ping "/proc/$(cat ${target}.pid)/comm" 2> /dev/null && kill -INT "$(cat ${target}.pid)"`,
    ]),
    "sleep 1",
    ...targets.flatMap((target) => [`echo "pinged ${target}"`, `LC_ALL=C awk '${SUMMARY}' ${target} ${target}.end`]),
    `rm -rf ${folder}`,
  ].join("\n");
}

/** Reads what {@link collectPings} printed. An address without a line of its own was not pinged. */
export function pingSeries(text: string): PingSeries[] {
  const lines = /^pinged ([\da-fA-F.:]+)\r?\nsent (\d+) received (\d+) gap (\d+(?:\.\d+)?)\r?$/gm;
  return [...text.matchAll(lines)].map(([, target, sent, received, gap]) => ({
    target: canonicalAddress(target!),
    sent: Number(sent),
    received: Number(received),
    gapSeconds: Number(gap),
  }));
}
