import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runVpn } from "../helpers/vpn";

const project = join(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "report-"));
afterAll(() => rmSync(folder, { recursive: true }));

const report = (...args: string[]) => runVpn(["report", ...args], { project, cwd: folder });

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
