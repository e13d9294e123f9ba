import { spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { Simulator } from "../../runner/process";
import { simulatedAzure } from "../../runner/target";
import { ProjectCopy } from "../../testing/project-copy";
import { withTerraform } from "../helpers/with-terraform";

const NOBODY = 65534;
const root = process.getuid!() === 0;

/** Tries to read the files that its standard input names, one a line, and prints those that it could. */
const READER = `
  for (const file of require("node:fs").readFileSync(0, "utf8").split("\\n")) {
    try { require("node:fs").readFileSync(file); console.log(file); }
    catch (error) { if (error.code !== "EACCES") console.log(file, error.code); }
  }`;

withTerraform(() => {
  if (!root) {
    test("another user was not let at the secrets, since root alone can become one", () => {
      console.warn("What another user can read was not tried: it needs root.");
      expect(process.getuid!()).not.toBe(0);
    });
    return;
  }
  const project = new ProjectCopy();
  // Everybody may come in, as into a checkout in a home directory of 0755.
  chmodSync(project.folder, 0o755);
  afterAll(() => project.remove());
  const files = (): string[] =>
    readdirSync(project.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  const readableToNobody = (list: readonly string[]): string[] => {
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", READER], {
      uid: NOBODY,
      gid: NOBODY,
      cwd: "/",
      input: list.join("\n"),
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    return stdout.split("\n").filter((line) => line !== "");
  };

  /** The keys and passwords that Terraform has made. */
  const secretsOf = (): string[] => {
    const state = readFileSync(project.path(".simulator", "state", "terraform.vpn-gateway.tfstate"), "utf8");
    const { resources } = JSON.parse(state) as {
      readonly resources: readonly { type: string; instances: readonly { attributes: { result: string } }[] }[];
    };
    const made = resources.filter(({ type }) => type === "random_password");
    return made.flatMap(({ instances }) => instances.map(({ attributes }) => attributes.result));
  };

  test("another user of the machine can read no file that holds a secret of a deployment", () => {
    expect(project.run("start").status).toBe(0);
    const before = secretsOf();
    // With other keys, and the old ones in the backup of the state.
    expect(project.run("start", ["destroy", "vpn-gateway"]).status).toBe(0);
    expect(project.run("start").status).toBe(0);
    const secrets = [...before, ...secretsOf()];
    expect(new Set(secrets).size).toBeGreaterThanOrEqual(4);
    const holders = files().filter((file) => {
      const text = readFileSync(file, "utf8");
      return secrets.some((secret) => text.includes(secret));
    });
    const folders = new Set(holders.map((file) => relative(project.folder, file).split("/").slice(0, 2).join("/")));
    expect([...folders].sort()).toEqual([".simulator/cloud", ".simulator/generated", ".simulator/state"]);
    expect(readableToNobody(holders)).toEqual([]);
    expect(readableToNobody([project.path("main.ts")])).toEqual([project.path("main.ts")]);
  });

  test("what sudo has let root write goes to the user who called it", () => {
    const sudo = { SUDO_UID: String(NOBODY), SUDO_GID: String(NOBODY) };
    const owners = () => {
      const written = [".simulator", ".cache"].map((name) => project.path(name));
      const inside = files().filter((file) => written.some((folder) => file.startsWith(`${folder}/`)));
      return new Set([...written, ...inside].map((path) => lstatSync(path).uid));
    };
    expect(owners()).toEqual(new Set([0]));
    expect(project.run("start", ["destroy"], sudo).status).toBe(0);
    expect(owners()).toEqual(new Set([NOBODY]));
  });
});

describe("another user's entries in tsx's cache", () => {
  const node = (cwd: string, args: readonly string[]) =>
    spawnSync(process.execPath, args, {
      cwd,
      env: { ...process.env, ...poisoned, VPN_CONFIG: "config/lab.json" },
      encoding: "utf8",
    });
  const copy = new ProjectCopy();
  const temporary = mkdtempSync(join(tmpdir(), "poisoned-"));
  const poisoned = { TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  const plain = () => node(copy.folder, ["-r", "tsx/cjs", "main.ts"]);

  beforeAll(() => {
    rmSync(copy.path(".cache"), { recursive: true });
    expect(plain().status).toBe(0);
    expect(node(join(__dirname, "../.."), ["-r", "tsx/cjs", "simulator/azure/cloud.ts"]).status).toBe(0);
    for (const name of readdirSync(temporary, { recursive: true, encoding: "utf8" })) {
      if (!/\d+-[0-9a-f]{40}$/.test(name)) continue;
      const file = join(temporary, name);
      const entry = JSON.parse(readFileSync(file, "utf8")) as object;
      writeFileSync(file, JSON.stringify({ ...entry, code: `throw new Error("poisoned")` }));
    }
    expect(plain().stderr).toContain("poisoned");
  });
  afterAll(() => {
    copy.remove();
    rmSync(temporary, { recursive: true });
  });

  test("are not run by a script", () => {
    expect(copy.run("synth", [], poisoned)).toMatchObject({ status: 0, stderr: "" });
    expect(readdirSync(copy.path(".cache"))).toContain("javascript");
  });

  test("are not run where the project cannot be written to", () => {
    rmSync(copy.path(".cache"), { recursive: true, force: true });
    writeFileSync(copy.path(".cache"), "a file, in which no cache can be kept");
    expect(copy.run("synth", [], poisoned)).toMatchObject({ status: 0, stderr: "" });
  });

  test("are not run by the simulator's process", async () => {
    const target = simulatedAzure(copy.folder, { ...process.env, ...poisoned });
    mkdirSync(target.home);
    const simulator = await Simulator.start(target);
    simulator.stop();
  });
});
