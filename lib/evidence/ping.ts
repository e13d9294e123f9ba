import { canonicalAddress, vrfName } from "./address";
import { blocks, parseEach, type Format } from "./format";
import { vrfOf } from "./route";

/** A ping from the router. */
export interface Ping {
  readonly target: string;
  readonly source?: string;
  readonly vrf?: string;
  readonly sent: number;
  readonly received: number;
}

const SENDING = /Sending \d+, /;

/** Formats: CiscoTestAutomation/genieparser, iosxe/tests/Ping (a source in a VRF: golden_output4) and PingIpv6. */
export const ping: Format<Ping> = {
  commands: ["ping", "ping ipv6"],
  heading: /^\s*(?:Type escape sequence to abort\.|Sending \d+, \d+-byte ICMP Echos to )/,
  parse: (lines, only) =>
    parseEach(blocks(lines, SENDING).blocks, (block) => {
      const [, target] = block.need("Sending ", /Sending \d+, \d+-byte ICMP Echos to ([\da-fA-F.:]+), timeout is/);
      const [, source, zone] =
        block.field("Packet sent with a source", /a source address of ([\da-fA-F.:]+)(?:%(\S+))?\s*$/) ?? [];
      const [, received, sent] = block.need("Success rate is", /percent \((\d+)\/(\d+)\)/);
      return {
        target: canonicalAddress(target!),
        source: source && canonicalAddress(source),
        vrf: vrfName(zone) ?? vrfOf(only),
        sent: Number(sent),
        received: Number(received),
      };
    }),
};
