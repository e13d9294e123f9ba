import type { AzureType } from "../azure-type";
import { COMMON_RULES } from "./common";
import { RESOURCE_IN_USE } from "./in-use";
import type { Rule } from "./rule";

/** The rules of a type, in the order in which they are looked at: azurerm refuses before it asks Azure. */
export function rulesOf({ rules = [] }: AzureType): readonly Rule[] {
  const guarded = rules.some(({ on }) => on?.includes("delete"));
  const all = [...COMMON_RULES, ...rules, ...(guarded ? [] : [RESOURCE_IN_USE])];
  return [...all.filter(({ by }) => by), ...all.filter(({ by }) => !by)];
}
