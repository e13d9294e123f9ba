import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProjectCopy } from "../../testing/project-copy";
import { withTerraform } from "../helpers/with-terraform";

const NOBODY = 65534;
const AS_NOBODY = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
/** In a mount namespace of its own, in which a line of shell comes first. */
const after = (line: string) => ["unshare", "--mount", "sh", "-ec", `${line}; exec "$@"`, "sh"];
const readOnly = (folder: string) => `mount --bind ${folder} ${folder}; mount -o remount,ro,bind ${folder}; cd "$PWD"`;
const full = (folder: string) => `mount -t tmpfs -o size=8k none ${folder}`;

interface Case {
  readonly obstacle: string;
  /** What brings the obstacle about. */
  readonly given?: (path: (...parts: string[]) => string) => void;
  /** What the command runs in. */
  readonly within?: readonly string[];
  readonly script?: "start" | "synth";
  readonly args?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  /** All that is said. */
  readonly says: RegExp;
}

const ofRoot = (name: string) => (path: (...parts: string[]) => string) => mkdirSync(path(name), { mode: 0o700 });
const GIVES = (name: string) =>
  new RegExp(
    `^${name} belongs to root \\(uid 0\\), and you are nobody \\(uid 65534\\); sudo chown -R 65534 ${name} gives it to you \\(EACCES at \\w+\\)\n$`,
  );
const READ_ONLY = (name: string) =>
  new RegExp(`^${name} lies on a file system that is read-only; mount it for writing, or .*\n$`);
const NO_SPACE = /^no space is left on the disk of the project, .*; free some, and run it again \(ENOSPC at write\)\n$/;

