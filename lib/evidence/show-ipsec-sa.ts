import { canonicalPrefix, endpoint, vrfName, type Endpoint } from "./address";
import { Block, blocks, parseBlocks, parseEach, type Format, type Parsed } from "./format";

/** An ESP SA in one direction. */
export interface EspSa {
  readonly spi: string;
  /** As printed: `esp-gcm 256`; `esp-256-aes esp-sha256-hmac`, which the configuration writes `esp-aes 256 ...`. */
  readonly transform: string;
  /** `Tunnel`, `UDP-Encaps` */
  readonly settings: readonly string[];
  readonly connId?: number;
  /** Undefined where it is not printed, or in words that are not known. */
  readonly remainingSeconds?: number;
  readonly hasReplayDetection?: boolean;
  /** In packets; not printed in every release. */
  readonly replayWindow?: number;
  /** `ACTIVE` */
  readonly status: string;
}

/** The SAs and counters of one pair of selectors. */
export interface IpsecFlow {
  readonly interface: string;
  readonly ivrf?: string;
  readonly local: string;
  readonly remote: string;
  readonly peer: Endpoint;
  readonly packets: {
    readonly encaps: number;
    readonly encrypt: number;
    readonly decaps: number;
    readonly decrypt: number;
  };
  /** `#send errors` and `#recv errors`; with `detail` each kind instead: `no sa (send)`, `replay failed (rcv)`. */
  readonly errors: Readonly<Record<string, number>>;
  readonly pathMtu: number;
  /** Says what the policy says only after the first rekey. */
  readonly pfs: boolean;
  /** `group20`, `none` */
  readonly dhGroup?: string;
  readonly inbound: readonly EspSa[];
  readonly outbound: readonly EspSa[];
}

const ERROR = /error|failed|invalid|no sa|\berr\b/;

/** All counters: `#pkts encaps: 4`, `#send errors 0`, `##pkts replay failed (rcv): 0`. */
function counters(block: Block): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const line of block.lines) {
    for (const [, name, value] of line.matchAll(/#(?:pkts )?([a-z][a-z. ()]{0,40}?):? (\d+)(?=,|\s*$)/g)) {
      if (found.has(name!)) throw new Error(`"${name}" is there twice`);
      found.set(name!, Number(value));
    }
  }
  return found;
}

function remainingSeconds(block: Block): number | undefined {
  const [, text = ""] = block.field("remaining key lifetime", /remaining key lifetime(.*)$/) ?? [];
  // (k/sec): (4607999/3237), (sec): 632 and (sec): (94): genieparser iosxe/tests/ShowCryptoIpsecSa and ...SaDetail.
  const seconds = /\(k\/sec\): \(\d+\/(\d+)\)/.exec(text) ?? /\(sec\): \(?(\d+)\)?\s*$/.exec(text);
  if (seconds) return Number(seconds[1]);
  // 4 hours, 2 mins: ShowCryptoIpsecSaInterface, golden_output_2.
  const words = /^ (?:(\d+) hours?, )?(\d+) mins?\s*$/.exec(text);
  return words ? Number(words[1] ?? 0) * 3600 + Number(words[2]) * 60 : undefined;
}

