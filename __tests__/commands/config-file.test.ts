import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lab } from "../helpers/synth";
import { runVpn } from "../helpers/vpn";

const project = join(__dirname, "../..");
const folder = realpathSync(mkdtempSync(join(tmpdir(), "config-")));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, "mine.json"), JSON.stringify(lab((config) => (config.location = "uksuth"))));

const lineOf = async (args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = project) =>
  (await runVpn([...args], { project, env, cwd })).err.split("\n")[0];

test("--config goes before VPN_CONFIG, and that before the default; the line says which and why", async () => {
  const VPN_CONFIG = "config/fleet.json";
  expect(await lineOf(["preview", "--config", "config/lab.json"], { VPN_CONFIG })).toBe(
    "Config: config/lab.json (--config)",
  );
  expect(await lineOf(["preview"], { VPN_CONFIG })).toBe("Config: config/fleet.json (VPN_CONFIG)");
  expect(await lineOf(["preview"], { VPN_CONFIG: "" })).toBe(
    "Config: config/lab.json (the default; --config or VPN_CONFIG names another)",
  );
});

test("--config is relative to where the user stands, VPN_CONFIG to the project's folder", async () => {
  expect(await lineOf(["preview", "--config", "mine.json"], {}, folder)).toBe(
    `Config: ${join(folder, "mine.json")} (--config)`,
  );
  expect(await lineOf(["preview"], { VPN_CONFIG: "config/lab.json" }, folder)).toBe(
    "Config: config/lab.json (VPN_CONFIG)",
  );
});

test.each(["plan", "deploy", "destroy", "status", "import"])("vpn %s has no default in Azure", async (word) => {
  const { code, out, err } = await runVpn([word], { project });
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(
    /^No config is named, and a deployment in Azure has no default\. .*--config .*VPN_CONFIG=.*--simulate .*\n$/,
  );
});

test.each(["deploy", "destroy"])("vpn %s in Azure asks, and without a terminal it changes nothing", async (word) => {
  const { code, out, err } = await runVpn([word, "--config", "config/lab.json"], { project });
  expect({ code, out, err }).toEqual({
    code: 1,
    out: "",
    err: `Config: config/lab.json (--config)\n${word} asks before it changes Azure, and here is no terminal to ask at; give --yes once you have seen what plan shows\n`,
  });
});

test("a config's report goes before all else, and a warning ends the run where that is asked for", async () => {
  const warning = /has 1 warning:\n {2}location: "uksuth" .*\n/;
  const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    runVpn(["preview", "--config", "mine.json", ...args], { project, cwd: folder, env });
  const shown = await run([]);
  expect([shown.code, warning.test(shown.err)]).toEqual([0, true]);
  expect((await run([], { VPN_STRICT: "0" })).code).toBe(0);
  const strict = ["1", "TRUE", "yes"].map((VPN_STRICT) => run([], { VPN_STRICT }));
  for (const ended of [await run(["--strict"]), ...(await Promise.all(strict))]) {
    expect({ code: ended.code, out: ended.out }).toEqual({ code: 1, out: "" });
    expect(ended.err).toMatch(/Warnings end the run, as --strict or VPN_STRICT=1 asks for\.\n$/);
  }
});

test("fails when the path is wrong, and says which was meant", async () => {
  const { code, err } = await runVpn(["preview", "--config", "config/flet.json"], { project });
  expect(code).toBe(1);
  expect(err).toBe(
    "Config: config/flet.json (--config)\nconfig/flet.json is not there; did you mean config/fleet.json?\n",
  );
});
