import { elements, isObject, type Attributes, type Value } from "../protocol/values";

/** A resource as Azure Resource Manager has it, with its location, tags, zones and the like. */
export interface Resource extends Attributes {
  readonly id: string;
  readonly name: string;
  /** `Microsoft.Network/virtualNetworks/subnets` */
  readonly type: string;
  /** In Azure's words. `provisioningState` is Succeeded, or Failed where the last operation on it failed. */
  readonly properties: Attributes;
}

const steps = new Map<string, readonly string[]>();

export function stepsOf(path: string): readonly string[] {
  const known = steps.get(path) ?? path.split(".");
  steps.set(path, known);
  return known;
}

/** What stands at a path; undefined where there is nothing. */
export function at(value: Value | undefined, path: string): Value | undefined {
  let inner = value;
  for (const name of stepsOf(path)) inner = isObject(inner) ? inner[name] : undefined;
  return inner ?? undefined;
}

export const property = (resource: Resource | undefined, path: string): Value | undefined =>
  at(resource?.properties, path);

/** The objects of a list. */
export const objects = (value: Value | undefined): Attributes[] => elements(value).filter(isObject);
