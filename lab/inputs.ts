import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { z } from "zod";
import { readRouterConfig, type RouterConfig } from "../lib/catalyst/reader";
import { run, Simulator } from "../simulator/process";
import { readState } from "../simulator/state";
import { deployedStacks, stateFile } from "../simulator/synthesized";
import { binaryName, UsageError } from "../simulator/terraform";

/*
 * What the lab knows of a deployment: the states of its two stacks, as `terraform show -json` prints
 * them, and the router's file. Nothing of it comes from the config.
 */

const values = {
  azurerm_public_ip: z.object({ id: z.string(), ip_address: z.string() }),
  azurerm_virtual_network: z.object({ name: z.string(), address_space: z.array(z.string()) }),
  azurerm_subnet: z.object({ id: z.string(), name: z.string(), address_prefixes: z.array(z.string()) }),
  azurerm_virtual_network_gateway: z.object({
    id: z.string(),
    name: z.string(),
    ip_configuration: z.array(z.object({ public_ip_address_id: z.string(), subnet_id: z.string() })),
  }),
  azurerm_local_network_gateway: z.object({
    id: z.string(),
    gateway_address: z.string(),
    address_space: z.array(z.string()),
  }),
  azurerm_virtual_network_gateway_connection: z.object({
    name: z.string(),
    virtual_network_gateway_id: z.string(),
    local_network_gateway_id: z.string(),
    connection_protocol: z.string(),
    shared_key: z.string(),
    use_policy_based_traffic_selectors: z.boolean().nullish(),
    ipsec_policy: z.array(
      z.object({
        ike_encryption: z.string(),
        ike_integrity: z.string(),
        dh_group: z.string(),
        ipsec_encryption: z.string(),
        ipsec_integrity: z.string(),
        pfs_group: z.string(),
        sa_lifetime: z.number(),
      }),
    ),
  }),
  azurerm_linux_virtual_machine: z.object({ name: z.string(), network_interface_ids: z.array(z.string()) }),
  azurerm_network_interface: z.object({
    id: z.string(),
    ip_configuration: z.array(
      z.object({
        subnet_id: z.string(),
        private_ip_address: z.string(),
        private_ip_address_version: z.string(),
        public_ip_address_id: z.string().nullish(),
      }),
    ),
  }),
  azurerm_route: z.object({ address_prefix: z.string(), next_hop_in_ip_address: z.string().nullish() }),
} as const;

type Type = keyof typeof values;

/** The attributes of a resource type that the lab looks at. */
export type Resource<T extends Type> = z.output<(typeof values)[T]>;

const shown = z.object({
  values: z.object({
    root_module: z.object({
      resources: z.array(z.object({ type: z.string(), values: z.looseObject({}) })).default([]),
    }),
  }),
});

/** Resources of a state by type, with the attributes that the lab looks at. */
export class ShownState {
  private constructor(
    private readonly name: string,
    private readonly resources: readonly { readonly type: string; readonly values: Record<string, unknown> }[],
  ) {}

  /** @throws UsageError where the text is not what `terraform show -json` prints */
  static parse(name: string, text: string): ShownState {
    try {
      return new ShownState(name, shown.parse(JSON.parse(text)).values.root_module.resources);
    } catch {
      throw new UsageError(`${name} is not a state as "terraform show -json" prints it, or an empty one`);
    }
  }

  all<T extends Type>(type: T): Resource<T>[] {
    return this.resources
      .filter((resource) => resource.type === type)
      .map((resource) => {
        const parsed = values[type].safeParse(resource.values);
        if (parsed.success) return parsed.data as Resource<T>;
        const [issue] = parsed.error.issues;
        throw new UsageError(`${this.name}: one ${type} lacks a proper ${issue!.path.join(".")}`);
      });
  }

  /** @throws UsageError where there is none */
  one<T extends Type>(type: T, what: string, matches: (resource: Resource<T>) => boolean): Resource<T> {
    const found = this.all(type).find(matches);
    if (!found) throw new UsageError(`${this.name} has no ${type} ${what}`);
    return found;
  }

  /** A copy in which `change` has altered every resource of a type. */
  with(type: Type, change: (values: Record<string, unknown>, index: number) => void): ShownState {
    const copy = structuredClone(this.resources);
    copy.filter((resource) => resource.type === type).forEach((resource, i) => change(resource.values, i));
    return new ShownState(this.name, copy);
  }
}

export interface Inputs {
  readonly gatewayFile: string;
  readonly siteFile: string;
  readonly routerFile: string;
  readonly gateway: ShownState;
  readonly site: ShownState;
  readonly router: string;
}

const SITE = "onprem-";
const homeOf = (project: string) => join(project, ".simulator");

/** Names of the sites that `npm start` has deployed. */
export function deployedSites(project: string): string[] {
  const home = homeOf(project);
  if (!existsSync(home)) return [];
  return deployedStacks(home)
    .filter((stack) => stack.startsWith(SITE) && readState(stateFile(home, stack)).resources.length > 0)
    .map((stack) => stack.slice(SITE.length))
    .sort();
}

/** What `npm start` has deployed: the gateway and one of the sites. */
export async function deployedInputs(project: string, siteName: string | undefined): Promise<Inputs> {
  const home = homeOf(project);
  const names = deployedSites(project);
  const name = siteName ?? names[0];
  if (name === undefined || !names.includes(name)) {
    throw new UsageError(`there is no site ${name}; deployed are ${names.join(", ")}`);
  }
  const stack = `${SITE}${name}`;
  const simulator = await Simulator.start(home);
  try {
    const show = async (name: string) => {
      const lines: string[] = [];
      const options = {
        cwd: join(home, "cdktf.out", "stacks", name),
        env: simulator.environment,
        onLine: (line: string) => void lines.push(line),
      };
      const code = await run(binaryName(), ["show", "-json", "-no-color", stateFile(home, name)], options);
      if (code !== 0) throw new UsageError(`terraform show of ${name} fails:\n${lines.join("\n")}`);
      return ShownState.parse(name, lines.join("\n"));
    };
    const site = await show(stack);
    const router = site.one("azurerm_linux_virtual_machine", "with three interfaces", isRouter).name;
    const routerFile = join(home, "generated", `${router}-tunnels.cfg`);
    return {
      gatewayFile: "vpn-gateway",
      siteFile: stack,
      routerFile: relative(project, routerFile),
      gateway: await show("vpn-gateway"),
      site,
      router: readInput(routerFile),
    };
  } finally {
    simulator.stop();
  }
}

export const isRouter = (vm: { readonly network_interface_ids: readonly string[] }) =>
  vm.network_interface_ids.length === 3;

/** Reads a router's file. @throws UsageError that names the line, never a key */
export function parseRouter(name: string, text: string): RouterConfig {
  try {
    return readRouterConfig(text);
  } catch (error) {
    throw new UsageError(`${name}, ${(error as Error).message}`);
  }
}

export function readInput(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
