import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { ProjectCopy } from "../testing/project-copy";

const copies: ProjectCopy[] = [];
afterAll(() => copies.forEach((copy) => copy.remove()));

function copy(): ProjectCopy {
  const made = new ProjectCopy();
  copies.push(made);
  return made;
}

test("writes identical bytes from two folders, with no path of the machine", () => {
  const [first, second] = [copy(), copy()];
  for (const project of [first, second]) expect(project.run("synth")).toMatchObject({ status: 0, stderr: "" });
  expect(Object.keys(first.synthesized()).sort()).toEqual([
    "manifest.json",
    "stacks/onprem-cat/cdk.tf.json",
    "stacks/vpn-gateway/cdk.tf.json",
  ]);
  expect(first.synthesized()).toEqual(second.synthesized());
  for (const text of Object.values(first.synthesized())) expect(text).not.toContain(tmpdir());
});

test("fails as cdktf's app when no config is named, with the ways to name one", () => {
  const project = copy();
  const { app } = JSON.parse(readFileSync(project.path("cdktf.json"), "utf8")) as { app: string };
  const { status, stdout, stderr } = spawnSync("sh", ["-c", app], {
    cwd: project.folder,
    env: { ...process.env, VPN_CONFIG: "" },
    encoding: "utf8",
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain("VPN_CONFIG=config/lab.json npx cdktf deploy");
  expect(existsSync(project.path("cdktf.out"))).toBe(false);
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

test("fails when it is given an argument, which would go unnoticed", () => {
  const project = copy();
  const { status, stderr } = project.run("synth", ["config/fleet.json"]);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(
      /^error: too many arguments for 'synth'\. [^]*--config FILE names the config file\n$/,
    ),
  });
  expect(existsSync(project.path("cdktf.out"))).toBe(false);
});

describe("with a config that deserves a warning", () => {
  const project = copy();
  const warned = { ...JSON.parse(readFileSync(project.path("config/lab.json"), "utf8")), location: "uksuth" };
  writeFileSync(project.path("mine.json"), JSON.stringify(warned));
  const warning =
    'mine.json has 1 warning:\n  location: "uksuth" is not among the regions known here; did you mean "uksouth"?\n';
  const strictly = `${warning}Warnings end the run, as --strict or VPN_STRICT=1 asks for.\n`;
  const environment = { VPN_CONFIG: "mine.json" };

  test("shows it once, on stderr, and goes on", () => {
    expect(project.run("synth", [], environment)).toMatchObject({ status: 0, stdout: "", stderr: warning });
    expect(existsSync(project.path("cdktf.out/manifest.json"))).toBe(true);
    const { status, stderr } = project.run("preview", [], { ...environment, VPN_STRICT: "0" });
    expect([status, stderr.startsWith(`${warning}cat (site cat)`)]).toEqual([0, true]);
  });

  test.each([
    ["preview", ["--strict"], {}],
    ["synth", [], { VPN_STRICT: "1" }],
  ])("npm run %s %j %j fails, and writes nothing", (script, args, strict) => {
    rmSync(project.path("cdktf.out"), { recursive: true, force: true });
    expect(project.run(script, args, { ...environment, ...strict })).toMatchObject({
      status: 1,
      stdout: "",
      stderr: strictly,
    });
    expect(existsSync(project.path("cdktf.out"))).toBe(false);
  });
});

const helped = copy();
test.each(["synth", "preview"])("npm run %s -- --help says what it does, and does nothing", (script) => {
  const project = helped;
  const { status, stdout, stderr } = project.run(script, ["--help"], { VPN_CONFIG: "none.json" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(new RegExp(`^Usage: vpn ${script} \\[options\\][^]*--strict .*VPN_STRICT=1[^]*--help`));
  expect(existsSync(project.path("cdktf.out"))).toBe(false);
});

test("fails when the config is wrong: exit code 1, the report alone, nothing written", () => {
  const project = copy();
  writeFileSync(project.path("mine.json"), JSON.stringify({ location: "UK" }));
  const { status, stdout, stderr } = project.run("synth", [], { VPN_CONFIG: "mine.json" });
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatchInlineSnapshot(`
   "mine.json has 5 problems:
     location: "UK" must be a region in Azure's short form, such as "uksouth"
     resourceGroup: is missing; it must be text, such as "vpn"
     adminUsername: is missing; it must be text, such as "azureadmin"
     gateway: is missing; it must be an object, such as "gateway": {"name":"gw"}
     sites: is missing; it must be a list, such as "sites": [{"name":"site"}]
   "
  `);
  expect(existsSync(project.path("cdktf.out"))).toBe(false);
});
