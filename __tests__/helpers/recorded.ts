import { readFileSync } from "node:fs";
import { join } from "node:path";
import { recordedBlock } from "../../simulator/azure/recorded";

interface Recorded {
  readonly address: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A difference between a recorded state and the simulator's that is right. */
export interface Exception {
  /** Of where, such as `azurerm_public_ip.ip_address`: the type and the way to the value, without places in lists. */
  readonly where: RegExp;
  readonly why: string;
}

export interface Deviation {
  readonly resource: string;
  /** As an {@link Exception} names it. */
  readonly where: string;
  readonly recorded: unknown;
  readonly simulated: unknown;
}

type Attributes = Readonly<Record<string, unknown>>;

const SUBSCRIPTION = /\/subscriptions\/[^/"]+/g;
const read = (file: string): unknown =>
  JSON.parse(readFileSync(file, "utf8").replace(SUBSCRIPTION, "/subscriptions/subscription"));

/** Attributes of the azurerm resources, by stack and address. */
type States = Map<string, Attributes>;

function recordedStates(stack: string): States {
  const resources = read(join(__dirname, `../fixtures/azurerm-4.55.0/state-${stack}.json`)) as Recorded[];
  return new Map(resources.map(({ address, values }) => [`${stack} ${address}`, values]));
}

function simulatedStates(stack: string, file: string): States {
  const { resources } = read(file) as {
    resources: { mode: string; type: string; name: string; instances: { attributes: Attributes }[] }[];
  };
  return new Map(
    resources
      .filter(({ mode, type }) => mode === "managed" && type.startsWith("azurerm_"))
      .map(({ type, name, instances }) => [`${stack} ${type}.${name}`, instances[0]!.attributes]),
  );
}

const merged = (states: States[]): States => new Map(states.flatMap((one) => [...one]));

/**
 * Where the azurerm resources of simulated states differ from what the real provider, 4.55.0, has
 * stored just after its apply. Each public address counts as the one of the same resource there.
 *
 * @param files the state file of each stack
 */
export function deviations(files: Readonly<Record<string, string>>): Deviation[] {
  const recorded = merged(Object.keys(files).map(recordedStates));
  const raw = merged(Object.entries(files).map(([stack, file]) => simulatedStates(stack, file)));
  const addresses = new Map(
    [...raw].flatMap(([resource, { ip_address: address }]) =>
      address ? [[address, recorded.get(resource)?.ip_address] as const] : [],
    ),
  );
  const simulated = JSON.parse(
    JSON.stringify([...raw]),
    (_, value: unknown) => addresses.get(value as string) ?? value,
  );
  const now: States = new Map(simulated as [string, Attributes][]);
  return [...new Set([...recorded.keys(), ...now.keys()])].flatMap((resource) => {
    const type = resource.split(/[ .]/)[1]!;
    return differences(recorded.get(resource), now.get(resource), type).map((one) => ({ resource, ...one }));
  });
}

function differences(recorded: unknown, simulated: unknown, where: string): Omit<Deviation, "resource">[] {
  if (Array.isArray(recorded) && Array.isArray(simulated) && recorded.length === simulated.length) {
    const [a, b] = isSet(where) ? [[...recorded].sort(), [...simulated].sort()] : [recorded, simulated];
    return a.flatMap((one, i) => differences(one, b[i], where));
  }
  if (isObject(recorded) && isObject(simulated)) {
    const names = new Set([...Object.keys(recorded), ...Object.keys(simulated)]);
    return [...names].flatMap((name) => differences(recorded[name], simulated[name], `${where}.${name}`));
  }
  return JSON.stringify(recorded) === JSON.stringify(simulated) ? [] : [{ where, recorded, simulated }];
}

/** Terraform sorts a set by its values, and the addresses among them differ. */
function isSet(where: string): boolean {
  const [type, name, ...inner] = where.split(".");
  const schema = recordedBlock(type!).attributes[name!]?.type;
  return inner.length === 0 && Array.isArray(schema) && schema[0] === "set";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
