import { Block, parseEach, type Format } from "./format";
import { throughputOf, type Throughput } from "./show-version";

/** What the router enforces. */
export interface PlatformThroughput {
  readonly enforcedKbps: Throughput;
  /** As configured: `T2`, `500M`. */
  readonly configured?: string;
}

const UNITS = { K: 1, M: 1_000, G: 1_000_000 } as const;

/**
 * Formats: CiscoTestAutomation/genieparser, iosxe/tests/ShowPlatformHardwareThroughputLevel and
 * ShowPlatformHardwareThroughputCrypto, golden_output1 (a tier) and golden_output2 (a rate).
 */
export const showPlatformThroughput: Format<PlatformThroughput> = {
  commands: ["show platform hardware throughput level", "show platform hardware throughput crypto"],
  heading: /^\s*(?:The current throughput level is|Current (?:configured|enforced) crypto throughput level:)/,
  isFilterable: true,
  parse: (lines) =>
    parseEach([new Block(lines)], (block) => {
      const level = throughputOf(block);
      if (level !== undefined) return { enforcedKbps: level };
      const [, rate, unit] = block.need("Current enforced crypto throughput level:", /: (\d+(?:\.\d+)?)([KMG])\s*$/);
      return {
        enforcedKbps: Number(rate) * UNITS[unit as keyof typeof UNITS],
        configured: block.field("Current configured crypto throughput level:", /: (\S+)\s*$/)?.[1],
      };
    }),
};
