import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { describeStrays } from "./strays";
import { commandLine, type Target } from "./target";

/** The most sites that are shown one by one. */
const MOST_SITES = 12;

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
  const sites = all.flatMap(({ tunnel_matrix = {} }) => Object.entries(tunnel_matrix));
  if (sites.length > MOST_SITES) {
    console.log(`\nTunnels of ${sites.length} sites: the output tunnel_matrix has them`);
  }
  for (const [site, tunnels] of sites.length > MOST_SITES ? [] : sites) {
    console.log(`\nTunnels of ${site}`);
    printTable([
      ["tunnel", "gateway instance", "router"],
      ...tunnels.map((tunnel) => [
        tunnel.tunnel_interface,
        `${tunnel.gateway_instance} ${tunnel.gateway_address}`,
        endOf(tunnel),
      ]),
    ]);
  }
  const files = all.flatMap(({ router_config_files = {} }) => Object.values(router_config_files));
  const shown = files.map((file) => relative(project, join(home, file)));
  if (shown.length > MOST_SITES) {
    console.log(`\nRouter configuration\n  ${shown.length} files in ${dirname(shown[0]!)}`);
  } else if (shown.length > 0) {
    console.log(`\nRouter configuration\n${shown.map((file) => `  ${file}`).join("\n")}`);
  }
  const where = simulated ? "on a simulated Azure" : "in Azure";
  console.log(`\nDone in ${(milliseconds / 1000).toFixed(1)} s, ${where}.`);
  if (simulated) {
    console.log("Next:");
    if (shown.length > 0) console.log(`  less ${shown[0]}`);
    printTable([
      [commandLine(target, "plan"), "what a change would do"],
      ["npx vpn init", "a config of your own, for Azure"],
    ]);
  }
  describeStrays(target).forEach((line) => console.log(line));
}

/** The router's end: its interface, the address of that where it is known, and what Azure knows it by where that differs. */
function endOf(
  tunnel: Readonly<Record<`router_${"interface" | "private_address" | "public_address"}`, string>>,
): string {
  const { router_interface: name, router_private_address: own, router_public_address: known } = tunnel;
  return [name, own === "unknown" ? "" : own, own === known ? "" : `(${known})`].filter(Boolean).join(" ");
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) console.log(`  ${row.map((cell, i) => cell.padEnd(widths[i]!)).join("  ")}`.trimEnd());
}
