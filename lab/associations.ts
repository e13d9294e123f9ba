import { parseRaw, type Section } from "./vici";

/** One of the two SAs of a child. */
export interface Direction {
  /** In hexadecimal. */
  readonly spi: string;
  readonly packets: number;
  readonly bytes: number;
}

/** An IKE SA with its newest child, as the daemon reports it. */
export interface Association {
  readonly localAddress: string;
  readonly localPort: string;
  readonly remoteAddress: string;
  readonly remotePort: string;
  /** SPIs of the two ends, in hexadecimal. */
  readonly localSpi: string;
  readonly remoteSpi: string;
  /** Since when it is established. */
  readonly seconds: number;
  /** `aes256gcm16-prfsha384-modp2048` */
  readonly ike: string;
  /**
   * Whether there is a NAT before this end, by what the other end sees of it. What it sees of the other end says
   * nothing: where ESP is in user space, strongSwan claims a NAT before itself, to have ESP in UDP.
   */
  readonly behindNat: boolean;
  readonly uniqueId: string;
  readonly child?: {
    readonly uniqueId: string;
    /** `aes256gcm16`; a group follows only after a rekeying with PFS. */
    readonly esp: string;
    readonly inUdp: boolean;
    readonly local: readonly string[];
    readonly remote: readonly string[];
    readonly inbound: Direction;
    readonly outbound: Direction;
    /** Until it is rekeyed. */
    readonly secondsLeft: number;
  };
}

/** The words of a proposal, by the names that charon reports. */
export const NAMES: Readonly<Record<string, string>> = {
  AES_GCM_16: "gcm16",
  AES_CBC: "",
  HMAC_SHA1_96: "sha1",
  HMAC_SHA2_256_128: "sha256",
  HMAC_SHA2_384_192: "sha384",
  HMAC_SHA2_512_256: "sha512",
  PRF_HMAC_SHA1: "prfsha1",
  PRF_HMAC_SHA2_256: "prfsha256",
  PRF_HMAC_SHA2_384: "prfsha384",
  PRF_HMAC_SHA2_512: "prfsha512",
  MODP_2048: "modp2048",
  ECP_256: "ecp256",
  ECP_384: "ecp384",
};

/** The algorithms of an SA in the spelling of a proposal. */
function proposal(sa: Section): string {
  const cipher = `aes${String(sa["encr-keysize"])}${NAMES[String(sa["encr-alg"])] ?? String(sa["encr-alg"])}`;
  const others = ["integ-alg", "prf-alg", "dh-group"].flatMap((key) =>
    sa[key] ? [NAMES[String(sa[key])] ?? String(sa[key])] : [],
  );
  return [cipher, ...others].join("-");
}

/** Every established IKE SA in what `swanctl --list-sas --raw` prints. */
export function associationsOf(raw: string): Association[] {
  return parseRaw(raw)
    .flatMap((event) => Object.values(event) as Section[])
    .filter(({ state }) => state === "ESTABLISHED")
    .map((sa) => {
      const children = Object.values((sa["child-sas"] ?? {}) as Section) as Section[];
      const [newest] = children
        .filter(({ state }) => state === "INSTALLED")
        .sort((a, b) => Number(b.uniqueid) - Number(a.uniqueid));
      const spis = [String(sa["initiator-spi"]), String(sa["responder-spi"])] as const;
      const [localSpi, remoteSpi] = sa.initiator === "yes" ? spis : [spis[1], spis[0]];
      return {
        localAddress: String(sa["local-host"]),
        localPort: String(sa["local-port"]),
        remoteAddress: String(sa["remote-host"]),
        remotePort: String(sa["remote-port"]),
        localSpi,
        remoteSpi,
        seconds: Number(sa.established),
        ike: proposal(sa),
        behindNat: sa["nat-local"] === "yes",
        uniqueId: String(sa.uniqueid),
        child: newest && {
          uniqueId: String(newest.uniqueid),
          esp: proposal(newest),
          inUdp: newest.encap === "yes",
          local: newest["local-ts"] as readonly string[],
          remote: newest["remote-ts"] as readonly string[],
          inbound: directionOf(newest, "in"),
          outbound: directionOf(newest, "out"),
          secondsLeft: Number(newest["rekey-time"]),
        },
      };
    });
}

const directionOf = (child: Section, way: "in" | "out"): Direction => ({
  spi: String(child[`spi-${way}`]),
  packets: Number(child[`packets-${way}`]),
  bytes: Number(child[`bytes-${way}`]),
});