const CASES: readonly Case[] = [
  { obstacle: "a .simulator of root", given: ofRoot(".simulator"), within: AS_NOBODY, says: GIVES("\\.simulator") },
  {
    obstacle: "a .simulator of root, at a reset",
    given: ofRoot(".simulator"),
    within: AS_NOBODY,
    args: ["reset"],
    says: GIVES("\\.simulator"),
  },
  {
    obstacle: "a cdktf.out of root",
    given: ofRoot("cdktf.out"),
    within: AS_NOBODY,
    script: "synth",
    says: GIVES("cdktf\\.out"),
  },
  {
    obstacle: "a generated of root",
    given: ofRoot("generated"),
    within: AS_NOBODY,
    script: "synth",
    says: GIVES("generated"),
  },
  { obstacle: "a project that is read-only", within: after(readOnly(".")), says: READ_ONLY("\\.simulator") },
  {
    obstacle: "a project that is read-only, at a synthesis",
    within: after(readOnly(".")),
    script: "synth",
    says: READ_ONLY("cdktf\\.out"),
  },
  {
    obstacle: "a .simulator that is read-only",
    given: ofRoot(".simulator"),
    within: after(readOnly(".simulator")),
    says: READ_ONLY("\\.simulator/lock"),
  },
  {
    obstacle: "a .simulator on a full disk",
    given: ofRoot(".simulator"),
    within: after(full(".simulator")),
    says: NO_SPACE,
  },
  {
    obstacle: "a cdktf.out on a full disk",
    given: ofRoot("cdktf.out"),
    within: after(full("cdktf.out")),
    script: "synth",
    says: NO_SPACE,
  },
  {
    obstacle: "a .simulator that is a file",
    given: (path) => writeFileSync(path(".simulator"), ""),
    says: /^\.simulator is no folder, where a folder is needed; move it aside \(EEXIST at mkdir\)\n$/,
  },
  {
    obstacle: "a .simulator that is a link to nowhere",
    given: (path) => symlinkSync("/nowhere/at/all", path(".simulator")),
    says: /^\.simulator is not there, or a symbolic link on the way to it leads nowhere; put it in place \(ENOENT /,
  },
  {
    obstacle: "a lock that is a folder",
    given: (path) => mkdirSync(path(".simulator", "lock"), { recursive: true }),
    says: /^\.simulator\/lock is a folder, where a file is needed; move it aside \(EISDIR at open\)\n$/,
  },
  {
    obstacle: "a broken file of the simulated cloud",
    given: (path) => {
      mkdirSync(path(".simulator", "cloud", "resources"), { recursive: true });
      writeFileSync(path(".simulator", "cloud", "resources", "one.json"), '{"type": "azurerm_subnet", "id": "/s');
    },
    args: ["destroy"],
    says: /^\.simulator\/cloud\/resources\/one\.json of the simulated cloud is broken \(36 characters\); put a copy .*\n$/,
  },
  {
    obstacle: "a broken list of stacks",
    given: (path) => {
      mkdirSync(path(".simulator", "cdktf.out"), { recursive: true });
      writeFileSync(path(".simulator", "cdktf.out", "manifest.json"), "{");
    },
    args: ["destroy", "onprem-old"],
    says: /^\.simulator\/cdktf\.out\/manifest\.json is no whole JSON \(1 characters\); remove it, and a plan writes it anew, /,
  },
  {
    obstacle: "a broken stack",
    given: (path) => {
      mkdirSync(path(".simulator", "cdktf.out", "stacks", "onprem-old"), { recursive: true });
      writeFileSync(path(".simulator", "cdktf.out", "stacks", "onprem-old", "cdk.tf.json"), "");
    },
    says: /^\.simulator\/cdktf\.out\/stacks\/onprem-old\/cdk\.tf\.json is no whole JSON \(0 characters\); remove it, /,
  },
  {
    obstacle: "a state that is none, and no backup, with resources that nobody knows",
    given: (path) => {
      mkdirSync(path(".simulator", "state"), { recursive: true });
      writeFileSync(path(".simulator", "state", "terraform.vpn-gateway.tfstate"), '{"version": 4, "resources": 5}');
      mkdirSync(path(".simulator", "cloud", "resources"), { recursive: true });
      const [type, name] = ["Microsoft.Resources/resourceGroups", "a"];
      const group = { type, name, id: `/subscriptions/0/resourceGroups/${name}`, properties: {} };
      writeFileSync(path(".simulator", "cloud", "resources", "one.json"), JSON.stringify(group));
    },
    says: /^\.simulator\/state\/terraform\.vpn-gateway\.tfstate is no whole Terraform state: its JSON is no state of version 4, and there is no backup of it\./,
  },
];

withTerraform(() => {
  const project = new ProjectCopy();
  const path = (...parts: string[]) => project.path(...parts);
  chmodSync(project.folder, 0o755);
  const clean = () => {
    for (const name of [".simulator", "cdktf.out", "generated", "state"])
      rmSync(path(name), { recursive: true, force: true });
  };
  beforeEach(clean);
  afterAll(() => project.remove());

  const root = process.getuid!() === 0 && spawnSync("unshare", ["--mount", "true"]).status === 0;
  if (!root) {
    test("obstacles that root alone can put in the way were not tried", () => {
      console.warn("Obstacles of rights, mounts and full disks were not tried: they need root, and mount namespaces.");
      expect(process.env.CI && process.getuid!() === 0).toBeFalsy();
    });
  }
  const possible = CASES.filter(({ within }) => root || within === undefined);

  test.each(possible)("says what to do about $obstacle, and shows no stack trace", (one) => {
    const { given, within = [], script = "start", args = [], environment, says } = one;
    if (within === AS_NOBODY) chownSync(project.folder, NOBODY, NOBODY);
    given?.(path);
    const words = { start: ["--simulate"], synth: ["synth"] }[script];
    const [program, ...rest] = [...within, process.execPath, join("commands", "vpn.cjs"), ...words, ...args];
    const { status, stderr: all } = spawnSync(program!, rest, {
      cwd: project.folder,
      env: { ...process.env, HOME: tmpdir(), ...environment },
      encoding: "utf8",
    });
    const stderr = all.replace(/^Config: .*\n/, "");
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain("    at ");
    expect(status).toBe(1);
  });
});
