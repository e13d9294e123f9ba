import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readDeployment, recordDeployment } from "../../commands/deployment-record";
import { keepResult, lastResults } from "../../commands/results";
import { judgedResult, resultOf, type Result } from "../../lib/verify/result";
import { azure, simulatedAzure } from "../../runner/target";
import { lock } from "../../runner/lock";
import { Cloud } from "../../simulator/azure/cloud";
import { lab } from "../helpers/synth";
import { runVpn } from "../helpers/vpn";

let project: string;
const path = (...parts: string[]) => join(project, ".simulator", ...parts);
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "status-"));
  mkdirSync(path("state"), { recursive: true });
  mkdirSync(path("cdktf.out"));
  writeFileSync(
    path("cdktf.out", "manifest.json"),
    JSON.stringify({ stacks: { "onprem-cat": {}, "vpn-gateway": {} } }),
  );
});
afterEach(() => rmSync(project, { recursive: true }));

const status = (...args: string[]) => runVpn(["--simulate", "status", ...args], { project });
const id = (name: string) => `/subscriptions/s/resourceGroups/${name}`;
const SECRET = "Hunter2-Hunter2";

/** A state with a resource group of each name, of which the tainted ones are to be replaced. */
function write(stack: string, names: readonly string[], tainted: readonly string[] = []): void {
  const resources = names.map((name) => ({
    mode: "managed",
    type: "azurerm_resource_group",
    name,
    instances: [{ attributes: { id: id(name), secret: SECRET }, ...(tainted.includes(name) && { status: "tainted" }) }],
  }));
  writeFileSync(path("state", `terraform.${stack}.tfstate`), JSON.stringify({ version: 4, resources }));
}
/** A deployment that ends with this exit code. */
const ended = (code: number) => async (begin: () => void) => {
  begin();
  return code;
};
const put = (name: string) =>
  new Cloud(path("cloud")).put({ type: "Microsoft.Resources/resourceGroups", id: id(name), name, properties: {} });
const json = async () => JSON.parse((await status("--json")).out) as Record<string, unknown>;

test("says that nothing is deployed, and how to begin", async () => {
  expect(await status()).toEqual({ code: 0, out: "Nothing is deployed.\n\nNext:\n  npm start\n", err: "" });
  expect(await json()).toEqual({
    deployment: null,
    stacks: [],
    broken: [],
    leftovers: [],
    found: [],
    next: ["npm start"],
  });
});

test("names config, time, the resources of each stack, and what to do next", async () => {
  write("onprem-cat", ["a", "b"]);
  write("vpn-gateway", ["c"]);
  for (const name of ["a", "b", "c"]) put(name);
  await recordDeployment(simulatedAzure(project, {}), "config/fleet.json", ended(0));
  const { code, out, err } = await status();
  expect({ code, err }).toEqual({
    code: 0,
    err: "Config: config/fleet.json (the last deployment was made from it)\n",
  });
  expect(out).toMatch(
    /^Deployed from config\/fleet\.json, \d{4}-\d\d-\d\d \d\d:\d\d UTC:\n {2}onprem-cat {3}2 resources\n {2}vpn-gateway {2}1 resources\n\nNext:\n {2}npm start -- plan --config \S+\/config\/fleet\.json\n$/,
  );
});

