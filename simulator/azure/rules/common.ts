import { elements, isObject, type Value } from "../../protocol/values";
import { parentOf } from "../ids";
import type { Rule } from "./rule";
import { SCOPE_LOCKED } from "./scope-locked";

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const NAMES: Readonly<Record<string, RegExp>> = {
  "Microsoft.Resources/resourceGroups": /^(?!.*\.$)[-\w.()]{1,90}$/,
  "Microsoft.Network/virtualNetworks": /^[A-Za-z0-9][\w.-]{0,62}\w$/,
  "Microsoft.Compute/virtualMachines": /^[A-Za-z0-9](?:[\w.-]{0,62}\w)?$/,
  "Microsoft.OperationalInsights/workspaces": /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/,
  "Microsoft.Insights/actionGroups": /^[^/&%\\?]{0,259}[^/&%\\?. ]$/,
  "Microsoft.Insights/activityLogAlerts": /^[^:<>+/&%\\?]{0,259}[^:<>+/&%\\?. ]$/,
  "Microsoft.Insights/diagnosticSettings": /^[^*<>%&:\\?+/]{1,260}$/,
  "Microsoft.Insights/metricAlerts": /^[^*#&+:<>?@%{}\\/]{0,259}[^*#&+:<>?@%{}\\/. ]$/,
};
const NETWORK_NAME = /^[A-Za-z0-9](?:[\w.-]{0,78}\w)?$/;

export const COMMON_RULES: readonly Rule[] = [
  ...SCOPE_LOCKED,
  {
    code: "InvalidResourceName",
    text: "a name is too long, or has characters or an end that Azure does not take",
    source: "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
    broken: ({ type, name }) => {
      const own = NAMES[type];
      if ((own ?? NETWORK_NAME).test(name)) return undefined;
      if (own) return `Resource name ${JSON.stringify(name)} is invalid for ${type}`;
      return `Resource name ${JSON.stringify(name)} is invalid: it must start with a letter or digit, end with one or "_", and hold letters, digits, "_", "." and "-" only`;
    },
  },
  {
    code: "ResourceGroupNotFound",
    text: "the resource group does not exist",
    source: "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found",
    status: 404,
    broken: ({ id }, cloud) => {
      const group = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+(?=\/)/.exec(id)?.[0];
      return !group || cloud.get(group) ? undefined : `Resource group '${group.split("/").at(-1)}' could not be found`;
    },
  },
  {
    code: "ParentResourceNotFound",
    text: "the network, table or group that the resource lies in does not exist",
    source: "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-parent-resource",
    status: 404,
    broken: ({ id }, cloud) => {
      const parent = parentOf(id);
      if (!parent?.includes("/providers/") || cloud.get(parent)) return undefined;
      return `Failed to perform 'write' on resource '${id}', because the parent resource '${parent}' could not be found`;
    },
  },
  {
    code: "InvalidResourceReference",
    text: "an id in the attributes names a resource that does not exist",
    source: "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors",
    broken: (resource, cloud) => {
      const { id } = resource;
      const within = (one: string) => one === id || one.toLowerCase().startsWith(`${id.toLowerCase()}/`);
      const missing = references(resource).find((one) => !within(one) && !cloud.get(one));
      return missing && `Resource ${missing} referenced by resource ${id} was not found`;
    },
  },
  {
    code: "TooManyTags",
    by: "azurerm",
    text: "a maximum of 50 tags can be applied to each resource",
    source: "https://github.com/hashicorp/go-azure-helpers/blob/main/resourcemanager/tags/validate.go",
    broken: ({ tags }) =>
      Object.keys(isObject(tags) ? tags : {}).length > 50
        ? "a maximum of 50 tags can be applied to each resource"
        : undefined,
  },
  {
    code: "InvalidRequestContent",
    text: "two tags differ in case only",
    source: "https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources",
    inferred:
      "the page says that names ignore case; https://github.com/MicrosoftDocs/azure-docs/issues/57888 saw one type keep one of the two, so that every later plan shows a change; the refusal and its code are a guess on the safe side",
    broken: ({ id, tags }) => {
      const names = Object.keys(isObject(tags) ? tags : {});
      const twice = names.find((name, i) =>
        names.slice(0, i).some((other) => other.toLowerCase() === name.toLowerCase()),
      );
      return twice && `The tag ${JSON.stringify(twice)} of ${id} stands there twice: names of tags ignore case.`;
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
