import { elements, isObject, UNKNOWN, type Attributes, type Value } from "../protocol/values";
import type { AzureType } from "./azure-type";
import { groupName } from "./checks";

/**
 * What the provider finds wrong with a configuration at plan. What is unknown then is not judged.
 *
 * @see https://github.com/hashicorp/terraform-provider-azurerm/tree/v4.81.0/internal/services
 */
export function validate(type: Pick<AzureType, "checks" | "exactlyOne" | "inline">, config: Attributes): string[] {
  const { checks: own, exactlyOne = [], inline: [name, instead] = [] } = type;
  const checks = { resource_group_name: groupName, ...own };
  const values = Object.entries(checks).flatMap(([path, check]) =>
    valuesAt(config, path.split(".")).flatMap(([where, value]) => {
      const wrong = typeof value === "string" || typeof value === "number" ? check(value) : undefined;
      return wrong ? [`${where}: ${wrong}`] : [];
    }),
  );
  const choices = exactlyOne.flatMap((names) => {
    const given = names.filter((name) => isGiven(config[name]));
    if (given.length === 1 || names.some((name) => config[name] === UNKNOWN)) return [];
    return [`one of ${names.join(", ")} must be given, not ${given.length ? given.join(" and ") : "none"}`];
  });
  const inline = name && elements(config[name]).length > 0 ? [`${name}: the simulator takes ${instead} instead`] : [];
  return [...values, ...choices, ...inline, ...tagProblems(config.tags)];
}

/** @see https://github.com/hashicorp/go-azure-helpers/blob/main/resourcemanager/tags/validate.go */
function tagProblems(tags: Value | undefined): string[] {
  if (!isObject(tags)) return [];
  const entries = Object.entries(tags);
  return [
    ...(entries.length > 50 ? [`tags: a resource can have 50 tags at most, got ${entries.length}`] : []),
    ...entries.flatMap(([name, value]) => [
      ...(name.length > 512 ? [`tags: a name can have 512 characters at most, got ${name.length}`] : []),
      ...(typeof value === "string" && value.length > 256
        ? [`tags: the value of ${name} can have 256 characters at most, got ${value.length}`]
        : []),
    ]),
  ];
}

function isGiven(value: Value | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined;
}

/** The values at a path, each with where it stands, such as `ipsec_policy.0.dh_group`. */
function valuesAt(config: Attributes, [name, ...inner]: readonly string[], prefix = ""): [string, Value][] {
  const where = `${prefix}${name}`;
  const value = config[name!] ?? null;
  if (inner.length === 0) return [[where, value]];
  return elements(value).flatMap((element, i) => (isObject(element) ? valuesAt(element, inner, `${where}.${i}.`) : []));
}
