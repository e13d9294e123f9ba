import { elements, isObject, type Value } from "../../protocol/values";
import { parentOf } from "../ids";
import type { Rule } from "./rule";

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const NAMES: Readonly<Record<string, RegExp>> = {
  azurerm_resource_group: /^(?!.*\.$)[-\w.()]{1,90}$/,
  azurerm_virtual_network: /^[A-Za-z0-9][\w.-]{0,62}\w$/,
  azurerm_linux_virtual_machine: /^[A-Za-z0-9](?:[\w.-]{0,62}\w)?$/,
};
const NETWORK_NAME = /^[A-Za-z0-9](?:[\w.-]{0,78}\w)?$/;

export const COMMON_RULES: readonly Rule[] = [
  {
    code: "InvalidResourceName",
    broken: ({ type, attributes: { name } }) => {
      if (typeof name !== "string" || (NAMES[type] ?? NETWORK_NAME).test(name)) return undefined;
      return `Resource name ${JSON.stringify(name)} is invalid: it must start with a letter or digit, end with one or "_", and hold letters, digits, "_", "." and "-" only`;
    },
  },
  {
    code: "ResourceGroupNotFound",
    status: 404,
    broken: ({ id, attributes: { resource_group_name: name } }, cloud) => {
      const group = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+(?=\/)/.exec(id)?.[0];
      return !group || cloud.get(group) ? undefined : `Resource group '${String(name)}' could not be found`;
    },
  },
  {
    code: "ParentResourceNotFound",
    status: 404,
    broken: ({ id }, cloud) => {
      const parent = parentOf(id);
      if (!parent?.includes("/providers/") || cloud.get(parent)) return undefined;
      return `Failed to perform 'write' on resource '${id}', because the parent resource '${parent}' could not be found`;
    },
  },
  {
    code: "InvalidResourceReference",
    broken: ({ id, attributes }, cloud) => {
      const { id: _, ...others } = attributes;
      const missing = references(others).find((one) => !cloud.get(one));
      return missing && `Resource ${missing} referenced by resource ${id} was not found`;
    },
  },
];

function references(value: Value): string[] {
  // A machine's disk comes and goes with it, and is no resource here.
  if (typeof value === "string") {
    return /^\/subscriptions\/.+\/providers\/(?!Microsoft\.Compute\/disks\/)/.test(value) ? [value] : [];
  }
  if (isObject(value)) return Object.values(value).flatMap(references);
  return elements(value).flatMap(references);
}
