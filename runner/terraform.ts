import { execFile, type ExecFileException } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { UserError } from "../lib/model/user-error";

const OLDEST = [1, 5] as const;

/** The Terraform or OpenTofu binary that does the work. */
export function binaryName(): string {
  const name = process.env.TERRAFORM_BINARY_NAME || "terraform";
  // A path counts from where the user stands: npm has gone to the project's folder, and Terraform runs in a stack's.
  return /[/\\]/.test(name) ? resolve(process.env.INIT_CWD ?? process.cwd(), name) : name;
}

/**
 * Variables that lead Terraform elsewhere: to another workspace, which has another state; to one
 * data folder for all stacks, which then share a backend; to flags and providers that a run here
 * does not expect; to a state that is encrypted (OpenTofu).
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/environment-variables
 */
const LEADS_ELSEWHERE = /^TF_(WORKSPACE|DATA_DIR|CLI_ARGS.*|CLI_CONFIG_FILE|ENCRYPTION)$/;

/** The environment of every child: no call home, no question asked, no configuration from elsewhere. */
export function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !LEADS_ELSEWHERE.test(name));
  const terraform = process.env.TERRAFORM_BINARY_NAME && { TERRAFORM_BINARY_NAME: binaryName() };
  return {
    ...Object.fromEntries(own),
    ...terraform,
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
export async function checkTerraform(patienceMs = 30_000): Promise<void> {
  const name = binaryName();
  const instead = "npm run preview shows the router's configuration without it";
  const options = { env: environment(), timeout: patienceMs, killSignal: "SIGKILL" } as const;
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
