/** What Azure sees of tunnels, and says of its own health. */
export interface Watched {
  /** Tunnels of the connection with this id, one for each instance of the gateway that has tried. */
  tunnels(connectionId: string): readonly Tunnel[];
  /** What the gateway's instances are called in its metrics, from 0 on. @default - as in its health probe; inferred */
  readonly instanceNames?: readonly string[];
  /** What is the matter with Azure's services and resources, as long as it goes on. @default none */
  events?(): readonly HealthEvent[];
}

/** What Azure knows from its gateways and machines alone, not from what it is told to have. */
export interface Live extends Watched {
  /** Runs a shell script on the machine with this id. @throws Error where its agent does not answer */
  run(machineId: string, script: string): Promise<{ readonly stdout: string; readonly stderr: string }>;
  /** Reboots the gateway's instance with this public address. @returns once it is back */
  reset(instanceAddress: string): Promise<void>;
}

export interface Tunnel {
  /** Public address of the gateway's instance. */
  readonly instanceAddress: string;
  /** Public address of the router. */
  readonly peerAddress: string;
  readonly connected: boolean;
  /** When it last came up. */
  readonly established?: Date;
  readonly ingressBytes: number;
  readonly egressBytes: number;
  readonly ikeSa?: IkeSa;
  /** What goes through it now. @default nothing */
  readonly ingress?: Flow;
  readonly egress?: Flow;
}

/** What a gateway's instance counts of one direction of a tunnel in a second. */
export interface Flow {
  readonly bytes: number;
  readonly packets: number;
  /** Packets that it drops, but for the next. */
  readonly dropped: number;
  /** Packets that it drops since no traffic selector is for them. */
  readonly mismatched: number;
}

export interface Association {
  /** In the words of a connection's `ipsecPolicies`: `GCMAES256`. */
  readonly encryption: string;
  /** In the same words: `SHA384` of an IKE SA, `GCMAES256` of an ESP SA with GCM. */
  readonly integrity: string;
  readonly lifetimeSeconds: number;
  /** Whether the gateway began it. */
  readonly isInitiator: boolean;
  readonly elapsedSeconds: number;
}

export interface IkeSa extends Association {
  readonly initiatorSpi: bigint;
  readonly responderSpi: bigint;
  /** `DHGroup2048` */
  readonly dhGroup: string;
  /** Port of both ends where ESP goes in UDP, else 0. */
  readonly udpPort: number;
  readonly childSas: readonly ChildSa[];
}

export interface ChildSa extends Association {
  /** `None`, `PFS2048` */
  readonly pfsGroup: string;
  readonly inboundSpi: number;
  readonly outboundSpi: number;
  /** Prefixes in either family, such as `0.0.0.0/0` and `::/0`. */
  readonly localSelectors: readonly string[];
  readonly remoteSelectors: readonly string[];
  /** 0 where there is no limit. */
  readonly lifetimeKilobytes: number;
}

/** An event of the activity log that has not ended, by the paths of its fields: `properties.incidentType`. */
export interface HealthEvent {
  /** Of the resource, or of the subscription. */
  readonly scope: string;
  readonly fields: Readonly<Record<string, string>>;
}
