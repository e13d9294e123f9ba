import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { withoutKeys } from "../lib/evidence/secrets";
import { routerFile } from "../lib/model/router-file";
import type { Site } from "../lib/model/site";
import { perInstance, type PerInstance } from "../lib/model/topology";
import type { Deployed, Known, KnownFile } from "../lib/report/known";
import { readState } from "../runner/state";
import { stateFile } from "../runner/synthesized";
import type { Target } from "../runner/target";
import { inProject, isStateHere } from "./at-work";
import type { NamedConfig } from "./config-file";
import { readDeployment, recordFolder } from "./deployment-record";
import * as onDemand from "./on-demand";
import { lastResults } from "./results";

/**
 * What is known of a config's deployment: its record, the routers' files, and the state of the gateway's stack where
 * that is kept here. Where something else is deployed, or nothing, only what was found of the config before.
 *
 * @param made when the report is made: a time of ISO 8601
 */
export function knownOf(target: Target, config: NamedConfig, made: string): Known {
  const file = inProject(target, config.file);
  const results = lastResults(target).filter((one) => one.config === file);
  const record = readDeployment(target);
  if (record?.config !== file || record.ended === undefined || record.exitCode === undefined) return { made, results };
  const { sites, gateway } = config.deployment;
  const files = knownFiles(target, sites, made);
  const outputs = isStateHere(target, config.deployment) ? outputsOf(stateFile(target.home, gateway.stack)) : undefined;
  const gatewayAddresses = outputs?.gateway_public_addresses ?? addressesIn(files, sites);
  const deployed: Deployed = {
    ended: record.ended,
    exitCode: record.exitCode,
    simulated: target.simulated,
    peers: outputs?.tunnel_matrix ?? {},
    files,
    ...(gatewayAddresses && { gatewayAddresses }),
  };
  return { made, results, deployed };
}

/** The outputs of the gateway's stack that are read here. A matrix gives the router's address of each connection. */
const outputs = z.object({
  gateway_public_addresses: z.tuple([z.string(), z.string()]),
  tunnel_matrix: z
    .record(z.string(), z.array(z.object({ connection: z.string(), router_public_address: z.string() })))
    .transform((matrix) =>
      Object.fromEntries(
        Object.values(matrix).flatMap((rows) => rows.map((row) => [row.connection, row.router_public_address])),
      ),
    ),
});

/** @returns undefined where the state has none of them, as before the first deployment has ended */
const outputsOf = (file: string) => outputs.safeParse(readState(file).outputs).data;

/** The gateway's addresses as the routers have them: each instance is the far end of a tunnel. */
function addressesIn(files: Deployed["files"], sites: readonly Site[]): PerInstance<string> | undefined {
  const { readRouterConfig } = onDemand.verification();
  const found = new Map<number, string>();
  for (const { router, tunnels } of sites) {
    const text = files[router.name]?.text;
    if (text === undefined) continue;
    for (const { name, destination } of readRouterConfig(text).tunnels) {
      const tunnel = tunnels.find((one) => one.name === name);
      if (tunnel) found.set(tunnel.instance, destination);
    }
  }
  return found.size === 2 ? perInstance((instance) => found.get(instance)!) : undefined;
}

const seenSchema = z.record(
  z.string(),
  z.object({ text: z.string(), made: z.string(), before: z.object({ text: z.string(), made: z.string() }).optional() }),
);

/** Routers' files as reports have had them, by router. */
type Seen = z.infer<typeof seenSchema>;

/**
 * The routers' files, with their keys masked, and beside each what an earlier report had in its place. What a report
 * has now is kept for the next.
 */
function knownFiles(target: Target, sites: readonly Site[], made: string): Readonly<Record<string, KnownFile>> {
  const folder = join(recordFolder(target), "reported");
  const kept = join(folder, "files.json");
  const seen = readSeen(kept);
  const now = sites.flatMap(({ router: { name } }) => {
    const file = join(target.home, routerFile(name));
    if (!existsSync(file)) return [];
    const text = withoutKeys(readFileSync(file, "utf8"));
    const last = seen[name];
    if (last?.text === text) return [[name, last] as const];
    return [[name, { text, made, ...(last && { before: { text: last.text, made: last.made } }) }] as const];
  });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(kept, `${JSON.stringify({ ...seen, ...Object.fromEntries(now) }, null, 2)}\n`, { mode: 0o600 });
  return Object.fromEntries(now.map(([name, { text, before }]) => [name, { text, ...(before && { before }) }]));
}

/** One that cannot be read counts as none. */
function readSeen(file: string): Seen {
  if (!existsSync(file)) return {};
  try {
    return seenSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return {};
  }
}
