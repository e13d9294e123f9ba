/** One end of a tunnel, as strongSwan is told it. Both translators end here, and share nothing else. */
export interface Endpoint {
  /** As its own side calls it. */
  readonly name: string;
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly localId: string;
  readonly remoteId: string;
  /** `aes256gcm16-prfsha384-modp2048` */
  readonly ike: string;
  /** `aes256gcm16`, with a group at the end where PFS is on. */
  readonly esp: string;
  readonly sharedKey: string;
  readonly selectors: readonly string[];
  readonly saLifetimeSeconds: number;
  /** Who starts the tunnel and keeps it up. */
  readonly initiates: boolean;
}

export interface Timers {
  readonly dpdSeconds: number;
}

/** The endpoints of one daemon as swanctl.conf. Without `updown` nothing starts by itself. */
export function swanctlConf(endpoints: readonly Endpoint[], { dpdSeconds }: Timers, updown?: string): string {
  const starts = (endpoint: Endpoint) => (endpoint.initiates && updown ? "start" : "none");
  const connections = endpoints.map((endpoint) =>
    block(sectionOf(endpoint), [
      "version = 2",
      "mobike = no",
      "unique = replace",
      `local_addrs = ${endpoint.localAddress}`,
      `remote_addrs = ${endpoint.remoteAddress}`,
      `proposals = ${endpoint.ike}`,
      `dpd_delay = ${dpdSeconds}s`,
      `keyingtries = ${endpoint.initiates && updown ? 0 : 1}`,
      block("local", ["auth = psk", `id = ${endpoint.localId}`]),
      block("remote", ["auth = psk", `id = ${endpoint.remoteId}`]),
      block("children", [
        block(sectionOf(endpoint), [
          `esp_proposals = ${endpoint.esp}`,
          `local_ts = ${endpoint.selectors.join(",")}`,
          `remote_ts = ${endpoint.selectors.join(",")}`,
          `rekey_time = ${endpoint.saLifetimeSeconds}s`,
          `dpd_action = ${endpoint.initiates ? "start" : "clear"}`,
          `start_action = ${starts(endpoint)}`,
          `close_action = ${starts(endpoint)}`,
          ...(updown ? [`updown = ${updown}`] : []),
        ]),
      ]),
    ]),
  );
  // By the far identity alone: strongSwan also tries a key of which the near one matches.
  const secrets = endpoints.map((endpoint) =>
    // In hexadecimal, or swanctl would look for quotes in it and take "0x" or "0s" at its start for a sign.
    block(`ike-${sectionOf(endpoint)}`, [
      `id = ${endpoint.remoteId}`,
      `secret = 0x${Buffer.from(endpoint.sharedKey).toString("hex")}`,
    ]),
  );
  return `${block("connections", connections)}\n${block("secrets", secrets)}\n`;
}

/** The name of an endpoint's connection and child: a section's name takes no dot, and Azure's names have some. */
export function sectionOf({ name }: Pick<Endpoint, "name">): string {
  return name.replace(/[^A-Za-z0-9-]/g, (sign) => `_${sign.charCodeAt(0).toString(16)}`);
}

function block(name: string, lines: readonly string[]): string {
  return `${name} {\n${lines.join("\n").replace(/^/gm, "  ")}\n}`;
}
