import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { LAB, readConfig, sitesOf } from "./config-file";
import * as onDemand from "./on-demand";
import { word } from "./word";

interface GraphOptions {
  readonly mermaid?: boolean;
  readonly out?: string;
}

export const graph = word<GraphOptions>({
  name: "graph",
  does: "Draw which tunnel leads from which WAN to which instance of the gateway, as SVG or Mermaid.",
  takes: ["config", "strict"],
  define: (command) =>
    command
      .argument("[site]", "with this site alone")
      .option("--mermaid", "as a flowchart of Mermaid, for Markdown")
      .option("-o, --out <file>", "into this file (default: stdout)"),
  examples: ["npx vpn graph --out lab.svg", "npx vpn graph oslo --config config/fleet.json --mermaid"],
  notes: `Without --config and VPN_CONFIG, it reads ${LAB}. The picture is of the config: nothing is asked of Azure.
Mermaid places what it draws by itself; of more than a few sites, the SVG is easier to read.`,
  run: (shell, options, [wanted]) => {
    const { mermaidOf, svgOf, topologyGraph } = onDemand.graphs();
    const config = readConfig(shell, options, LAB);
    const described = topologyGraph({ ...config.deployment, sites: sitesOf(config, wanted) });
    const picture = options.mermaid ? mermaidOf(described) : svgOf(described);
    if (options.out === undefined) shell.print(picture.trimEnd());
    else writeFileSync(resolve(shell.cwd, options.out), picture);
    return 0;
  },
});
