import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { AzureDoor } from "../../runner/azure-door";
import { Simulator } from "../../runner/process";
import { simulatedAzure } from "../../runner/target";

const project = join(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "serve-"));
const cloud = join(folder, "cloud");
afterEach(() => rmSync(cloud, { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

function start(types: string, env: NodeJS.ProcessEnv = {}) {
  const args = ["-r", "./lean-start.cjs", "simulator/serve.ts", `--cloud=${cloud}`, `--sockets=${folder}`];
  const child = spawn(process.execPath, args, { cwd: project, env: { ...process.env, ...env } });
  child.stdin.write(`${types}\n`);
  return { child, stderr: text(child.stderr), ended: once(child, "close") };
}

test("it serves on a socket for each provider and one for Azure's own language, until its parent ends", async () => {
  const { child, stderr, ended } = start("azurerm_subnet");
  expect(String((await once(child.stdout, "data"))[0])).toBe("ready\n");
  expect(readdirSync(folder).sort()).toEqual(["azure.sock", "azurerm.sock", "cloud", "local.sock", "random.sock"]);
  expect(await new AzureDoor(join(folder, "azure.sock")).contents()).toEqual([]);
  child.stdin.end();
  expect([(await ended)[0], await stderr]).toEqual([0, ""]);
});

test("fails when it does not know a type, and says how to add it", async () => {
  const { stderr, ended } = start("azurerm_subnet,azurerm_storage_account");
  expect(await stderr).toMatch(/^the simulator does not know azurerm_storage_account; add its schema, [^\n]*\n$/);
  expect((await ended)[0]).toBe(1);
});

test("fails when it does not know a data source, and says how to add it", async () => {
  const { stderr, ended } = start("data.terraform_remote_state,data.azurerm_subnet,data.azurerm_nat_gateway");
  expect(await stderr).toMatch(/^the simulator does not know the data source azurerm_nat_gateway; add [^\n]*\n$/);
  expect((await ended)[0]).toBe(1);
});

test("fails when the file of what is there is wrong, and puts nothing into the cloud", async () => {
  const file = join(folder, "azure.json");
  const group = { type: "Microsoft.Resources/resourceGroups", location: "uksouth" };
  writeFileSync(file, JSON.stringify([{ ...group, id: "/subscriptions/s/resourceGroups/hub" }, group]));
  const { stderr, ended } = start("", { SIMULATOR_AZURE: file });
  expect(await stderr).toBe(`${file}: [1].id: it is missing, and must be the id that Azure has for the resource\n`);
  expect((await ended)[0]).toBe(1);
  expect(readdirSync(join(cloud, "resources"))).toEqual([]);
});

test("fails when its cloud is of an earlier version, and says so on one line", async () => {
  mkdirSync(join(cloud, "resources"), { recursive: true });
  writeFileSync(join(cloud, "resources", "old.json"), '{"type":"azurerm_subnet","id":"/s","attributes":{}}');
  const { stderr, ended } = start("");
  expect(await stderr).toMatch(/^\S+\/cloud was written by an earlier version, in another form; remove the folder\n$/);
  expect((await ended)[0]).toBe(1);
});

test("fails in words when the system refuses it something, whatever Node.js has said before", async () => {
  const home = join(folder, ".simulator");
  mkdirSync(home);
  writeFileSync(join(home, "cloud"), "");
  const warning = join(folder, "warning.cjs");
  writeFileSync(warning, 'console.error("Warning: Ignoring extra certs");');
  const target = simulatedAzure(folder, { ...process.env, NODE_OPTIONS: `-r ${warning}` });
  await expect(Simulator.ask(target, (azure) => azure.contents())).rejects.toThrow(
    /^\S*\.simulator\/cloud is no folder, where a folder is needed; move it aside \(ENOTDIR at mkdir\)$/,
  );
});
