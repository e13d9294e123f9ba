import { execFile, type ExecFileException } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { UserError } from "../lib/model/user-error";
import type { Target } from "./target";

const OLDEST = [1, 5] as const;

/** What of a target tells how Terraform runs. */
type Surroundings = Pick<Target, "env" | "simulated">;

/** The Terraform or OpenTofu binary that does the work. */
export const binaryName = ({ TERRAFORM_BINARY_NAME }: NodeJS.ProcessEnv): string =>
  TERRAFORM_BINARY_NAME || "terraform";

/**
 * Variables that lead Terraform elsewhere: to another workspace, which has another state; to one
 * data folder for all stacks, which then share a backend; to flags and providers that a run here
 * does not expect; to a state that is encrypted (OpenTofu). TERRAFORM_CONFIG is TF_CLI_CONFIG_FILE's older name.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/environment-variables
 */
const LEADS_ELSEWHERE = /^(TF_(WORKSPACE|DATA_DIR|CLI_ARGS.*|CLI_CONFIG_FILE|ENCRYPTION)|TERRAFORM_CONFIG)$/;

/** Those of them that say where a real state is, and how it is reached and read. */
const LEADS_TO_STATE = /^(TF_(WORKSPACE|CLI_CONFIG_FILE|ENCRYPTION)|TERRAFORM_CONFIG)$/;

/**
 * Whether Terraform keeps the providers of all stacks in one folder, which is not made for two of `init` at a time.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#provider-plugin-cache
 */
export function hasPluginCache({ simulated, env }: Surroundings): boolean {
  // Whose providers run already.
  if (simulated) return false;
  if (env.TF_PLUGIN_CACHE_DIR) return true;
  const files = [env.TF_CLI_CONFIG_FILE, env.TERRAFORM_CONFIG, join(env.HOME ?? "", ".terraformrc")];
  const file = files.find(Boolean)!;
  return existsSync(file) && /^\s*plugin_cache_dir\s*=/m.test(readFileSync(file, "utf8"));
}

/** The environment of every child: no call home, no question asked, no configuration from elsewhere. */
export function environment({ env, simulated }: Surroundings): NodeJS.ProcessEnv {
  const isKept = (name: string) => !LEADS_ELSEWHERE.test(name) || (!simulated && LEADS_TO_STATE.test(name));
  const own = Object.entries(env).filter(([name]) => isKept(name));
  return {
    ...Object.fromEntries(own),
    CHECKPOINT_DISABLE: "1",
    CI: "1",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
  };
}

/**
 * Makes sure that there is a Terraform that can do it.
 *
 * @throws UserError
 */
export async function checkTerraform(target: Surroundings, patienceMs = 30_000): Promise<void> {
  const name = binaryName(target.env);
  const instead = "npm run preview shows the router's configuration without it";
  const options = { env: environment(target), timeout: patienceMs, killSignal: "SIGKILL" } as const;
  const { stdout } = await promisify(execFile)(name, ["version", "-json"], options).catch(
    (error: ExecFileException) => {
      // One that runs and fails says what it is, too.
      if (typeof error.code === "number") return { stdout: error.stdout ?? "" };
      if (error.killed) {
        throw new UserError(
          `${name} version gave no answer for ${patienceMs / 1000} s; run it by hand to see why, or name another binary in TERRAFORM_BINARY_NAME; ${instead}`,
        );
      }
      if (error.code !== "ENOENT") {
        throw new UserError(
          `${name} cannot be run (${error.code}); it must be a program for this machine that you may run (chmod +x), or name another binary in TERRAFORM_BINARY_NAME; ${instead}`,
        );
      }
      if (name.includes("/")) {
        throw new UserError(`${name}, which TERRAFORM_BINARY_NAME names, is not there; ${instead}`);
      }
      throw new UserError(
        `${name} is not on PATH; install Terraform ${OLDEST.join(".")} or later (https://developer.hashicorp.com/terraform/install), or name another binary in TERRAFORM_BINARY_NAME; ${instead}`,
      );
    },
  );
  const version = /"terraform_version":\s*"((\d+)\.(\d+)[^"]*)"/.exec(stdout);
  const [major, minor] = [Number(version?.[2]), Number(version?.[3])];
  if (!version || major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new UserError(
      `${name} is ${version?.[1] ?? "of no known version"}; ${OLDEST.join(".")} or later is needed; ${instead}`,
    );
  }
}

/** The provider addresses of Terraform's registry and of OpenTofu's. */
const REGISTRIES = ["registry.terraform.io", "registry.opentofu.org"];

/** `TF_REATTACH_PROVIDERS` for providers that listen in this folder. */
export function reattach(sockets: string, pid: number): string {
  const entries = REGISTRIES.flatMap((registry) =>
    ["azurerm", "random", "local"].map((provider) => [
      `${registry}/hashicorp/${provider}`,
      {
        Protocol: "grpc",
        ProtocolVersion: 6,
        Pid: pid,
        Test: true,
        Addr: { Network: "unix", String: `${sockets}/${provider}.sock` },
      },
    ]),
  );
  return JSON.stringify(Object.fromEntries(entries));
}
