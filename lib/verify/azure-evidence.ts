import { z } from "zod";
import { canonicalAddress, canonicalPrefix } from "./address";
import { jsonValues } from "./json-values";

/** What `az` or Azure Resource Manager printed, under a name that a report can give: a file's, or a command. */
export interface AzureText {
  readonly name: string;
  readonly text: string;
}

/** The IPsec policy of a connection, in Azure's words as they are there. */
export type AzurePolicy = z.infer<typeof policy>;
export type AzureGateway = z.infer<typeof gateway>;
export type AzureConnection = z.infer<typeof connection>;
export type AzureIkeSa = z.infer<typeof ikeSa>;
export type EffectiveRoute = z.infer<typeof effectiveRoute>;

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
  readonly localNetworkGateways: readonly z.infer<typeof localNetworkGateway>[];
  readonly publicAddresses: readonly z.infer<typeof publicAddress>[];
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

/** Text that a reader understands; what it throws would show the text. */
const readBy = (read: (text: string) => string) =>
  z.string().transform((text, context) => {
    try {
      return read(text);
    } catch {
      context.addIssue({ code: "custom" });
      return z.NEVER;
    }
  });
const toPrefix = (text: string) => canonicalPrefix(...(text.split("/") as [string, string]));
const address = readBy(canonicalAddress);
const prefix = readBy(toPrefix);
const perhaps = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);
const id = z.object({ id: z.string() }).transform(({ id }) => id);
/** The name at the end of an id. */
const named = id.transform((id) => id.split("/").at(-1)!);

const policy = z.object({
  ikeEncryption: z.string(),
  ikeIntegrity: z.string(),
  dhGroup: z.string(),
  ipsecEncryption: z.string(),
  ipsecIntegrity: z.string(),
  pfsGroup: z.string(),
  saLifeTimeSeconds: z.number(),
  saDataSizeKilobytes: z.number(),
});

const gateway = z.object({
  name: z.string(),
  provisioningState: z.string(),
  activeActive: perhaps(z.boolean()),
  ipConfigurations: list(z.object({ publicIPAddress: perhaps(id) })),
  bgpSettings: perhaps(z.object({ bgpPeeringAddresses: list(z.object({ tunnelIpAddresses: list(address) })) })),
});

/** `conn1-to-oslo_203.0.113.4`: a connection, and the public address of an instance. */
const tunnel = z
  .object({
    tunnel: z.string(),
    connectionStatus: perhaps(z.string()),
    ingressBytesTransferred: perhaps(z.number()),
    egressBytesTransferred: perhaps(z.number()),
  })
  .transform(({ tunnel, ...rest }) => ({ ...rest, instanceAddress: /_([\d.]+)$/.exec(tunnel)?.[1] }));

const connection = z
  .object({
    name: z.string(),
    provisioningState: z.string(),
    connectionStatus: perhaps(z.string()),
    connectionProtocol: perhaps(z.string()),
    connectionMode: perhaps(z.string()),
    dpdTimeoutSeconds: perhaps(z.number()),
    usePolicyBasedTrafficSelectors: perhaps(z.boolean()),
    trafficSelectorPolicies: list(z.unknown()).transform((all) => all.length),
    ingressBytesTransferred: perhaps(z.number()),
    egressBytesTransferred: perhaps(z.number()),
    tunnelConnectionStatus: list(tunnel),
    ipsecPolicies: perhaps(z.array(policy)),
    localNetworkGateway2: perhaps(named),
    tags: perhaps(z.record(z.string(), z.string())),
  })
  // The one tag that counts: lib/crypto/shared-key.ts.
  .transform(({ tags, ...rest }) => ({ ...rest, keyVersion: Number(tags?.["key-version"] ?? 1) }));

const localNetworkGateway = z.object({
  name: z.string(),
  // Empty beside a name.
  gatewayIpAddress: perhaps(z.union([z.literal("").transform(() => undefined), address])),
  fqdn: perhaps(z.string()),
  localNetworkAddressSpace: perhaps(z.object({ addressPrefixes: list(prefix) })),
});

const publicAddress = z.object({ name: z.string(), id: z.string(), ipAddress: perhaps(address) });

/** A range from the first address of a family to its last is everything. */
const selector = readBy((text) =>
  text.includes("-")
    ? text
        .replace(/^0\.0\.0\.0-255\.255\.255\.255$/, "0.0.0.0/0")
        .replace(/^(?:::|0:0:0:0:0:0:0:0)-ffff(?::ffff){7}$/i, "::/0")
    : toPrefix(text),
);

/** Keys in lower case, since Azure and its shells spell them in their ways. */
const childSa = z
  .object({
    encryption: z.string(),
    integrity: z.string(),
    localtrafficselectors: list(selector),
    remotetrafficselectors: list(selector),
  })
  .transform(({ localtrafficselectors: local, remotetrafficselectors: remote, ...rest }) => ({
    ...rest,
    local,
    remote,
  }));

/** The endpoints are public addresses. */
const ikeSa = z
  .object({
    localendpoint: address,
    remoteendpoint: address,
    encryption: z.string(),
    integrity: z.string(),
    dhgroup: z.string(),
    elapsedtimeinseconds: perhaps(z.number()),
    quickmodesas: list(childSa),
  })
  .transform((sa) => ({
    ...{ local: sa.localendpoint, remote: sa.remoteendpoint, children: sa.quickmodesas },
    ...{ encryption: sa.encryption, integrity: sa.integrity, dhGroup: sa.dhgroup },
    activeSeconds: sa.elapsedtimeinseconds,
  }));

const effectiveRoute = z.object({
  source: z.string(),
  state: z.string(),
  addressPrefix: z.array(prefix),
  nextHopType: z.string(),
  nextHopIpAddress: list(address),
  name: perhaps(z.string()),
});

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