test("names stacks that left the config, tainted resources, leftovers and broken states, each with its way on", async () => {
  write("onprem-cat", ["a", "b"], ["b"]);
  write("onprem-oslo", ["d"]);
  writeFileSync(path("state", "terraform.vpn-gateway.tfstate"), "");
  for (const name of ["a", "b", "d", "stray"]) put(name);
  await recordDeployment(simulatedAzure(project, {}), "config/lab.json", ended(1));
  const { out } = await status();
  expect(out).toMatch(/^The deployment of config\/lab\.json ended .* with exit code 1:\n/);
  expect(out).toContain("  onprem-cat   2 resources, 1 to be replaced\n");
  expect(out).toContain("  onprem-oslo  1 resources, not in the config any more\n");
  expect(out).toContain("it has 0 bytes. There is no backup of it.\n");
  expect(out).toContain(`1 resource that no state knows:\n  azurerm_resource_group ${id("stray")}\n`);
  expect(await json()).toMatchObject({
    stacks: [
      { name: "onprem-cat", resources: 2, tainted: 1, inConfig: true },
      { name: "onprem-oslo", resources: 1, tainted: 0, inConfig: false },
    ],
    broken: [{ stack: "vpn-gateway", hasBackup: false }],
    leftovers: [{ type: "azurerm_resource_group", id: id("stray") }],
    next: ["npm start -- destroy onprem-oslo", "npm start -- deploy --remove-leftovers", "npm start"],
  });
});

describe("what was last found", () => {
  const target = simulatedAzure("", {});
  const at = (hour: number) => `2026-11-26T${String(hour).padStart(2, "0")}:00:00.000Z`;
  const keep = (result: Omit<Result, "config" | "outcome">) =>
    keepResult({ ...target, home: path() }, resultOf({ ...result, config: "config/lab.json" }, result.checks));
  const deployed = (began: string, config = "config/lab.json") => {
    write("vpn-gateway", ["c"]);
    put("c");
    writeFileSync(path("state", "deployment.json"), JSON.stringify({ config, began, ended: began, exitCode: 0 }));
  };
  const PASSED = { check: "Tunnel0: IKE SA", outcome: "passed" } as const;
  const DOWN = { check: "Tunnel1: IKE SA", outcome: "failed", seen: "none", expected: "READY" } as const;

  test("stands there by time, with each tunnel and what is to be done about it", async () => {
    deployed(at(8));
    keep({ word: "lab", site: "cat", ended: at(7), checks: [PASSED] });
    keep({ word: "plan", ended: at(9), checks: [{ check: "vpn-gateway", outcome: "degraded", seen: "1 to change" }] });
    keep({ word: "verify", site: "cat", ended: at(10), checks: [PASSED, DOWN, { ...PASSED, check: "licence level" }] });
    keep({ word: "drill", site: "cat", ended: at(11), checks: [PASSED] });
    const { out } = await status();
    expect(out).toContain(
      [
        "Last found:",
        "  lab cat     2026-11-26 07:00 UTC  1 passed, 0 failed; before the last deployment",
        "  plan        2026-11-26 09:00 UTC  vpn-gateway: 1 to change",
        "  verify cat  2026-11-26 10:00 UTC  failed; Tunnel0 passed; Tunnel1 failed",
        "  drill cat   2026-11-26 11:00 UTC  passed; Tunnel0 passed",
        "",
        "Next:",
        "  npm start",
        "  npm start -- verify cat",
        "",
      ].join("\n"),
    );
  });

  test("is of the last time alone, names what to mend first, and is not of another config", async () => {
    deployed(at(8));
    const occasion = { word: "verify", config: "config/lab.json", site: "cat", ended: at(9) } as const;
    keep({ ...occasion, ended: at(8), checks: [PASSED] });
    const causes = [{ name: "UDP 500 blocked", text: "open UDP 500" }] as const;
    keepResult({ ...target, home: path() }, judgedResult(occasion, [{ ...DOWN, causes }]));
    expect((await status()).out).toContain("failed; first: UDP 500 blocked; Tunnel1 failed\n");
    expect(lastResults({ ...target, home: path() })).toEqual([
      { ...occasion, outcome: "failed", first: "UDP 500 blocked", checks: [{ ...DOWN, causes: ["open UDP 500"] }] },
    ]);
    expect(statSync(path("state", "results", "verify-cat.json")).mode & 0o777).toBe(0o600);
    deployed(at(8), "config/fleet.json");
    expect((await status()).out).not.toContain("Last found");
  });

  test("of many sites, shows those that are not well, and fits on a screen", async () => {
    deployed(at(8));
    for (let i = 0; i < 50; i++) {
      keep({ word: "verify", site: `s${i}`, ended: at(9), checks: [i === 7 ? DOWN : PASSED] });
    }
    const { out } = await status();
    expect(out).toContain("  and 38 more that passed\n");
    expect(out).toContain("  verify s7   2026-11-26 09:00 UTC  failed; Tunnel1 failed\n");
    expect(out.split("\n").length).toBeLessThan(24);
  });

  test("that cannot be read is none", async () => {
    deployed(at(8));
    mkdirSync(path("state", "results"));
    writeFileSync(path("state", "results", "plan.json"), '{"word":"plan"}');
    expect((await status()).out).not.toContain("Last found");
  });
});

