import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const project = join(__dirname, "..");
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A copy of the project in a folder of its own. */
function copy(): string {
  const folder = mkdtempSync(join(tmpdir(), "project-"));
  folders.push(folder);
  for (const part of ["main.ts", "preview.ts", "cdktf.json", "package.json", "tsconfig.json"]) {
    cpSync(join(project, part), join(folder, part));
  }
  for (const part of ["lib", "config", "templates"])
    cpSync(join(project, part), join(folder, part), { recursive: true });
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function run(folder: string, script: "synth" | "preview", VPN_CONFIG?: string) {
  const env = { ...process.env, VPN_CONFIG };
  return spawnSync("npm", ["run", "--silent", script], { cwd: folder, env, encoding: "utf8" });
}

const output = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(folder, "cdktf.out"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".json"))
      .map((name) => [name, readFileSync(join(folder, "cdktf.out", name), "utf8")]),
  );

test("writes identical bytes from two folders, with no path of the machine", () => {
  const [first, second] = [copy(), copy()];
  for (const folder of [first, second]) expect(run(folder, "synth")).toMatchObject({ status: 0, stderr: "" });
  expect(Object.keys(output(first)).sort()).toEqual([
    "manifest.json",
    "stacks/onprem-cat/cdk.tf.json",
    "stacks/vpn-gateway/cdk.tf.json",
  ]);
  expect(output(first)).toEqual(output(second));
  for (const text of Object.values(output(first))) expect(text).not.toContain(tmpdir());
});

test("previews the router's configuration with stand-in addresses and masked keys", () => {
  const { status, stdout, stderr } = run(copy(), "preview");
  expect(status).toBe(0);
  expect(stderr).toBe(
    "cat (site cat), with 203.0.113.1 and 203.0.113.2 as the gateway's addresses and its keys masked:\n",
  );
  expect(stdout.match(/ {2}address .*\n {2}pre-shared-key .*/g)).toEqual([
    "  address 203.0.113.1\n  pre-shared-key ********",
    "  address 203.0.113.2\n  pre-shared-key ********",
  ]);
});

test("fails when the config is wrong: exit code 1, the report alone, nothing written", () => {
  const folder = copy();
  writeFileSync(join(folder, "mine.json"), JSON.stringify({ location: "UK" }));
  const { status, stdout, stderr } = run(folder, "synth", "mine.json");
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatchInlineSnapshot(`
   "mine.json has 5 problems:
     location: "UK" must be a region in Azure's short form, such as "uksouth"
     resourceGroup: is missing; must be of type string
     adminUsername: is missing; must be of type string
     gateway: is missing; must be of type object
     sites: is missing; must be of type array
   "
  `);
  expect(existsSync(join(folder, "cdktf.out"))).toBe(false);
});
