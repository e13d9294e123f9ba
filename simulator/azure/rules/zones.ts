import { elements, type Value } from "../../protocol/values";
import type { Rule } from "./rule";

/** @see https://learn.microsoft.com/azure/reliability/regions-list (September 2025) */
const WITHOUT_ZONES = new Set(
  (
    "australiacentral australiacentral2 australiasoutheast brazilsoutheast canadaeast francesouth germanynorth " +
    "koreasouth northcentralus norwaywest southafricawest southindia switzerlandwest uaecentral ukwest " +
    "westcentralus westindia westus"
  ).split(" "),
);

/** Whether a region has availability zones. */
export const hasZones = (location: Value | undefined): boolean =>
  !WITHOUT_ZONES.has(String(location).toLowerCase().replaceAll(" ", ""));

export const ZONES: Rule = {
  code: "LocationNotSupportAvailabilityZones",
  text: "The resource '<type>/<name>' does not support availability zones at location '<location>'.",
  source: "https://github.com/Azure/ALZ-Bicep/issues/981",
  broken: ({ id, location, zones }) => {
    if (elements(zones).length === 0 || hasZones(location)) return undefined;
    const resource = id.split("/").slice(6).join("/");
    return `The resource '${resource}' does not support availability zones at location '${location}'.`;
  },
};
