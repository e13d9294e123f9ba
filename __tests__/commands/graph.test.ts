import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runVpn } from "../helpers/vpn";

const project = join(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "graph-"));
afterAll(() => rmSync(folder, { recursive: true }));

const fixture = (name: string) => readFileSync(join(__dirname, "../fixtures/graph", name), "utf8");
const graph = (...args: string[]) => runVpn(["graph", ...args], { project, cwd: folder });

test("prints the article's lab as SVG, and nothing else on stdout", async () => {
  expect(await graph()).toEqual({
    code: 0,
    out: fixture("lab.svg"),
    err: "Config: config/lab.json (the default; --config or VPN_CONFIG names another)\n",
  });
});

test("--mermaid prints a flowchart", async () => {
  expect(await graph("--mermaid")).toMatchObject({ code: 0, out: fixture("lab.mmd") });
});

test("--out writes the picture of one site into a file, relative to where the user is", async () => {
  const config = join(project, "config/examples/ipv4-branches.json");
  expect(await graph("oslo", "--config", config, "--out", "oslo.svg")).toMatchObject({ code: 0, out: "" });
  expect(readFileSync(join(folder, "oslo.svg"), "utf8")).toBe(fixture("ipv4-branches-oslo.svg"));
});

test("fails when there is no such site, or no folder for the file", async () => {
  expect(await graph("cta")).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringContaining('no site "cta"; its sites are cat'),
  });
  expect(await graph("--out", "none/lab.svg")).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringContaining("none"),
  });
});
