import type { Timers } from "./daemon";

/** One end of a tunnel in strongSwan's terms: all that the two translators have in common. */
export interface Endpoint {
  /** Azure's name of the connection, or the router's name of the interface. */
  readonly name: string;
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly localId: string;
  readonly remoteId: string;
  /** What it offers and takes, the preferred one first: `aes256gcm16-prfsha384-modp2048`. */
  readonly ike: readonly string[];
  /** The same: `aes256gcm16`, with a group at the end where PFS is on. */
  readonly esp: readonly string[];
  readonly sharedKey: string;
  readonly selectors: readonly string[];
  readonly saLifetimeSeconds: number;
  /** Packets; strongSwan takes 32 where nothing says more. */
  readonly replayWindow?: number;
  /** Whether this end starts the tunnel and keeps it up. */
  readonly initiates: boolean;
}

/**
 * The text of swanctl.conf for the endpoints of one daemon.
 *
 * @param updown path of the script that sets the routes; without it no tunnel starts by itself
 */
export function swanctlConf(
  endpoints: readonly Endpoint[],
  { dpdSeconds }: Pick<Timers, "dpdSeconds">,
  updown?: string,
): string {
  const starts = (endpoint: Endpoint) => (endpoint.initiates && updown ? "start" : "none");
  const connections = endpoints.map((endpoint) =>
    block(sectionOf(endpoint), [
      "version = 2",
      "mobike = no",
      "unique = replace",
      `local_addrs = ${endpoint.localAddress}`,
      `remote_addrs = ${endpoint.remoteAddress}`,
      `proposals = ${endpoint.ike.join(",")}`,
      `dpd_delay = ${dpdSeconds}s`,
      `keyingtries = ${endpoint.initiates && updown ? 0 : 1}`,
      block("local", ["auth = psk", `id = ${endpoint.localId}`]),
      block("remote", ["auth = psk", `id = ${endpoint.remoteId}`]),
      block("children", [
        block(sectionOf(endpoint), [
          `esp_proposals = ${endpoint.esp.join(",")}`,
          `local_ts = ${endpoint.selectors.join(",")}`,
          `remote_ts = ${endpoint.selectors.join(",")}`,
          `rekey_time = ${endpoint.saLifetimeSeconds}s`,
          ...(endpoint.replayWindow ? [`replay_window = ${endpoint.replayWindow}`] : []),
          `dpd_action = ${endpoint.initiates ? "start" : "clear"}`,
          `start_action = ${starts(endpoint)}`,
          `close_action = ${starts(endpoint)}`,
          ...(updown ? [`updown = ${updown}`] : []),
        ]),
      ]),
    ]),
  );
  // With the far identity alone: strongSwan also tries a secret of which only the near identity matches.
  const secrets = endpoints.map((endpoint) =>
    // In hexadecimal, since swanctl gives quotes a meaning, and "0x" or "0s" at the start of a secret.
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
