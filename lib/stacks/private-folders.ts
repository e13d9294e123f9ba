import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Deployment } from "../model/deployment";
import type { Placement } from "../model/placement";
import { ROUTER_FILES, routerFile } from "../model/router-file";
import { UserError } from "../model/user-error";
import { stateFileName } from "./azure-stack";

/** Where secrets will be written, and what may lead them elsewhere. */
export interface Folders {
  /** cdktf's output folder; the routers' files and a local backend's states lie beside it. */
  readonly outdir: string;
  /** What Terraform will find in its environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** The folder of the states, where it does not depend on the backend: on the simulator. */
  readonly states?: string;
}

/**
 * Makes the folders that will hold secrets, readable to their owner alone, before anything is written
 * into them: the synthesized stacks (Terraform leaves plans and `errored.tfstate` there), the routers'
 * files, and Terraform's state where it is a local file.
 *
 * @throws UserError where a secret would go astray: a symbolic link, a workspace whose state lies in
 *   the output folder, a state at the place of an earlier release, a state of another deployment
 */
export function makePrivateFolders(deployment: Deployment, { outdir, environment, states }: Folders): void {
  const root = dirname(outdir);
  const files = deployment.sites.map(({ router }) => join(root, routerFile(router.name)));
  const folders = [outdir, ...(deployment.writeFile ? [join(root, ROUTER_FILES)] : [])];
  const { backend } = deployment;
  const folder = states ?? (backend.type === "local" ? join(root, backend.folder) : undefined);
  if (folder !== undefined) {
    folders.push(folder);
    const own = placements(deployment).map(({ stack }) => join(folder, stateFileName(stack)));
    files.push(...own);
    refuseWorkspace(environment);
    refuseStateElsewhere(root, folder, own);
    refuseOtherDeployment(deployment, folder, states === undefined ? OWN_FOLDER : "");
  }
  for (const folder of folders) {
    refuseLink(folder);
    makePrivate(folder);
  }
  for (const file of files) refuseLink(file);
}

const OWN_FOLDER = "; or give this config a backend.folder of its own";

const placements = ({ sites, gateway }: Deployment): readonly Placement[] => [
  ...sites.filter((site) => site.kind === "simulated"),
  gateway,
];

function refuseWorkspace({ TF_WORKSPACE: workspace }: NodeJS.ProcessEnv): void {
  if (!workspace || workspace === "default") return;
  throw new UserError(
    `TF_WORKSPACE is ${workspace}: with the local backend, Terraform would keep that workspace's state in cdktf.out, where the next synthesis deletes it; unset TF_WORKSPACE, and give each deployment a backend.folder of its own`,
  );
}

function refuseStateElsewhere(root: string, folder: string, states: readonly string[]): void {
  if (folder === root) return;
  const name = (state: string) => relative(folder, state);
  const left = states.filter((state) => !existsSync(state) && existsSync(join(root, name(state)))).map(name);
  if (left.length === 0) return;
  const target = relative(root, folder);
  throw new UserError(
    `${left.join(" and ")} of an earlier release ${left.length > 1 ? "lie" : "lies"} in the project's folder, and Terraform would begin beside it with an empty state; move it first: mkdir -p -m 700 ${target} && mv ${left.map((file) => `${file}*`).join(" ")} ${target}/`,
  );
}

/**
 * Two configs that share a folder of states would each plan to destroy what the other has made.
 *
 * @param otherwise a further remedy, for the end of the message
 * @throws UserError that names both resource groups
 */
export function refuseOtherDeployment(deployment: Deployment, folder: string, otherwise = ""): void {
  for (const { stack, resourceGroup } of placements(deployment)) {
    const state = join(folder, stateFileName(stack));
    const deployed = resourceGroupOf(state);
    if (deployed === undefined || deployed === resourceGroup) continue;
    throw new UserError(
      `${relative(process.cwd(), state)} is the state of resource group ${deployed}, and this config means ${resourceGroup}; name the config that it was deployed from, or destroy that deployment first (on the simulator: npm start -- destroy)${otherwise}`,
    );
  }
}

/** The resource group in a state; undefined for a state that cannot be read, of which Terraform says more. */
function resourceGroupOf(state: string): string | undefined {
  try {
    const { resources } = JSON.parse(readFileSync(state, "utf8")) as {
      readonly resources: readonly { type: string; instances: readonly { attributes: { name: string } }[] }[];
    };
    return resources.find(({ type }) => type === "azurerm_resource_group")?.instances[0]?.attributes.name;
  } catch {
    return undefined;
  }
}

function refuseLink(path: string): void {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw new UserError(
    `${path} is a symbolic link, and secrets will be written there; put a folder or nothing in its place`,
  );
}

function makePrivate(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (lstatSync(folder).mode & 0o077) chmodSync(folder, 0o700);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      `${folder} cannot be made readable to you alone (${code}): it will hold secrets; give the folder, or the one that it lies in, to the user who runs this`,
    );
  }
}
