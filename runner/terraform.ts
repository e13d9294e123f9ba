import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UserError } from "../lib/model/user-error";

const OLDEST = [1, 5] as const;

/** The Terraform or OpenTofu binary that does the work. */
export const binaryName = () => process.env.TERRAFORM_BINARY_NAME || "terraform";

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
  return { ...Object.fromEntries(own), CHECKPOINT_DISABLE: "1", CI: "1", TF_IN_AUTOMATION: "1", TF_INPUT: "0" };
}

/**
 * Makes sure that there is a Terraform that can do it.
 *
 * @throws UserError
 */
export async function checkTerraform(): Promise<void> {
  const name = binaryName();
  const instead = "npm run preview shows the router's configuration without it";
  const run = promisify(execFile)(name, ["version", "-json"], { env: environment() });
  const { stdout } = await run.catch((error: NodeJS.ErrnoException & { readonly stdout: string }) => {
    if (typeof error.code === "number") return error;
    throw new UserError(
      `${name} is not on PATH; install Terraform ${OLDEST.join(".")} or later (https://developer.hashicorp.com/terraform/install), or name another binary in TERRAFORM_BINARY_NAME; ${instead}`,
    );
  });
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
