import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { z } from "zod";
import { parseAddress, parsePrefix } from "../lib/addressing/cidr";
import { routerFile } from "../lib/model/router-file";
import { UserError } from "../lib/model/user-error";
import { familyOf } from "../lib/model/dual-stack";
import type { AddressSpace } from "../lib/model/network";
import type { OnPremisesSite } from "../lib/model/site";
import { readRouterConfig } from "../lib/router/reader";
import type { RouterConfig } from "../lib/router/router-config";
import { run, Simulator } from "../runner/process";
import { quoted } from "../lib/model/quoted";
import { readState } from "../runner/state";
import { deployedStacks, stateFile } from "../runner/synthesized";
import type { Target } from "../runner/target";
import { binaryName } from "../runner/terraform";

/*
 * What the lab knows of a deployment: the states of its two stacks, as `terraform show -json` prints
 * them, and the router's file. Nothing comes from the config, but for a site on premises, which has no state. All of it
 * is text from outside that goes into commands which run as root, so this file hands on addresses and prefixes in
 * canonical text, and names, ids and keys of known characters only.
 */

/** A text field whose value is what `parse` returns; what `parse` throws becomes the problem. */
function parsed(parse: (text: string) => string) {
  return z.string().transform((text, context) => {
    try {
      return parse(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
  });
}

function matching(pattern: RegExp, rule: string) {
  return (text: string) => {
    if (!pattern.test(text)) throw new Error(`${quoted(text)} is not ${rule}`);
    return text;
  };
}

/** A text field that may be unset, which azurerm writes as null or as empty text. */
const optional = (parse: (text: string) => string) => parsed((text) => (text === "" ? "" : parse(text))).nullish();

const parseId = matching(/^\/subscriptions\/[\w/.()-]{1,1000}$/, "an id of Azure, such as /subscriptions/...");
const anyAddress = (text: string) => parseAddress(text, familyOf(text)).text;
const anyPrefix = (text: string) => parsePrefix(text, familyOf(text)).cidr;

const id = parsed(parseId);
const name = parsed(
  matching(/^[A-Za-z0-9][\w.-]{0,79}$/, 'a name of 1 to 80 letters, digits, "_", "." and "-", a letter or digit first'),
);
const ipv4 = parsed((text) => parseAddress(text, "ipv4").text);
const ipv6 = parsed((text) => parseAddress(text, "ipv6").text);
const prefixes = z.array(parsed(anyPrefix));
const sharedKey = z.string().regex(/^[!-~]{1,128}$/, "must be 1 to 128 printable ASCII characters without a blank");
const placed = { subnet_id: id, public_ip_address_id: optional(parseId) };

const values = {
  azurerm_public_ip: z.object({ id, ip_address: ipv4 }),
  azurerm_subnet: z.object({ id, name, address_prefixes: prefixes }),
  azurerm_virtual_network_gateway: z.object({
    id,
    name,
    ip_configuration: z.array(z.object({ public_ip_address_id: id, subnet_id: id })),
  }),
  azurerm_local_network_gateway: z.object({
    id,
    gateway_address: optional((text) => parseAddress(text, "ipv4").text),
    gateway_fqdn: optional(
      matching(/^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/, "a domain name of letters, digits, dots and hyphens"),
    ),
    address_space: prefixes,
  }),
  azurerm_virtual_network_gateway_connection: z.object({
    name,
    virtual_network_gateway_id: id,
    local_network_gateway_id: id,
    connection_protocol: z.string(),
    shared_key: sharedKey,
    dpd_timeout_seconds: z.int().min(0).max(3600).nullish(),
    use_policy_based_traffic_selectors: z.boolean().nullish(),
    ipsec_policy: z.array(
      z.object({
        ike_encryption: z.string(),
        ike_integrity: z.string(),
        dh_group: z.string(),
        ipsec_encryption: z.string(),
        ipsec_integrity: z.string(),
        pfs_group: z.string(),
        sa_lifetime: z.int().min(300).max(0x7fffffff),
      }),
    ),
  }),
  azurerm_linux_virtual_machine: z.object({ name, network_interface_ids: z.array(id) }),
  azurerm_network_interface: z.object({
    id,
    ip_configuration: z.array(
      z.discriminatedUnion("private_ip_address_version", [
        z.object({ ...placed, private_ip_address_version: z.literal("IPv4"), private_ip_address: ipv4 }),
        z.object({ ...placed, private_ip_address_version: z.literal("IPv6"), private_ip_address: ipv6 }),
      ]),
    ),
  }),
  azurerm_subnet_route_table_association: z.object({ subnet_id: id }),
  azurerm_route: z.object({ address_prefix: parsed(anyPrefix), next_hop_in_ip_address: optional(anyAddress) }),
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
  private readonly read = new Map<Type, readonly unknown[]>();

  private constructor(
    private readonly name: string,
    private readonly resources: readonly { readonly type: string; readonly values: Record<string, unknown> }[],
  ) {}

  static of(name: string, resources: readonly { readonly type: string; readonly values: object }[]): ShownState {
    return new ShownState(name, resources as ShownState["resources"]);
  }

  /** @throws UserError where the text is not what `terraform show -json` prints */
  static parse(name: string, text: string): ShownState {
    try {
      return new ShownState(name, shown.parse(JSON.parse(text)).values.root_module.resources);
    } catch {
      throw new UserError(`${name} is not a state as "terraform show -json" prints it, or an empty one`);
    }
  }

  all<T extends Type>(type: T): readonly Resource<T>[] {
    const known = (this.read.get(type) as readonly Resource<T>[] | undefined) ?? this.readAll(type);
    this.read.set(type, known);
    return known;
  }

  private readAll<T extends Type>(type: T): Resource<T>[] {
    return this.resources
      .filter((resource) => resource.type === type)
      .map((resource, i) => {
        const result = values[type].safeParse(resource.values);
        if (result.success) return result.data as Resource<T>;
        const [issue] = result.error.issues;
        throw new UserError(`${this.name}: ${[`${type}[${i}]`, ...issue!.path].join(".")}: ${issue!.message}`);
      });
  }

  /** The first resource that matches. @throws UserError where none does */
  one<T extends Type>(type: T, what: string, matches: (resource: Resource<T>) => boolean): Resource<T> {
    const found = this.all(type).find(matches);
    if (!found) throw new UserError(`${this.name} has no ${type} ${what}`);
    return found;
  }

  /** A copy in which `change` has altered every resource of a type. */
  with(type: Type, change: (values: Record<string, unknown>, index: number) => void): ShownState {
    const copy = structuredClone(this.resources);
    copy.filter((resource) => resource.type === type).forEach((resource, i) => change(resource.values, i));
    return new ShownState(this.name, copy);
  }
}

/** A site with a router of its own, by the config. */
export interface OnPremises {
  readonly site: OnPremisesSite;
  /** The network behind the gateway. */
  readonly hub: AddressSpace;
}

export interface Inputs {
  readonly gatewayFile: string;
  /** The file of its state, or the config. */
  readonly siteFile: string;
  readonly routerFile: string;
  readonly gateway: ShownState;
  readonly site: ShownState | OnPremises;
  readonly router: string;
  /** The site, where all of it is of what `npm start` has deployed. */
  readonly siteName?: string;
}

const SITE = "onprem-";

const GATEWAY = "vpn-gateway";

/** The stacks that `npm start` has deployed. */
const stacksOf = ({ home }: Target): string[] =>
  existsSync(home)
    ? deployedStacks(home).filter((stack) => readState(stateFile(home, stack)).resources.length > 0)
    : [];

/** Whether `npm start` has deployed a gateway. */
export const isDeployed = (target: Target): boolean => stacksOf(target).includes(GATEWAY);

/**
 * The inputs from what `npm start` has deployed: the gateway and one of the sites.
 *
 * @param onPremises the sites of the config that have a router of their own, and so no stack
 * @param configFile where they are from
 * @param siteName default: the first deployed site by name
 * @throws UserError where the site is not deployed, or a state or the router's file cannot be read
 */
export async function deployedInputs(
  target: Target,
  onPremises: readonly OnPremises[],
  configFile: string | undefined,
  siteName: string | undefined,
): Promise<Inputs> {
  const { project, home, env } = target;
  const simulated = stacksOf(target).flatMap((stack) => (stack.startsWith(SITE) ? [stack.slice(SITE.length)] : []));
  const names = [...simulated, ...onPremises.map(({ site }) => site.name)].sort();
  const name = siteName ?? names[0];
  if (name === undefined || !names.includes(name)) {
    throw new UserError(`there is no site ${quoted(String(name))}; deployed are ${names.join(", ")}`);
  }
  const simulator = await Simulator.start(target);
  try {
    const show = async (name: string) => {
      const lines: string[] = [];
      const options = {
        cwd: join(home, "cdktf.out", "stacks", name),
        env: simulator.environment,
        onLine: (line: string) => void lines.push(line),
      };
      const code = await run(binaryName(env), ["show", "-json", "-no-color", stateFile(home, name)], options);
      // The state is one line of JSON that holds the keys, so the error must not show it.
      const said = lines.filter((line) => !line.startsWith("{"));
      if (code !== 0) throw new UserError(`terraform show of ${name} fails:\n${said.join("\n")}`);
      return ShownState.parse(name, lines.join("\n"));
    };
    const own = onPremises.find(({ site }) => site.name === name);
    const siteFile = own ? configFile! : `${SITE}${name}`;
    const site = own ?? (await show(siteFile));
    const router =
      site instanceof ShownState
        ? site.one("azurerm_linux_virtual_machine", "with two interfaces or more", isRouter)
        : site.site.router;
    const file = join(home, routerFile(router.name));
    return {
      gatewayFile: GATEWAY,
      siteFile,
      routerFile: relative(project, file),
      gateway: await show(GATEWAY),
      site,
      router: readInput(file),
      siteName: name,
    };
  } finally {
    await simulator.stop();
  }
}

export const isRouter = (vm: { readonly network_interface_ids: readonly string[] }) =>
  vm.network_interface_ids.length >= 2;

/** Reads a router's file. @throws UserError that names the line, never a secret */
export function parseRouter(name: string, text: string): RouterConfig {
  try {
    return readRouterConfig(text);
  } catch (error) {
    throw new UserError(`${name}, ${(error as Error).message}`);
  }
}

export function readInput(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
