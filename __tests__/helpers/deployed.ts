import type { ConfigFile } from "../../config/schema";
import { ShownState } from "../../lab/inputs";
import type { Rehearsed } from "../../lab/rehearse";
import { topologyOf } from "../../lab/topology";
import { readTemplate, render } from "../../lib/catalyst/render";
import { catalystView } from "../../lib/catalyst/view";
import { alertsOf } from "../../lib/monitoring/alerts";
import { readRouterConfig } from "../../lib/router/reader";
import { instanceAddresses } from "../../simulator/azure/metrics";
import { recordedBlock } from "../../simulator/azure/recorded";
import { shownState } from "../../simulator/azure/shown-state";
import { elements, isObject, type Attributes, type Value } from "../../simulator/protocol/values";
import { simulatedAzure, type Terraform } from "../../testing/terraform";
import { deploymentOf, synthesize, type StackJson } from "./synth";

type Shown = { readonly type: string; readonly values: Attributes };

/**
 * Deploys a config on a simulated Azure of its own, in this process: of Terraform's language, what the stacks use. The
 * caller removes it.
 */
export async function deployed(config: ConfigFile): Promise<Rehearsed & { readonly remove: () => void }> {
  const { terraform, cloud, remove } = simulatedAzure();
  const deployment = deploymentOf(config);
  const stacks = Object.entries(synthesize(config)).sort(([a], [b]) => Number(a === GATEWAY) - Number(b === GATEWAY));
  const outputs = new Map<string, Value>();
  const states = new Map<string, readonly Shown[]>();
  for (const [name, stack] of stacks) states.set(name, await apply(terraform, name, stack, outputs));
  const ofSites = new Set(
    [...states].filter(([name]) => name !== GATEWAY).flatMap(([, state]) => state.map(({ values }) => values.id)),
  );
  const gateway = ShownState.of(
    "gateway",
    shownState(cloud).filter(({ values }) => !ofSites.has(values.id!)),
  );
  const [vpnGateway] = cloud.ofType("Microsoft.Network/virtualNetworkGateways");
  const addresses = instanceAddresses(vpnGateway!).flat();
  const sites = deployment.sites.map((site) => {
    const view = catalystView({
      ...{ site, config: deployment.config, gatewayName: deployment.gateway.name },
      gatewayNetwork: deployment.gateway.network,
      farEnd: ({ instance, connection }) => ({
        gatewayAddress: addresses[instance]!,
        sharedKey: keyOf(`shared_key_${site.name.replaceAll("-", "_")}_${connection + 1}`),
      }),
    });
    const around =
      site.kind === "simulated"
        ? ShownState.of(site.name, states.get(site.stack)!)
        : { site, hub: deployment.gateway.network };
    return {
      name: site.name,
      router: readRouterConfig(render(readTemplate("catalyst-tunnels.ios"), view)),
      topology: topologyOf(gateway, around),
    };
  });
  return { deployment, alerts: alertsOf(deployment), cloud, sites, remove };
}

const GATEWAY = "vpn-gateway";

/** What a password of this name is. */
const keyOf = (name: string) => `TheKeyOf.${name}`;

/** @param outputs of the stacks that were made before, and of this one */
async function apply(
  terraform: Terraform,
  id: string,
  stack: StackJson,
  outputs: Map<string, Value>,
): Promise<Shown[]> {
  const made = new Map<string, Attributes>();
  const known = (expression: string): Value | undefined => valueOf(expression, made, outputs);
  let waiting = Object.entries(stack.resource).flatMap(([type, named]) =>
    type.startsWith("azurerm_")
      ? Object.entries(named).map(([name, attributes]) => {
          const given = attributesOf(type, attributes as Attributes);
          return { type, name, given, needs: expressionsIn(given) };
        })
      : [],
  );
  const state: Shown[] = [];
  while (waiting.length > 0) {
    const before = waiting;
    waiting = [];
    for (const one of before) {
      const { type, name, given, needs } = one;
      if (needs.some((expression) => known(expression) === undefined)) {
        waiting.push(one);
        continue;
      }
      const values = await terraform.create(type, resolved(given, known) as Attributes);
      made.set(`${type}.${name}`, values);
      state.push({ type, values });
    }
    if (waiting.length === before.length) throw new Error(`nothing says what ${JSON.stringify(waiting[0])} needs`);
  }
  for (const [name, { value }] of Object.entries(stack.output)) {
    if (name.startsWith("cross-stack-output-")) outputs.set(`${id}.${name}`, resolved(value as Value, known));
  }
  return state;
}

/** Without what is Terraform's own; a block that there is one of stands in a list. */
function attributesOf(type: string, { "//": _, depends_on: __, lifecycle: ___, ...given }: Attributes): Attributes {
  const { blocks = {} } = recordedBlock(type);
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      name in blocks && name !== "timeouts" && isObject(value) ? [value] : value,
    ]),
  );
}

const EXPRESSION = /\$\{(.+?)\}(?=[^}]|$)/g;

function expressionsIn(value: Value): string[] {
  if (typeof value === "string") return [...value.matchAll(EXPRESSION)].map(([, expression]) => expression!);
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  return isObject(value) ? Object.values(value).flatMap(expressionsIn) : [];
}

function resolved(value: Value, known: (expression: string) => Value | undefined): Value {
  if (typeof value === "string") {
    return value.replace(EXPRESSION, (_, expression: string) => String(known(expression)));
  }
  if (Array.isArray(value)) return elements(value).map((one) => resolved(one, known));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolved(one, known)]));
}

/** @returns undefined where it is not known yet */
function valueOf(
  expression: string,
  made: ReadonlyMap<string, Attributes>,
  outputs: ReadonlyMap<string, Value>,
): Value | undefined {
  const [, whole] = /^join\("\/", slice\(split\("\/", (.+)\), 0, 3\)\)$/.exec(expression) ?? [];
  if (whole) {
    const id = valueOf(whole, made, outputs);
    return id === undefined ? undefined : String(id).split("/").slice(0, 3).join("/");
  }
  const [type, name, attribute, , output] = expression.split(".");
  if (type === "random_password") return keyOf(name!);
  if (type === "data") return outputs.get(`${attribute!.replace("cross-stack-reference-input-", "")}.${output}`);
  return made.get(`${type}.${name}`)?.[attribute!];
}
