import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const project = join(__dirname, "..");
const PARTS = ["main.ts", "lean-start.cjs", "cdktf.json", "package.json", "tsconfig.json"];
const FOLDERS = ["bench", "commands", "config", "lab", "lib", "runner", "simulator", "templates", "testing"];

/** What every command says of the config that it reads. */
const CONFIG_LINE = /^Config: .*\n/m;

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  /** Without the line on the config. */
  readonly stderr: string;
  /** The line on the config, or "". */
  readonly config: string;
}

/** A copy of the project in a folder of its own, with the installed packages of this one. */
export class ProjectCopy {
  constructor(readonly folder = mkdtempSync(join(tmpdir(), "project-"))) {
    for (const part of [...PARTS, ...FOLDERS]) {
      cpSync(join(project, part), join(this.folder, part), { recursive: true });
    }
    symlinkSync(join(project, "node_modules"), join(this.folder, "node_modules"));
    // Translated once for all copies; what a copy changes is translated anew.
    const [cache, ofCopy] = [project, this.folder].map((root) => join(root, ".cache", "javascript")) as [
      string,
      string,
    ];
    for (const folder of [cache, dirname(ofCopy)]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    symlinkSync(cache, ofCopy);
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** Runs what `npm run <script> -- <args>` does, without npm, which takes as long as a short command. */
  run(script: string, args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): Run {
    const { scripts } = JSON.parse(readFileSync(this.path("package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    return this.ran("sh", ["-c", `${scripts[script]} "$@"`, script, ...args], {
      INIT_CWD: this.folder,
      ...environment,
    });
  }

  /** Runs `npm run <script> -- <args>`. */
  npm(script: string, args: readonly string[] = []): Run {
    return this.ran("npm", ["run", "--silent", script, "--", ...args]);
  }

  private ran(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Run {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: this.folder,
      env: { ...process.env, ...environment },
      encoding: "utf8",
    });
    const [config = ""] = CONFIG_LINE.exec(stderr) ?? [];
    return { status, stdout, stderr: stderr.replace(config, ""), config };
  }

  /** Synthesizes a config into the project's folder, as the runner asks for it. */
  synthesis(config = "config/lab.json"): () => void {
    return () => {
      const { status, stderr } = this.run("synth", ["--config", config]);
      if (status !== 0) throw new Error(stderr);
    };
  }

  /** The synthesized files, by their names. */
  synthesized(): Record<string, string> {
    return Object.fromEntries(
      readdirSync(this.path("cdktf.out"), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".json"))
        .map((name) => [name, readFileSync(this.path("cdktf.out", name), "utf8")]),
    );
  }

  /** Begins what `npm start` runs, in a process group of its own, for tests that end it. */
  start(environment: NodeJS.ProcessEnv = {}) {
    const child = spawn(process.execPath, ["commands/vpn.cjs", "--simulate"], {
      cwd: this.folder,
      env: { ...process.env, ...environment },
      stdio: "ignore",
      detached: true,
    });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    return { pid: child.pid!, ended };
  }

  /** Ids of what is in the simulated cloud. */
  cloudFiles(): string[] {
    const folder = this.path(".simulator", "cloud", "resources");
    return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
