import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepResult } from "../../commands/results";
import type { ReportData } from "../../lib/report/document";
import { resultOf } from "../../lib/verify/result";
import { simulatedAzure } from "../../runner/target";
import { runVpn } from "../helpers/vpn";

const project = join(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "report-"));
afterAll(() => rmSync(folder, { recursive: true }));

const report = (...args: string[]) => runVpn(["report", ...args], { project, cwd: folder });

/** A folder in which config/lab.json is deployed on the simulated Azure. */
function deployed(record: Readonly<Record<string, unknown>> = {}) {
  const home = mkdtempSync(join(folder, "project-"));
  const path = (...parts: string[]) => join(home, ".simulator", ...parts);
  for (const name of ["state", "generated"]) mkdirSync(path(name), { recursive: true });
  mkdirSync(join(home, "config"));
  copyFileSync(join(project, "config/lab.json"), join(home, "config/lab.json"));
  const times = { began: "2026-11-26T08:00:00.000Z", ended: "2026-11-26T08:01:00.000Z" };
  const written = { config: "config/lab.json", ...times, exitCode: 0, ...record };
  writeFileSync(path("state", "deployment.json"), JSON.stringify(written));
  const file = readFileSync(join(project, "__tests__/fixtures/cat-tunnels.cfg"), "utf8");
  const writeFile = (text: string) => writeFileSync(path("generated", "cat-tunnels.cfg"), text);
  writeFile(file);
  const writeOutputs = (outputs: Readonly<Record<string, unknown>>) => {
    const values = Object.entries(outputs).map(([name, value]) => [name, { value }]);
    const state = { version: 4, outputs: Object.fromEntries(values) };
    writeFileSync(path("state", "terraform.vpn-gateway.tfstate"), JSON.stringify(state));
  };
  const run = (...args: string[]) => runVpn(["--simulate", "report", ...args], { project: home });
  const json = async () => JSON.parse((await run("--format", "json")).out) as ReportData;
  return { file, writeFile, writeOutputs, run, json, target: simulatedAzure(home, {}) };
}
/** Every table, list and text of a section, in one text. */
const section = ({ sections }: ReportData, id: string) => JSON.stringify(sections.find((one) => one.id === id));

test("prints one page of HTML, and nothing else on stdout", async () => {
  const { code, out, err } = await report();
  expect({ code, err }).toEqual({
    code: 0,
    err: "Config: config/lab.json (the default; --config or VPN_CONFIG names another)\n",
  });
  expect(out).toMatch(/^<!doctype html>\n<html lang="en">[^]*<\/html>\n$/);
});

test("--out writes a file that only its owner can read, relative to where the user is", async () => {
  expect(await report("--format", "markdown", "--out", "report.md")).toMatchObject({ code: 0, out: "" });
  expect(readFileSync(join(folder, "report.md"), "utf8")).toMatch(/^# VPN between gw and site cat\n/);
  expect(statSync(join(folder, "report.md")).mode & 0o777).toBe(0o600);
});

test("names one site alone where it is asked for", async () => {
  const config = join(project, "config/examples/ipv4-branches.json");
  const { out } = await report("oslo", "--config", config, "--format", "json");
  expect(JSON.parse(out)).toMatchObject({ title: expect.stringMatching(/ and site oslo$/) });
  expect(out).not.toContain("tromso");
});

test("fails when there is no such site or format", async () => {
  expect(await report("cta")).toMatchObject({ code: 1, out: "", err: expect.stringContaining('no site "cta"') });
  expect(await report("--format", "pdf")).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringContaining("html, markdown, json"),
  });
});

describe("of what is deployed", () => {
  test("has the addresses that its outputs have, its router's file, and when it was deployed", async () => {
    const { json, writeOutputs, run } = deployed();
    const row = { connection: "conn1-to-Catalyst", router_public_address: "198.51.100.7" };
    writeOutputs({ gateway_public_addresses: ["198.51.100.1", "198.51.100.2"], tunnel_matrix: { cat: [row] } });
    const data = await json();
    expect(data.facts.Deployed).toBe("2026-11-26 08:01 UTC, on a simulated Azure");
    expect(data.notices).toEqual([]);
    expect(section(data, "tunnels")).toMatch(/"198\.51\.100\.7".*"198\.51\.100\.1".*"given by Azure"/);
    expect(section(data, "routers")).toContain("the one that the deployment wrote");
    expect((await run()).err).toMatch(/config\/lab\.json \(what is deployed is made from it/);
  });

  test("takes the gateway's addresses from the router's file where no state is here", async () => {
    const { json } = deployed({ exitCode: 1 });
    const data = await json();
    expect(data.facts.Deployed).toBe("2026-11-26 08:01 UTC, on a simulated Azure, with exit code 1");
    expect(section(data, "tunnels")).toMatch(/203\.0\.113\.4".*203\.0\.113\.5"/);
    expect(data.notices).toEqual([]);
  });

  test("holds no key of the router's file, in any format", async () => {
    const { file, run } = deployed();
    const keys = [...file.matchAll(/pre-shared-key (\S+)/g)].map(([, key]) => key!);
    expect(keys.length).toBe(2);
    for (const format of ["html", "markdown", "json"]) {
      const { out } = await run("--format", format);
      expect(out).toContain("pre-shared-key ********");
      for (const key of keys) expect(out).not.toContain(key);
    }
  });

  test("shows what changed in a router's file, until it changes again, and not that a key did", async () => {
    const { file, writeFile, json } = deployed();
    expect(section(await json(), "routers")).not.toContain("Changes since");
    writeFile(file.replace("key-of-tunnel-1", "another-key"));
    expect(section(await json(), "routers")).not.toContain("Changes since");
    writeFile(file.replace("ntp server time.windows.com", "ntp server ntp.example.com"));
    for (const routers of [section(await json(), "routers"), section(await json(), "routers")]) {
      expect(routers).toContain("\\n- ntp server time.windows.com\\n+ ntp server ntp.example.com\\n");
      expect(routers).toMatch(
        /Changes since the report of \d{4}-\d\d-\d\d \d\d:\d\d UTC; a changed key is not seen here/,
      );
    }
  });

  test("has what was last found of that config, and nothing of another deployment", async () => {
    const { json, run, target } = deployed();
    const checks = [{ check: "Tunnel1: IKE SA", outcome: "failed", seen: "none", expected: "READY" }] as const;
    const occasion = { word: "verify", config: "config/lab.json", site: "cat", ended: "2026-11-26T09:00:00Z" } as const;
    keepResult(target, resultOf(occasion, checks));
    keepResult(target, resultOf({ ...occasion, word: "lab", config: "config/other.json" }, []));
    const results = section(await json(), "results");
    expect(results).toContain("2026-11-26 09:00 UTC");
    expect(results).toContain("Tunnel1: IKE SA");
    expect(results).toMatch(/"lab","of":"","ended":"not known here"/);
    const other = join(project, "config/fleet.json");
    const { out } = await run("--format", "json", "--config", other);
    expect(JSON.parse(out)).toMatchObject({ facts: { Deployed: expect.stringContaining("of the config alone") } });
    expect(out).not.toContain("2026-11-26 09:00 UTC");
  });
});
