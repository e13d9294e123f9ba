import { Block, parseEach, type Format } from "./format";

/** A rate in kbit/s, or no limit. */
export type Throughput = number | "unthrottled";

/** What `show version` says, each as far as the lines are there: `| include` may leave some alone. */
export interface Version {
  readonly hostname?: string;
  /** Of the software: `17.15.03a`. */
  readonly software?: string;
  /** `network-premier`; empty where no level is active, and the router then takes no `crypto` lines. */
  readonly licenseLevel?: string;
  readonly throughputKbps?: Throughput;
}

/** @throws Error unless it is a number of kbit/s, or no limit */
export function throughputOf(block: Block): Throughput | undefined {
  // kbps: genieparser iosxe/tests/ShowVersion, golden_output_c8000v. unthrottled: ShowPlatformHardwareThroughputLevel.
  const match = block.field(
    "The current throughput level is",
    /level is (?:(\d+) (?:kbps|kb\/s)|(unthrottled))\.?\s*$/,
  );
  return match && (match[2] ? "unthrottled" : Number(match[1]));
}

/** Formats: CiscoTestAutomation/genieparser, iosxe/tests/ShowVersion, golden_output_c8000v and golden_output_isr4k. */
export const showVersion: Format<Version> = {
  commands: ["show version"],
  heading: /^\s*(?:Cisco IOS XE Software, Version|License Level:|The current throughput level is)/,
  isFilterable: true,
  parse: (lines) =>
    parseEach([new Block(lines)], (block) => {
      const version = {
        hostname: block.field(" uptime is ", /^\s*(\S+) uptime is /)?.[1],
        software: block.field("Cisco IOS XE Software, Version", /Version (\S+)/)?.[1],
        licenseLevel: new Block(lines.filter((line) => /^\s*License Level:/.test(line))).field(
          "License Level:",
          /:\s*(\S*)\s*(?:Type:.*)?$/,
        )?.[1],
        throughputKbps: throughputOf(block),
      };
      if (Object.values(version).every((value) => value === undefined)) throw new Error("no known line");
      return version;
    }),
};
