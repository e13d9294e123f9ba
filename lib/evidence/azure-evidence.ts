import { z } from "zod";
import {
  connection,
  effectiveRoute,
  gateway,
  ikeSa,
  list,
  localNetworkGateway,
  policy,
  publicAddress,
  type AzureConnection,
  type AzureGateway,
  type AzureIkeSa,
  type AzureLocalNetworkGateway,
  type AzurePolicy,
  type AzurePublicAddress,
  type EffectiveRoute,
} from "./azure-shapes";
import { jsonValues } from "./json-values";

/** What `az` or Azure Resource Manager printed, under a name that a report can give: a file's, or a command. */
export interface AzureText {
  readonly name: string;
  readonly text: string;
}

/** Something that Azure says is not there. */
export interface Missing {
  /** `connections` */
  readonly type: string;
  readonly name: string;
}

/** What Azure showed. Two readings of one thing stand in their order. No key, and nothing that is not named here. */
export interface AzureEvidence {
  readonly gateways: readonly AzureGateway[];
  readonly connections: readonly AzureConnection[];
  readonly localNetworkGateways: readonly AzureLocalNetworkGateway[];
  readonly publicAddresses: readonly AzurePublicAddress[];
  /** A list says of which connection it is by its SAs, or by its name alone. */
  readonly ikeSas: readonly { readonly name: string; readonly sas: readonly AzureIkeSa[] }[];
  /** A table says of which machine it is by the network that it calls local. */
  readonly routeTables: readonly { readonly name: string; readonly routes: readonly EffectiveRoute[] }[];
  /** Of `ipsec-policy list`, which does not say its connection but by the name. */
  readonly policies: readonly { readonly name: string; readonly policies: readonly AzurePolicy[] }[];
  readonly missing: readonly Missing[];
  /** What cannot be read, which may say anything. */
  readonly unknown: readonly { readonly name: string; readonly why: string }[];
}

type Lists = { -readonly [Key in keyof AzureEvidence]: AzureEvidence[Key][number][] };
type Record_ = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Record_ =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Azure Resource Manager nests what `az` prints flat: lifts `properties` into what has them. */
function flat(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(flat);
  if (!isRecord(value)) return value;
  const { properties, ...rest } = value;
  const all = isRecord(properties) ? { ...properties, ...rest } : value;
  return Object.fromEntries(Object.entries(all).map(([key, inner]) => [key, flat(inner)]));
}

function lowerKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerKeys);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), lowerKeys(inner)]));
}

/** What Azure says of something that is not there, in JSON and as `az` prints it. */
function missingIn(message: string): Missing | undefined {
  const [, type, name] = /Microsoft\.Network\/(\w+)\/([\w.-]+)/i.exec(message) ?? [];
  return name === undefined ? undefined : { type: type!, name };
}

const TYPES = [
  ["connections", "connections", connection],
  ["virtualnetworkgateways", "gateways", gateway],
  ["localnetworkgateways", "localNetworkGateways", localNetworkGateway],
  ["publicipaddresses", "publicAddresses", publicAddress],
] as const;

/** The places of a shape that does not fit, without the values, which may be keys. */
const misfit = (type: string, { issues }: z.ZodError) =>
  `not the form of ${type} that is known: ${[...new Set(issues.map(({ path }) => path.join(".")))].join(", ")}`;

/** Puts what a value is into its list. @throws Error for a value whose shape is not known */
function sort(value: unknown, name: string, into: Lists): void {
  // `az` prints the IKE SAs as a text in which there is JSON.
  if (typeof value === "string") {
    const { values, lines } = jsonValues(value.replace(/^"(?=[{[])|(?<=[}\]])"$/g, ""));
    if (values.length !== 1 || lines.length > 0) throw new Error("a text that is no JSON");
    return sort(values[0], name, into);
  }
  if (Array.isArray(value)) {
    if (value.length === 0) throw new Error("an empty list, which does not say of what");
    if (value.every((one) => isRecord(one) && "ikeEncryption" in one)) {
      into.policies.push({ name, policies: parsed("an IPsec policy", z.array(policy), value) });
      return;
    }
    if (value.every((one) => isRecord(one) && "nextHopType" in one)) {
      into.routeTables.push({ name, routes: parsed("an effective route", z.array(effectiveRoute), value) });
      return;
    }
    value.forEach((one) => sort(one, name, into));
    return;
  }
  if (!isRecord(value)) throw new Error("neither an object nor a list");
  const lower = lowerKeys(value) as Record_;
  const sas = "ikesas" in lower ? lower.ikesas : "status" in lower && "data" in lower ? lower.data : undefined;
  if (sas !== undefined) {
    into.ikeSas.push({ name, sas: parsed("IKE SAs", list(ikeSa), sas) });
    return;
  }
  const { error } = value;
  if (isRecord(error)) {
    const missing = /NotFound$/.test(String(error.code)) ? missingIn(String(error.message)) : undefined;
    if (!missing) throw new Error("an error of Azure");
    into.missing.push(missing);
    return;
  }
  if (Array.isArray(value.value)) return sort(value.value, name, into);
  const type = /Microsoft\.Network\/(\w+)$/i.exec(String(value.type))?.[1]?.toLowerCase();
  const known = TYPES.find(([one]) => one === type);
  if (!known) throw new Error("a shape that is not known");
  const [, key, schema] = known;
  (into[key] as unknown[]).push(parsed<unknown>(key, schema, flat(value)));
}

function parsed<T>(what: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new Error(misfit(what, result.error));
  return result.data;
}

/**
 * Reads what Azure showed: JSON as `az network vpn-connection show`, `vpn-connection list-ike-sas`, `vnet-gateway show`,
 * `local-gateway show`, `public-ip show`, `nic show-effective-route-table` and `vpn-connection ipsec-policy list` print
 * it, or as Azure Resource Manager answers. Each is known by its shape.
 *
 * @throws never: what cannot be read is in `unknown`
 */
export function azureEvidence(...texts: readonly AzureText[]): AzureEvidence {
  const into: Lists = {
    gateways: [],
    connections: [],
    localNetworkGateways: [],
    publicAddresses: [],
    ikeSas: [],
    routeTables: [],
    policies: [],
    missing: [],
    unknown: [],
  };
  for (const { name, text } of texts) {
    const { values, lines } = jsonValues(text);
    for (const value of values) {
      try {
        sort(value, name, into);
      } catch (error) {
        into.unknown.push({ name, why: (error as Error).message });
      }
    }
    const missing = lines.filter((line) => /NotFound/.test(line)).flatMap((line) => missingIn(line) ?? []);
    into.missing.push(...missing);
    if (values.length === 0 && missing.length === 0) into.unknown.push({ name, why: "no JSON" });
  }
  return into;
}
