import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launchChromium } from "./chromium";
import { ProjectCopy } from "./project-copy";

const pictures = join(__dirname, "..", "docs", "pictures");
const MONITORED = "config/examples/monitored.json";
/** How much of the rehearsal is shown: a part of each kind of break does. */
const LINES = 26;

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** Text as a terminal shows it. */
const terminal = (text: string) =>
  `<body style="margin:0;padding:24px;background:#0d1117;color:#e6edf3"><pre style="margin:0;font:14px/1.5 monospace">${escaped(text)}</pre>`;

/** Runs a command in a copy of the project. @returns what it prints */
function printed(copy: ProjectCopy, script: string, ...args: string[]): string {
  const { status, stdout, stderr } = copy.run(script, args);
  if (status !== 0) throw new Error(`npm run ${script} ${args.join(" ")} ends with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

/** Makes the pictures of the pages in docs/ anew. */
async function main(): Promise<void> {
  const copy = new ProjectCopy();
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1100, height: 1000 } });
    printed(copy, "start");
    printed(copy, "start", "report", "--out", copy.path("report.html"));
    await page.goto(pathToFileURL(copy.path("report.html")).href);
    await page.screenshot({ path: join(pictures, "report.png") });
    printed(copy, "start", "destroy");
    const rehearsal = printed(copy, "lab", "--alerts", "--config", MONITORED);
    const [found] = /^Alerts of the healthy deployment[^]*/m.exec(rehearsal) ?? [];
    if (found === undefined) throw new Error("the rehearsal does not begin with the healthy deployment");
    const shown = found.split("\n").slice(0, LINES).join("\n");
    await page.setViewportSize({ width: 1100, height: 660 });
    await page.setContent(terminal(`$ npm run lab -- --alerts --config ${MONITORED}\n\n${shown}\n...`));
    await page.screenshot({ path: join(pictures, "alerts.png") });
  } finally {
    await browser.close();
    rmSync(copy.folder, { recursive: true });
  }
}

void main();
