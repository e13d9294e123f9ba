import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordDeployment } from "../../commands/deployment-record";
import { LAB } from "../../commands/config-file";
import { azure, commandLine, simulatedAzure } from "../../runner/target";
import { runVpn } from "../helpers/vpn";

const MINE = "config/mine.json";
const project = mkdtempSync(join(tmpdir(), "target-"));
afterAll(() => rmSync(project, { recursive: true }));
cpSync(join(__dirname, "../../config"), join(project, "config"), { recursive: true });
cpSync(join(project, LAB), join(project, MINE));

const deployed = (config: string) =>
  recordDeployment(simulatedAzure(project, {}), config, async (begin) => {
    begin();
    return 0;
  });
const simulate = async (...words: string[]) => (await runVpn([...words, "--simulate"], { project })).err.split("\n")[0];

test.each([
  [azure("", {}, MINE), "deploy", `npx vpn deploy --config ${MINE}`],
  [simulatedAzure("", {}), "deploy", "npm start"],
  [simulatedAzure("", {}), "verify cat", "npm start -- verify cat"],
  [simulatedAzure("", {}, MINE), "deploy", `npm start -- --config ${MINE}`],
  [simulatedAzure("", {}, MINE), "verify cat", `npm start -- verify cat --config ${MINE}`],
])("what to type next names the config, unless it is taken without: %#", (target, words, line) => {
  expect(commandLine(target, words)).toBe(line);
});

test("on the simulated Azure, what asks what is there takes the config that is deployed, and what is said next names it", async () => {
  const asking = [["verify"], ["drill", "--yes"], ["router", "diff"], ["alerts"]];
  await deployed(MINE);
  for (const words of asking) {
    expect(await simulate(...words)).toBe(
      `Config: ${join(project, MINE)} (what is deployed is made from it; --config or VPN_CONFIG names another)`,
    );
  }
  const next = async () => (await runVpn(["--simulate", "status"], { project })).out.split("Next:\n  ")[1];
  expect(await next()).toBe(`npm start -- --config ${join(project, MINE)}\n`);
  // What makes a deployment has the lab, which is not named then.
  expect(await simulate("plan")).toMatch(/lab\.json \(the default;/);
  await deployed(LAB);
  expect(await next()).toBe("npm start\n");
  for (const words of asking) expect(await simulate(...words)).toContain(`${join(project, LAB)} (`);
});
