import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { ProjectCopy } from "./helpers/project";

const copies: ProjectCopy[] = [];
afterAll(() => copies.forEach((copy) => copy.remove()));

function copy(): ProjectCopy {
  const made = new ProjectCopy();
  copies.push(made);
  return made;
}

const output = (project: ProjectCopy): Record<string, string> =>
  Object.fromEntries(
    readdirSync(project.path("cdktf.out"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".json"))
      .map((name) => [name, readFileSync(project.path("cdktf.out", name), "utf8")]),
  );

test("writes identical bytes from two folders, with no path of the machine", () => {
  const [first, second] = [copy(), copy()];
  for (const project of [first, second]) expect(project.run("synth")).toMatchObject({ status: 0, stderr: "" });
  expect(Object.keys(output(first)).sort()).toEqual([
    "manifest.json",
    "stacks/onprem-cat/cdk.tf.json",
    "stacks/vpn-gateway/cdk.tf.json",
  ]);
  expect(output(first)).toEqual(output(second));
  for (const text of Object.values(output(first))) expect(text).not.toContain(tmpdir());
});

test("previews the router's configuration with stand-in addresses and masked keys", () => {
  const { status, stdout, stderr } = copy().run("preview");
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
  const project = copy();
  writeFileSync(project.path("mine.json"), JSON.stringify({ location: "UK" }));
  const { status, stdout, stderr } = project.run("synth", [], { VPN_CONFIG: "mine.json" });
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
  expect(existsSync(project.path("cdktf.out"))).toBe(false);
});