test("of a config whose states are elsewhere, shows none of another config's", async () => {
  const elsewhere = lab((config) => (config.backend = { type: "local", folder: "state-b" }));
  writeFileSync(join(project, "b.json"), JSON.stringify(elsewhere));
  mkdirSync(join(project, "state"));
  writeFileSync(join(project, "state", "terraform.vpn-gateway.tfstate"), "");
  await recordDeployment(azure(project, {}), "config/lab.json", ended(0));
  const { out } = await runVpn(["status", "--config", "b.json"], { project });
  expect(out).toContain("Nothing was deployed from it here.\nThe states are in state-b, which is not read here;");
  expect(out).not.toContain("vpn-gateway");
});

test("fails on the simulated Azure too where the config that is named is not there", async () => {
  expect(await status("--config", "none.json")).toMatchObject({
    code: 1,
    err: expect.stringContaining("is not there"),
  });
});

test("shows no secret, and fits on a screen with many stacks", async () => {
  for (let i = 0; i < 40; i++) write(`onprem-site${i}`, ["a"]);
  const { out } = await status();
  expect(out.split("\n").length).toBeLessThan(40);
  expect(out).toContain("  and 28 more stacks\n");
  expect(out + (await status("--json")).out).not.toContain(SECRET);
});

describe("the record of a deployment", () => {
  const record = () => readDeployment(simulatedAzure(project, {}));

  test("is there while it is at work, and says how it ended; only its owner reads it", async () => {
    await recordDeployment(simulatedAzure(project, {}), "config/lab.json", async (begin) => {
      begin();
      expect(record()).toEqual({ config: "config/lab.json", began: expect.stringMatching(/^\d{4}-.*Z$/) });
      // As Terraform holds its state open during its first apply.
      writeFileSync(path("state", "terraform.vpn-gateway.tfstate"), "");
      expect((await status()).out).toMatch(/^The deployment of .* that began .* was cut off:\n.* it has 0 bytes/);
      const release = lock(path());
      expect((await status()).out).toMatch(
        /^The deployment of .* that began .* is at work:\n\nA run is at work here \(process \d+ on \S+\): wait for its end\.\n$/,
      );
      expect(await json()).toMatchObject({ atWork: expect.any(String), broken: [], leftovers: [], next: [] });
      release();
      return 3;
    });
    expect(record()).toMatchObject({ config: "config/lab.json", exitCode: 3, ended: expect.any(String) });
    expect(statSync(path("state", "deployment.json")).mode & 0o777).toBe(0o600);
  });

  test("stays what it was where a deployment is refused before its first change", async () => {
    await recordDeployment(simulatedAzure(project, {}), "config/lab.json", ended(0));
    expect(await recordDeployment(simulatedAzure(project, {}), "config/mine.json", async () => 1)).toBe(1);
    expect(record()).toMatchObject({ config: "config/lab.json", exitCode: 0 });
  });

  test.each(["", "{}", "null"])("that cannot be read is none: %j", (text) => {
    writeFileSync(path("state", "deployment.json"), text);
    expect(record()).toBeUndefined();
  });
});
