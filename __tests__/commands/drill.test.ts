import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runVpn } from "../helpers/vpn";

const project = mkdtempSync(join(tmpdir(), "drill-"));
cpSync(join(__dirname, "../../config"), join(project, "config"), { recursive: true });
afterAll(() => rmSync(project, { recursive: true }));

const cfg = join(__dirname, "../fixtures/cat-tunnels.cfg");
const drill = (args: readonly string[], typed?: readonly string[]) =>
  runVpn(["drill", "--config", "config/lab.json", "--router", cfg, ...args], { project, typed });

describe("nothing is reset, and nothing asked of Azure, where", () => {
  test.each([
    ["there is no terminal to ask at, and no --yes", [], "here is no terminal to ask at; give --yes"],
    ["nothing says how to ask the router", ["--yes"], "Which router? --ssh admin@oslo names it"],
    ["no simulated router is there", ["--yes", "--simulate"], "No simulated router is there: npm run lab -- --keep"],
    ["the gateway has no such instance", ["--yes", "--instance", "2"], "Allowed choices are 0, 1"],
    ["a limit is no number", ["--yes", "--max-gap", "0"], "It must be a whole number of 1 or more"],
  ])("%s", async (_, args, said) => {
    const { code, out, err } = await drill(args);
    expect({ code, out, err }).toEqual({ code: 1, out: "", err: expect.stringContaining(said) });
  });
});
