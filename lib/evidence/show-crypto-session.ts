import { canonicalPrefix, endpoint, vrfName, type Endpoint } from "./address";
import { Block, blocks, parseBlocks, type Format } from "./format";

/** Traffic that a session protects. Counters are those of `detail`. */
export interface SessionFlow {
  /** `ip`, `ipv6`, or a protocol's number: `47` */
  readonly protocol: string;
  readonly local: string;
  readonly remote: string;
  /** 2 for a pair. */
  readonly activeSas: number;
  readonly decrypted?: number;
  readonly encrypted?: number;
}

/** An IKE SA of a session. */
export interface SessionIkeSa {
  readonly version: "IKE" | "IKEv1" | "IKEv2";
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly isActive: boolean;
  /** Letters: D for DPD, N for NAT traversal; empty for none. */
  readonly capabilities?: string;
}

/** A session of `show crypto session`, with and without `detail`. */
export interface CryptoSession {
  readonly interface: string;
  readonly profile?: string;
  /** `UP-ACTIVE`, `UP-IDLE`, `DOWN-NEGOTIATING`, `DOWN` */
  readonly status: string;
  readonly peer: Endpoint;
  readonly fvrf?: string;
  readonly ikeSas: readonly SessionIkeSa[];
  readonly flows: readonly SessionFlow[];
}

const IKE = /^\s*IKE(?:v\d)? SA:/;
const FLOW = /^\s*IPSEC FLOW:/;

function ikeSa(block: Block): SessionIkeSa {
  // In two lines for IPv6: genieparser iosxe/tests/ShowCryptoSession, golden_output3.
  const match =
    /(IKE(?:v[12])?) SA: local ([\da-fA-F.:]+)\/(\d+)\s+remote ([\da-fA-F.:]+)\/(\d+)\s+(Active|Inactive)\s*$/m.exec(
      block.lines.slice(0, 2).join("\n"),
    );
  if (!match) throw new Error('"IKEv2 SA" is not in a known form');
  const [, version, local, localPort, remote, remotePort, state] = match;
  const capabilities = block.field("Capabilities:", /Capabilities:(\(none\)|[A-Z]+)\s/)?.[1];
  return {
    version: version as SessionIkeSa["version"],
    local: endpoint(local!, localPort!),
    remote: endpoint(remote!, remotePort!),
    isActive: state === "Active",
    capabilities: capabilities === "(none)" ? "" : capabilities,
  };
}

function flow(block: Block): SessionFlow {
  const [, protocol, ...selectors] = block.need(
    "IPSEC FLOW:",
    /: permit (\S+)\s+(?:host (\S+)|(\S+)\/(\S+))\s+(?:host (\S+)|(\S+)\/(\S+))\s*$/,
  );
  const [localHost, local, localMask, remoteHost, remote, remoteMask] = selectors;
  const prefix = (host?: string, address?: string, mask?: string) =>
    host ? canonicalPrefix(host, host.includes(":") ? "128" : "32") : canonicalPrefix(address!, mask!);
  const decrypted = block.field("#pkts dec'ed", /dec'ed (\d+) /)?.[1];
  const encrypted = block.field("#pkts enc'ed", /enc'ed (\d+) /)?.[1];
  return {
    protocol: protocol!,
    local: prefix(localHost, local, localMask),
    remote: prefix(remoteHost, remote, remoteMask),
    activeSas: Number(block.need("Active SAs:", /Active SAs: (\d+)\b/)[1]),
    decrypted: decrypted === undefined ? undefined : Number(decrypted),
    encrypted: encrypted === undefined ? undefined : Number(encrypted),
  };
}

/**
 * Formats: networktocode/ntc-templates, tests/cisco_ios/show_crypto_session_detail, both files;
 * CiscoTestAutomation/genieparser, iosxe/tests/ShowCryptoSession and ShowCryptoSessionDetail.
 */
export const showCryptoSession: Format<CryptoSession> = {
  commands: ["show crypto session", "show crypto session detail"],
  heading: /^\s*(?:Crypto session current status|Interface: \S+\s*$)/,
  parse: (lines) =>
    parseBlocks(lines, /^\s*Interface:/, /^\s*(?:Crypto session current status|Code:|[A-Z] - )/, (block) => {
      const { blocks: parts } = blocks(block.lines, /^\s*(?:IKE(?:v\d)? SA:|IPSEC FLOW:)/);
      const [, address, port, fvrf] = block.need(
        "Peer:",
        /^\s*Peer: ([\da-fA-F.:]+) port (\d+)(?:\s+fvrf: (\S+) ivrf: \S+)?\s*$/,
      );
      return {
        interface: new Block(block.lines.slice(0, 1)).need("Interface:", /^\s*Interface: (\S+)\s*$/)[1]!,
        profile: block.field("Profile:", /Profile: (\S+)\s*$/)?.[1],
        status: block.need("Session status:", /Session status: ([A-Z][A-Z-]*)\s*$/)[1]!,
        peer: endpoint(address!, port!),
        fvrf: vrfName(fvrf),
        ikeSas: parts.filter(({ lines }) => IKE.test(lines[0]!)).map(ikeSa),
        flows: parts.filter(({ lines }) => FLOW.test(lines[0]!)).map(flow),
      };
    }),
};
