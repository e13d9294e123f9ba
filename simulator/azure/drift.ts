import { InputError } from "../input-error";
import { elements, isObject, type Attributes, type Value } from "../protocol/values";
import type { Block } from "../protocol/schema";
import type { Cloud, Resource } from "./cloud";
import { recordedBlock } from "./recorded";

/** The attributes that become others, or undefined where a resource stays as it is. */
type Change = (resource: Resource) => Attributes | undefined;

const reversed = (value: Value | undefined) => [...elements(value)].reverse();

/** Every set in the other order, at any depth, and the gateway's addresses, a list that Azure orders as it likes. */
function reorder(block: Block, attributes: Attributes): Attributes {
  const simple = Object.entries(block.attributes).flatMap(([name, { type }]) =>
    Array.isArray(type) && type[0] === "set" ? [[name, reversed(attributes[name])] as const] : [],
  );
  const nested = Object.entries(block.blocks ?? {}).flatMap(([name, inner]) => {
    const given = elements(attributes[name]).filter(isObject);
    const values = given.map((one) => reorder(inner, one));
    const any = inner.nesting === "set" || name === "peering_addresses";
    return given.length > 0 ? [[name, any ? values.reverse() : values] as const] : [];
  });
  const changed = [...simple.filter(([, value]) => value.length > 0), ...nested];
  return { ...attributes, ...Object.fromEntries(changed) };
}

/** What Azure, a policy or the portal does to resources on its own: word, explanation, change. */
const DRIFTS: Readonly<Record<string, readonly [explanation: string, change: Change]>> = {
  // https://learn.microsoft.com/azure/vpn-gateway/gateway-sku-consolidation
  "gateway-generation": [
    "Microsoft moves gateways of Generation1 to Generation2",
    ({ type, attributes }) =>
      type === "azurerm_virtual_network_gateway" && attributes.generation === "Generation1"
        ? { generation: "Generation2" }
        : undefined,
  ],
  // https://github.com/hashicorp/terraform-provider-azurerm/issues/28711
  "policy-tags": [
    "a policy adds the tag CreatedBy to every resource",
    ({ attributes: { tags } }) =>
      tags === undefined || (isObject(tags) && "CreatedBy" in tags)
        ? undefined
        : { tags: { ...(isObject(tags) && tags), CreatedBy: "policy" } },
  ],
  // https://github.com/Azure/Azure-Landing-Zones/issues/3984
  "portal-dpd": [
    "the portal saves a connection, with 45 s for DPD where none is set",
    ({ type, attributes: { dpd_timeout_seconds: seconds } }) =>
      type === "azurerm_virtual_network_gateway_connection" && !seconds ? { dpd_timeout_seconds: 45 } : undefined,
  ],
  "connection-mode": [
    "somebody lets the connections wait for the router, in the portal",
    ({ type, attributes: { connection_mode: mode } }) =>
      type === "azurerm_virtual_network_gateway_connection" && mode !== "ResponderOnly"
        ? { connection_mode: "ResponderOnly" }
        : undefined,
  ],
  "set-order": [
    "Azure answers with sets in another order",
    ({ type, attributes }) => {
      const others = reorder(recordedBlock(type), attributes);
      return JSON.stringify(others) === JSON.stringify(attributes) ? undefined : others;
    },
  ],
};

/** A line for each word, for the help. */
export const DRIFT_HELP = Object.entries(DRIFTS).map(
  ([name, [explanation]]) => `    ${name.padEnd(18)} ${explanation}`,
);

/**
 * Lets a change happen to the cloud that Terraform knows nothing of.
 *
 * @returns what has changed
 * @throws InputError where the word is unknown
 */
export function drift(cloud: Cloud, name: string | undefined): Resource[] {
  const change = Object.entries(DRIFTS).find(([word]) => word === name)?.[1][1];
  if (!change) {
    const given = name === undefined ? "drift needs a word" : `drift: unknown word ${JSON.stringify(name)}`;
    throw new InputError(`${given}; give one of ${Object.keys(DRIFTS).join(", ")}`);
  }
  return cloud.all().flatMap((resource) => {
    const changed = change(resource);
    if (!changed) return [];
    const drifted = { ...resource, attributes: { ...resource.attributes, ...changed } };
    cloud.put(drifted);
    return [drifted];
  });
}
