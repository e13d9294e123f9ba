import { canonicalAddress } from "./address";
import { Block, parseEach, type Format } from "./format";

/** An interface with its addresses of one family. */
export interface InterfaceAddresses {
  readonly interface: string;
  readonly addresses: readonly string[];
  /** `up`, `down`, `administratively down` */
  readonly status: string;
  readonly isProtocolUp: boolean;
}

const HEADING = /^\s*Interface\s+IP-Address\s+OK\?/;

/** Format: CiscoTestAutomation/genieparser, iosxe/tests/ShowIpInterfaceBrief. */
export const showIpInterfaceBrief: Format<InterfaceAddresses> = {
  commands: ["show ip interface brief"],
  heading: HEADING,
  isFilterable: true,
  parse: (lines) =>
    parseEach(
      lines.filter((line) => line.trim() !== "" && !HEADING.test(line)).map((line) => new Block([line])),
      ({ lines: [line = ""] }) => {
        const row = /^\s*(\S+)\s+(\S+)\s+(?:YES|NO)\s+\S+\s+([a-z][a-z ]*?)\s+(up|down)\s*$/.exec(line);
        if (!row) throw new Error("not a row that is known");
        const [, name, address, status, protocol] = row;
        return {
          interface: name!,
          addresses: address === "unassigned" ? [] : [canonicalAddress(address!)],
          status: status!,
          isProtocolUp: protocol === "up",
        };
      },
    ),
};
