import { join, relative } from "node:path";
import { z } from "zod";
import { readState } from "./state";
import { deployedStacks, stacks, stateFile } from "./synthesized";

/** The outputs that are shown, where a stack has them. */
const outputs = z.object({
  tunnel_matrix: z
    .record(
      z.string(),
      z.array(
        z.object({
          gateway_instance: z.number(),
          gateway_address: z.string(),
          connection: z.string(),
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

/** Says what there is after a deployment, and what to do with it. */
export function printSummary(home: string, project: string, milliseconds: number): void {
  const states = stacks(home).map((stack) => ({ stack, state: readState(stateFile(home, stack)) }));
  console.log("\nResources");
  for (const { stack, state } of states) console.log(`  ${stack}: ${state.resources.length}`);
  const files: string[] = [];
  for (const { state } of states) {
    const { tunnel_matrix = {}, router_config_files = {} } = outputs.parse(state.outputs);
    for (const [site, tunnels] of Object.entries(tunnel_matrix)) {
      console.log(`\nTunnels of ${site}`);
      const header = ["gateway instance", "connection", "router", "tunnel"];
      printTable([
        header,
        ...tunnels.map((tunnel) => [
          `${tunnel.gateway_instance} ${tunnel.gateway_address}`,
          tunnel.connection,
          `${tunnel.router_interface} ${tunnel.router_private_address} (${tunnel.router_public_address})`,
          tunnel.tunnel_interface,
        ]),
      ]);
    }
    files.push(...Object.values(router_config_files));
  }
  const shown = files.map((file) => relative(project, join(home, file)));
  if (shown.length > 0) console.log(`\nRouter configuration\n${shown.map((file) => `  ${file}`).join("\n")}`);
  console.log(`\nDone in ${(milliseconds / 1000).toFixed(1)} s, on a simulated Azure. Next:`);
  if (shown.length > 0) console.log(`  less ${shown[0]}`);
  console.log("  npm start -- plan         what a change of the config would do");
  console.log("  npx cdktf deploy '*'      the same in Azure; see the README first");
  describeStrays(home).forEach((line) => console.log(line));
}

/** Stacks that are deployed but not in the config any more, each with the command that removes it. */
export function describeStrays(home: string): string[] {
  const strays = deployedStacks(home)
    .filter((stack) => !stacks(home).includes(stack))
    .filter((stack) => readState(stateFile(home, stack)).resources.length > 0);
  return strays.length === 0
    ? []
    : [
        "\nStill deployed, though not in the config:",
        ...strays.map((stack) => `  ${stack}: npm start -- destroy ${stack}`),
      ];
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) console.log(`  ${row.map((cell, i) => cell.padEnd(widths[i]!)).join("  ")}`.trimEnd());
}
