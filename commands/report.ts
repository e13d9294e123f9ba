import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { Option } from "commander";
import { LAB, readConfig, sitesOf } from "./config-file";
import * as onDemand from "./on-demand";
import { knownOf } from "./report-known";
import { readDeployedConfig, targetOf } from "./target";
import { word } from "./word";

const FORMATS = ["html", "markdown", "json"] as const;

interface ReportOptions {
  readonly format: (typeof FORMATS)[number];
  readonly out?: string;
}

export const report = word<ReportOptions>({
  name: "report",
  does: "Write what is handed over: picture, addresses, both ends' policies, tunnels, routes, files, costs and results.",
  takes: ["simulate", "config", "strict"],
  define: (command) =>
    command
      .argument("[site]", "of this site alone")
      .addOption(new Option("--format <format>", "of the report").choices(FORMATS).default("html"))
      .option("-o, --out <file>", "into this file, which only you can read (default: stdout)"),
  examples: [
    "npx vpn report --config config/mine.json --out report.html",
    "npx vpn report oslo --config config/fleet.json --format markdown",
    "npm start -- report --out lab.html",
  ],
  notes: `What is deployed from the config gives addresses, routers' files and what was last found of it; else the config
alone, with stand-ins for the gateway's addresses. Nothing is asked of Azure or a router. Keys are masked.
Without --config and VPN_CONFIG, it reads ${LAB}; with --simulate, the config that is deployed.`,
  run: (shell, options, [wanted]) => {
    const { htmlOf, markdownOf, reportData } = onDemand.reports();
    const config = options.simulate ? readDeployedConfig(shell, options) : readConfig(shell, options, LAB);
    const sites = sitesOf(config, wanted);
    const known = knownOf(targetOf(shell, options, config), config, new Date().toISOString());
    const data = reportData({ deployment: config.deployment, sites, known });
    const text = {
      html: () => htmlOf(data),
      markdown: () => markdownOf(data),
      json: () => `${JSON.stringify(data, null, 2)}\n`,
    }[options.format]();
    if (options.out === undefined) shell.print(text.trimEnd());
    else writeFileSync(resolve(shell.cwd, options.out), text, { mode: 0o600 });
    return 0;
  },
});