function espSa(block: Block): EspSa {
  const connId = block.field("conn id:", /conn id: (\d+),/)?.[1];
  const replay = block.field("replay detection support:", /: ([YN])(?:\s+replay window size: (\d+))?\s*$/);
  return {
    spi: block.need("spi:", /spi: (0x[\dA-Fa-f]+)\(/)[1]!,
    transform: block.need("transform:", /transform: (\S.*?)\s*,?\s*$/)[1]!,
    settings: block
      .need("in use settings", /=\{([^}]*)\}/)[1]!
      .split(/[\s,]+/)
      .filter(Boolean),
    connId: connId === undefined ? undefined : Number(connId),
    remainingSeconds: remainingSeconds(block),
    hasReplayDetection: replay && replay[1] === "Y",
    replayWindow: replay?.[2] === undefined ? undefined : Number(replay[2]),
    status: block.need("Status:", /Status: ([A-Z]+)\(/)[1]!,
  };
}

function ident(block: Block, side: "local" | "remote"): string {
  const lines = new Block(block.lines.filter((line) => line.trimStart().startsWith(side)));
  const [, address, mask] = lines.need("ident (addr/mask/prot/port):", /: \(([\da-fA-F.:]+)\/([\d.]+)\/\d+\/\d+\)\s*$/);
  return canonicalPrefix(address!, mask!);
}

function flow(name: string, block: Block): IpsecFlow {
  const { before, blocks: sections } = blocks(block.lines, /^\s*(?:in|out)bound (?:esp|ah|pcp) sas:/);
  const top = new Block(before);
  const sas = (direction: string) => {
    const own = sections.filter(({ lines }) => lines[0]!.trim() === `${direction} esp sas:`);
    if (own.length !== 1) throw new Error(`"${direction} esp sas:" is missing, or there twice`);
    const { before: stray, blocks: list } = blocks(own[0]!.lines.slice(1), /^\s*spi:/);
    if (stray.some((line) => line.trim() !== "")) throw new Error(`"spi:" is missing below "${direction} esp sas:"`);
    return list.map(espSa);
  };
  const all = counters(top);
  const packets = (which: string) => {
    const value = all.get(which);
    if (value === undefined) throw new Error(`"#pkts ${which}" is missing`);
    return value;
  };
  const [, peer, port] = block.need("current_peer", /current_peer ([\da-fA-F.:]+) port (\d+)\s*$/);
  const [, pfs, dhGroup] = top.need("PFS (Y/N):", /: ([YN])(?:, DH group: ([^\s,]+))?(?:,.*)?\s*$/);
  return {
    interface: name,
    ivrf: vrfName(top.need("protected vrf:", /protected vrf: (\S+)\s*$/)[1]),
    local: ident(top, "local"),
    remote: ident(top, "remote"),
    peer: endpoint(peer!, port!),
    packets: {
      encaps: packets("encaps"),
      encrypt: packets("encrypt"),
      decaps: packets("decaps"),
      decrypt: packets("decrypt"),
    },
    errors: Object.fromEntries([...all].filter(([which]) => ERROR.test(which))),
    pathMtu: Number(top.need("path mtu", /path mtu (\d+)\b/)[1]),
    pfs: pfs === "Y",
    dhGroup,
    inbound: sas("inbound"),
    outbound: sas("outbound"),
  };
}

/**
 * Formats: CiscoTestAutomation/genieparser, iosxe/tests/ShowCryptoIpsecSa, ShowCryptoIpsecSaDetail,
 * ShowCryptoIpsecSaInterface and ShowCryptoIpsecSaIpv6Detailed; the size of the replay window:
 * networktocode/ntc-templates, tests/cisco_ios/show_crypto_ipsec_sa_detail.
 */
export const showIpsecSa: Format<IpsecFlow> = {
  commands: ["show crypto ipsec sa", "show crypto ipsec sa detail"],
  heading: /^\s*(?:interface: \S+|No SAs found)\s*$/,
  canBeEmpty: true,
  parse: (lines) => {
    const perInterface = parseBlocks(lines, /^\s*interface:/, /^\s*No SAs found/i, (block): Parsed<IpsecFlow> => {
      const name = block.need("interface:", /^\s*interface: (\S+)\s*$/)[1]!;
      // There twice, the second is of an interface whose line was lost.
      block.field("Crypto map tag:", /:/);
      const { blocks: list } = blocks(block.lines, /^\s*protected vrf:/);
      if (list.length === 0) throw new Error('"protected vrf:" is missing');
      const parsed = parseEach(list, (block) => flow(name, block));
      const named = parsed.unreadable.map((one) => ({ ...one, why: `${name}: ${one.why}`, interface: name }));
      return { ...parsed, unreadable: named };
    });
    return {
      found: perInterface.found.flatMap(({ found }) => found),
      unreadable: [...perInterface.unreadable, ...perInterface.found.flatMap(({ unreadable }) => unreadable)],
    };
  },
};
