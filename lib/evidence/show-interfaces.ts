import { parseBlocks, type Format } from "./format";

/** The state of an interface. */
export interface InterfaceState {
  readonly interface: string;
  /** `up`, `down`, `administratively down` */
  readonly status: string;
  readonly isProtocolUp: boolean;
  /** The IPsec profile that protects a tunnel; undefined where no line says so. */
  readonly protection?: string;
}

/** Formats: CiscoTestAutomation/genieparser, iosxe/tests/ShowInterfaces, golden_interface_output_10; ShowInterfacesTunnel. */
export const showInterfaces: Format<InterfaceState> = {
  commands: ["show interfaces"],
  heading: /^\s*\S+ is [a-z ]+, line protocol is (?:up|down)\b/,
  isFilterable: true,
  parse: (lines) =>
    parseBlocks(lines, /line protocol is/, /^$/, (block) => {
      const [, name, status, protocol] = block.need(
        "line protocol is",
        /^\s*(\S+) is ([a-z][a-z ]*)(?: \([a-z]+\))?, line protocol is (up|down)\b/,
      );
      return {
        interface: name!,
        status: status!,
        isProtocolUp: protocol === "up",
        protection: block.field("Tunnel protection via", /via IPSec \(profile "([^"]+)"\)/i)?.[1],
      };
    }),
};
