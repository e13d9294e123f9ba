import { canonicalAddress } from "./address";
import { parseBlocks, type Format } from "./format";
import type { InterfaceAddresses } from "./show-ip-interface-brief";

const HEADING = /^\s*(\S+)\s+\[([a-z][a-z ]*)\/(up|down)\]\s*$/;

/**
 * Formats: CiscoTestAutomation/genieparser, iosxe/tests/ShowIpv6InterfaceBrief; networktocode/ntc-templates,
 * tests/cisco_ios/show_ipv6_interface_brief.
 */
export const showIpv6InterfaceBrief: Format<InterfaceAddresses> = {
  commands: ["show ipv6 interface brief"],
  heading: HEADING,
  parse: (lines) =>
    parseBlocks(lines, /\[[^\]]*\/[^\]]*\]/, /^$/, ({ lines: [first = "", ...others] }) => {
      const [, name, status, protocol] = HEADING.exec(first) ?? [];
      if (protocol === undefined) throw new Error("its first line is not in a known form");
      return {
        interface: name!,
        addresses: others
          .map((line) => line.trim())
          .filter((line) => line !== "" && !/^(?:unassigned|unnumbered \(\S+\))$/.test(line))
          .map(canonicalAddress),
        status: status!,
        isProtocolUp: protocol === "up",
      };
    }),
};
