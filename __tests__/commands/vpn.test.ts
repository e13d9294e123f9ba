import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ProjectCopy } from "../../testing/project-copy";
import { lab } from "../helpers/synth";
import { inTerminal } from "../helpers/terminal";
import { withTerraform } from "../helpers/with-terraform";

const SOURCE = join(__dirname, "../..");
const project = new ProjectCopy();
afterAll(() => project.remove());
const folder = realpathSync(project.folder);
const elsewhere = join(folder, "elsewhere");
mkdirSync(elsewhere);
writeFileSync(
  join(elsewhere, "mine.json"),
  JSON.stringify(lab((config) => (config.sites[0]!.catalyst = { name: "hq" }))),
);

const environment = { ...process.env, npm_config_cache: join(folder, "npm") };
const run = (command: string, args: readonly string[], cwd: string) =>
  spawnSync(command, args, { cwd, env: environment, encoding: "utf8" });

test.each([
  ["npx vpn", "npx", ["--offline", "vpn", "preview", "--config", "mine.json"]],
  ["npm run", "npm", ["run", "--silent", "preview", "--", "--config", "mine.json"]],
  ["npm --prefix", "npm", ["--prefix", folder, "run", "--silent", "preview", "--", "--config", "mine.json"]],
  ["its path", join(folder, "commands", "vpn.cjs"), ["preview", "--config", "mine.json"]],
])("%s takes a path relative to where the user stands", (_, command, args) => {
  const { status, stdout, stderr } = run(command, args, elsewhere);
  expect(stderr).toMatch(
    /^Config: (elsewhere|\S*\/elsewhere)\/mine\.json \(--config\)\nhq \(site cat\), |^Config: mine\.json \(--config\)\nhq /,
  );
  expect({ status, keys: stdout.match(/pre-shared-key/g)?.length }).toEqual({ status: 0, keys: 2 });
});

test("synth writes into the project's folder, wherever the user stands", () => {
  expect(run(join(folder, "commands", "vpn.cjs"), ["synth", "-c", "mine.json"], elsewhere).status).toBe(0);
  const { stacks } = JSON.parse(readFileSync(project.path("cdktf.out", "manifest.json"), "utf8")) as { stacks: object };
  expect(Object.keys(stacks)).toEqual(["onprem-cat", "vpn-gateway"]);
});

test("only commands, main.ts and the simulator's process read the process's arguments and environment", () => {
  // The runner still reads a few variables of its children.
  const folders = ["bench", "config", "lab", "lib"];
  const files = folders.flatMap((folder) =>
    readdirSync(join(SOURCE, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  );
  const sources = files.filter((file) => file.endsWith(".ts"));
  const readers = sources.filter((file) =>
    /\bprocess\.(env|argv|exit|exitCode)\b/.test(readFileSync(join(SOURCE, file), "utf8")),
  );
  expect(sources.length).toBeGreaterThan(50);
  expect(readers).toEqual([]);
});

withTerraform(() => {
  const COMMAND = ["commands/vpn.cjs", "--simulate"];
  const surroundings = { cwd: folder, env: environment };
  const inTheMidst = async () => {
    while (project.cloudFiles().length < 5) await sleep(20);
  };
  const isWrittenDown = () =>
    expect(project.run("start", ["status"]).stdout).toMatch(
      /^The deployment of config\/lab\.json ended .* with exit code 1/,
    );

  test("Ctrl-C ends a deployment in good order, with exit code 130", async () => {
    const child = spawn(process.execPath, COMMAND, { ...surroundings, stdio: "ignore", detached: true });
    const ended = new Promise((resolve) => child.on("close", resolve));
    await inTheMidst();
    process.kill(-child.pid!, "SIGINT");
    expect(await ended).toBe(130);
    isWrittenDown();
  });

  test("a terminal that goes away ends a deployment in good order", async () => {
    project.run("start", ["reset"]);
    const terminal = inTerminal(process.execPath, COMMAND, surroundings);
    await inTheMidst();
    terminal.goAway();
    await terminal.ended;
    isWrittenDown();
  });
});
