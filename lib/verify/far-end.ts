/** What the gateway's end knows of the router's tunnels, by their names; undefined where it does not know. */
export interface FarEnd {
  hasIkeSa(tunnel: string): boolean | undefined;
  /** Whether packets came out of the tunnel between two readings. */
  receives(tunnel: string): boolean | undefined;
}

/** Where Azure was not asked. */
export const NOBODY: FarEnd = { hasIkeSa: () => undefined, receives: () => undefined };
