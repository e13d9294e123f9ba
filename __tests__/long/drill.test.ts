import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { endLab, startLab } from "../../testing/day-two";
import { ProjectCopy } from "../../testing/project-copy";

let copy: ProjectCopy;
beforeEach(() => {
  copy = new ProjectCopy();
});
afterEach(() => copy.remove());

/** Deploys a config, and has what is at its ends while `work` goes on. */
async function kept(config: string, work: (args: readonly string[]) => void | Promise<void>): Promise<void> {
  const args = ["--config", config];
  expect(copy.run("start", args)).toMatchObject({ status: 0 });
  const lab = await startLab(copy.folder, ["--keep", "--paper", ...args]);
  try {
    await work(args);
  } finally {
    await endLab(lab);
  }
}

const outcomes = (name: string) => {
  const file = copy.path(".simulator", "state", "results", `drill-${name}.json`);
  const { word, config, site, outcome, checks } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  const found = (checks as { check: string; outcome: string }[]).map((one) => `${one.check}: ${one.outcome}`);
  return { word, config, site, outcome, found };
};

test("an instance is reset, the loss is measured, and what is not healthy is left alone", async () => {
  await kept("config/lab.json", async (args) => {
    const { status, stdout, stderr } = copy.run("start", ["drill", "--yes", ...args]);
    expect({ status, stderr }).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^ +\d+ s {2}down: Tunnel0$/m),
    });
    expect(stdout.replace(/\d+(\.\d)?/g, "N")).toBe(`cat has come through the drill.

  passed    TunnelN: back    down after N s, back after N s
  passed    all of the site  healthy
  passed    pings over IPvN  N sent, N lost, longest gap N s
  passed    pings over IPvN  N sent, N lost, longest gap N s
`);
    expect(outcomes("cat")).toEqual({
      ...{ word: "drill", config: "config/lab.json", site: "cat", outcome: "passed" },
      found: ["Tunnel0: back: passed", "all of the site: passed", "pings over IPv4: passed", "pings over IPv6: passed"],
    });

    const stopped = spawn(process.execPath, ["commands/vpn.cjs", "--simulate", "drill", "--yes", "--instance", "1"], {
      cwd: copy.folder,
    });
    let said = "";
    stopped.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (/down: Tunnel1/.test(text)) stopped.kill("SIGINT");
    });
    const [code] = (await once(stopped, "close")) as [number];
    expect(code).toBe(130);
    expect(said).toMatch(/^Interrupted\. Azure goes on with the reset/m);
    expect(outcomes("cat")).toMatchObject({
      outcome: "unknown",
      found: [
        "Tunnel1: back: unknown",
        "all of the site: unknown",
        "pings over IPv4: passed",
        "pings over IPv6: passed",
      ],
    });

    expect(copy.run("start", ["drill", ...args])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("no terminal to ask at"),
    });
    // Until the instance is back.
    await sleep(5000);
    expect(copy.run("start", ["verify", ...args])).toMatchObject({ status: 0 });
    expect(copy.run("start", ["drift", "connection-mode"])).toMatchObject({ status: 0 });
    expect(copy.run("start", ["drill", "--yes", ...args])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^cat is not healthy, and is not drilled: conn1-to-Catalyst: connection mode is degraded, and 1 more; npm start -- verify cat says what to do$/m,
      ),
    });
  });
});

test("without test machines the tunnels are drilled, and the loss is not known", async () => {
  await kept("config/examples/two-providers.json", (args) => {
    expect(copy.run("start", ["drill", "--yes", ...args])).toMatchObject({ status: 1 });
    expect(outcomes("oslo")).toMatchObject({
      outcome: "unknown",
      found: ["Tunnel0: back: passed", "all of the site: passed", "pings: unknown"],
    });
  });
});
