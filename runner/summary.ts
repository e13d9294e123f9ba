import { join, relative } from "node:path";
import { z } from "zod";
import { describeStrays } from "./strays";
import type { Target } from "./target";

/** The outputs that are shown, where a stack has them. */
const outputs = z.object({
  tunnel_matrix: z
    .record(
      z.string(),
      z.array(
        z.object({
          gateway_instance: z.number(),
          gateway_address: z.string(),
          router_interface: z.string(),
          router_private_address: z.string(),
          router_public_address: z.string(),
          tunnel_interface: z.string(),
        }),
      ),
    )
    .optional(),
  router_config_files: z.record(z.string(), z.string()).optional(),
});

/** What a deployment has made of a stack. */
export interface DeployedStack {
  readonly stack: string;
  readonly resources: number;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Says what there is after a deployment, and what to do with it, in 80 columns. */
export function printSummary(target: Target, deployed: readonly DeployedStack[], milliseconds: number): void {
  const { home, project, simulated } = target;
  console.log("\nResources");
  for (const { stack, resources } of deployed) console.log(`  ${stack}: ${resources}`);
  const all = deployed.map((one) => outputs.parse(one.outputs));
  for (const [site, tunnels] of all.flatMap(({ tunnel_matrix = {} }) => Object.entries(tunnel_matrix))) {
    console.log(`\nTunnels of ${site}`);
    printTable([
      ["tunnel", "gateway instance", "router"],
      ...tunnels.map((tunnel) => [
        tunnel.tunnel_interface,
        `${tunnel.gateway_instance} ${tunnel.gateway_address}`,
        `${tunnel.router_interface} ${tunnel.router_private_address} (${tunnel.router_public_address})`,
      ]),
    ]);
  }
  const files = all.flatMap(({ router_config_files = {} }) => Object.values(router_config_files));
  const shown = files.map((file) => relative(project, join(home, file)));
  if (shown.length > 0) console.log(`\nRouter configuration\n${shown.map((file) => `  ${file}`).join("\n")}`);
  const where = simulated ? "on a simulated Azure" : "in Azure";
  console.log(`\nDone in ${(milliseconds / 1000).toFixed(1)} s, ${where}.`);
  if (simulated) {
    console.log("Next:");
    if (shown.length > 0) console.log(`  less ${shown[0]}`);
    console.log("  npm start -- plan         what a change of the config would do");
    console.log("  npx vpn init              a config of your own, for Azure");
  }
  describeStrays(target).forEach((line) => console.log(line));
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) console.log(`  ${row.map((cell, i) => cell.padEnd(widths[i]!)).join("  ")}`.trimEnd());
}
