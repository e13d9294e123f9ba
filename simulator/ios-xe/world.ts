/** The algorithms of an IKE SA. */
export interface IkeSuite {
  readonly encryption: "AES-GCM" | "AES-CBC" | "3DES" | "DES";
  /** In bits. */
  readonly keySize?: number;
  /** `SHA384` */
  readonly prf: string;
  /** `None` with a GCM cipher. */
  readonly hash: string;
  readonly dhGroup: number;
}

/** An IKE SA, or the attempt at one. */
export interface IkeState {
  /** `IN-NEG`: the far end is silent. `DELETE`: it has refused. */
  readonly status: "READY" | "IN-NEG" | "DELETE";
  readonly local: { readonly address: string; readonly port: number };
  readonly remote: { readonly address: string; readonly port: number };
  readonly localId: string;
  readonly remoteId: string;
  /** Absent until IKE_SA_INIT is answered. */
  readonly suite?: IkeSuite;
  readonly lifetimeSeconds: number;
  readonly activeSeconds: number;
  /** 16 hexadecimal digits. */
  readonly localSpi: string;
  readonly remoteSpi: string;
}

/** ESP SAs, one in each direction, and their counters. */
export interface FlowState {
  readonly family: "ipv4" | "ipv6";
  /** Prefixes in CIDR notation. */
  readonly local: string;
  readonly remote: string;
  /** As IOS-XE shows it: `esp-gcm 256`, `esp-256-aes esp-sha256-hmac`. */
  readonly transform: string;
  /** 8 hexadecimal digits. */
  readonly inboundSpi: string;
  readonly outboundSpi: string;
  /** In packets. */
  readonly encaps: number;
  readonly decaps: number;
  readonly remainingSeconds: number;
  /** Undefined without PFS. */
  readonly pfsGroup?: number;
}

/** The crypto of a tunnel interface. */
export interface TunnelState {
  readonly ike?: IkeState;
  readonly flows: readonly FlowState[];
}

/** What is around a router. */
export interface World {
  /** Comes after each line that has changed the running configuration. Keys are in clear, whatever the router shows. */
  configured(running: string): void;
  /** How a tunnel interface's crypto is now. Absent: the router has no SA and does not ask. */
  tunnel(name: string): TunnelState | undefined;
  /** Addresses that DHCP has given, with their length: `10.2.0.4/27`. */
  addresses(interfaceName: string): { readonly ipv4?: string; readonly ipv6?: readonly string[] };
  /** Ends SAs: all of them, or those with this remote address. */
  clear(remote?: string): void;
  ping(
    target: string,
    source: string | undefined,
    count: number,
  ): {
    readonly received: number;
    /** Least, mean and most. */
    readonly milliseconds?: readonly [number, number, number];
  };
}
