import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { Option } from "commander";
import { LAB, readConfig, sitesOf } from "./config-file";
import * as onDemand from "./on-demand";
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
  examples: ["npx vpn report --config config/mine.json --out report.html", "npm start -- report --format markdown"],
  run: (shell, options, [wanted]) => {
    const { htmlOf, markdownOf, reportData } = onDemand.reports();
    const config = readConfig(shell, options, LAB);
    const known = { made: new Date().toISOString(), results: [] };
    const data = reportData({ deployment: config.deployment, sites: sitesOf(config, wanted), known });
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
