import { canonicalAddress, endpoint, vrfName, type Endpoint } from "./address";
import { parseBlocks, type Block, type Format } from "./format";

/** An IKEv2 SA. What only `detailed` prints is undefined without it. */
export interface IkeSa {
  readonly tunnelId: number;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** The front-door VRF. */
  readonly fvrf?: string;
  readonly ivrf?: string;
  /** `READY`, `IN-NEG`, `DELETE` */
  readonly status: string;
  /** `AES-GCM`; `Unknown - 0` while nothing is agreed, as in the next three. */
  readonly encryption: string;
  /** In bits. */
  readonly keySize?: number;
  readonly prf: string;
  /** `None` with a GCM cipher. */
  readonly hash: string;
  readonly dhGroup: number;
  readonly authSign?: string;
  readonly authVerify?: string;
  readonly lifetimeSeconds: number;
  readonly activeSeconds: number;
  readonly localId?: string;
  readonly remoteId?: string;
  /** 0 and 0 where it is off. */
  readonly dpd?: { readonly seconds: number; readonly retry: number };
  /** On which sides a NAT was detected; empty for none. */
  readonly nat?: readonly string[];
  readonly isInitiator?: boolean;
}

// 4 lines for IPv6: genieparser iosxe/tests/ShowCryptoIkev2SaDetail, golden_output7; IPv4: golden_output2.
const ONE_LINE = /^\s*(\d+)\s+([\d.]+)\/(\d+)\s+([\d.]+)\/(\d+)\s+([^\s/]+)\/([^\s/]+)\s+([A-Z][A-Z-]*)\s*$/;
const WITHOUT_ADDRESSES = /^\s*(\d+)\s+([^\s/]+)\/([^\s/]+)\s+([A-Z][A-Z-]*)\s*$/;

/** Keywords of the line of algorithms: `Encr: AES-GCM, keysize: 256, PRF: SHA384, Hash: None, DH Grp:20, ...` */
function algorithms(block: Block): ReadonlyMap<string, string> {
  const [line] = block.need("Encr:", /Encr:.*/);
  return new Map(
    line.split(",").flatMap((pair) => {
      const [, keyword, value] = /^\s*([\w ]+?):\s*(\S.*?)\s*$/.exec(pair) ?? [];
      return keyword && value ? [[keyword, value] as const] : [];
    }),
  );
}

function needed(words: ReadonlyMap<string, string>, keyword: string): string {
  const word = words.get(keyword);
  if (word === undefined) throw new Error(`"${keyword}" is missing`);
  return word;
}

function numberIn(word: string, keyword: string): number {
  if (!/^\d{1,9}$/.test(word)) throw new Error(`"${keyword}" is not a number`);
  return Number(word);
}

/** Identities that are addresses become canonical; others are names. */
function identity(text: string): string {
  return /^[\d.]+$|^[\da-fA-F.]*:[\da-fA-F:.]*$/.test(text) ? canonicalAddress(text) : text;
}

function nat(block: Block): readonly string[] | undefined {
  const match = block.field("NAT-T is", /NAT-T is (?:not detected|detected((?:\s+(?:inside|outside))+))\s*$/);
  return match && (match[1]?.trim().split(/\s+/) ?? []);
}

function head(block: Block): Pick<IkeSa, "tunnelId" | "local" | "remote" | "fvrf" | "ivrf" | "status"> {
  const [line = ""] = block.lines;
  const whole = ONE_LINE.exec(line);
  if (whole) {
    const [, id, local, localPort, remote, remotePort, fvrf, ivrf, status] = whole;
    return {
      tunnelId: Number(id),
      local: endpoint(local!, localPort!),
      remote: endpoint(remote!, remotePort!),
      fvrf: vrfName(fvrf),
      ivrf: vrfName(ivrf),
      status: status!,
    };
  }
  const [, id, fvrf, ivrf, status] = WITHOUT_ADDRESSES.exec(line) ?? [];
  if (status === undefined) throw new Error("its first line is not in a known form");
  const side = (label: string) => {
    const pattern = new RegExp(`^\\s*${label}\\s+([\\da-fA-F.:]+)/(\\d+)\\s*$`);
    const [, address, port] = block.lines[label === "Local" ? 1 : 2]?.match(pattern) ?? [];
    if (port === undefined) throw new Error(`"${label}" is missing`);
    return endpoint(address!, port);
  };
  return {
    tunnelId: Number(id),
    local: side("Local"),
    remote: side("Remote"),
    fvrf: vrfName(fvrf),
    ivrf: vrfName(ivrf),
    status,
  };
}

/** Formats: CiscoTestAutomation/genieparser, iosxe/tests/ShowCryptoIkev2Sa and ShowCryptoIkev2SaDetail. */
export const showIkev2Sa: Format<IkeSa> = {
  commands: ["show crypto ikev2 sa", "show crypto ikev2 sa detailed"],
  heading: /^\s*(?:IPv[46] Crypto IKEv2\s+SA|Tunnel-id\s.*fvrf\/ivrf\s)/,
  canBeEmpty: true,
  parse: (lines) =>
    // A number begins no other line, so that a heading in another form is seen too.
    parseBlocks(lines, /^\s*\d+\s+\S/, /^\s*(?:IPv[46] Crypto IKEv2|Tunnel-id)\s/, (block): IkeSa => {
      const words = algorithms(block);
      const keySize = words.get("keysize");
      const [, lifetime, active] = block.need("Life/Active Time:", /: (\d+)\/(\d+) sec\s*$/);
      const dpd = block.field("DPD configured", /for (\d+) seconds, retry (\d+)\s*$/);
      const localId = block.field("Local id:", /Local id:\s+(\S.*?)\s*$/)?.[1];
      const remoteId = block.field("Remote id:", /Remote id:\s+(\S.*?)\s*$/)?.[1];
      const initiator = block.field("Initiator of SA", /: (Yes|No)\s*$/)?.[1];
      return {
        ...head(block),
        encryption: needed(words, "Encr"),
        keySize: keySize === undefined ? undefined : numberIn(keySize, "keysize"),
        prf: needed(words, "PRF"),
        hash: needed(words, "Hash"),
        dhGroup: numberIn(needed(words, "DH Grp"), "DH Grp"),
        authSign: words.get("Auth sign"),
        authVerify: words.get("Auth verify"),
        lifetimeSeconds: Number(lifetime),
        activeSeconds: Number(active),
        localId: localId && identity(localId),
        remoteId: remoteId && identity(remoteId),
        dpd: dpd && { seconds: Number(dpd[1]), retry: Number(dpd[2]) },
        nat: nat(block),
        isInitiator: initiator === undefined ? undefined : initiator === "Yes",
      };
    }),
};
