import { z } from "zod";
import { canonicalAddress, canonicalPrefix } from "./address";

/*
 * What is judged of Azure's answers, in the flat form of `az`. What is not named here is not kept. Sources: the
 * specification Azure/azure-rest-api-specs, Microsoft.Network; of the IKE SAs, which it does not describe,
 * PSVirtualNetworkGatewayConnectionIkeSa.cs and the recordings in Azure/azure-powershell.
 */

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
export const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);
const id = z.object({ id: z.string() }).transform(({ id }) => id);
/** The name at the end of an id. */
const named = id.transform((id) => id.split("/").at(-1)!);

export const policy = z.object({
  ikeEncryption: z.string(),
  ikeIntegrity: z.string(),
  dhGroup: z.string(),
  ipsecEncryption: z.string(),
  ipsecIntegrity: z.string(),
  pfsGroup: z.string(),
  saLifeTimeSeconds: z.number(),
  saDataSizeKilobytes: z.number(),
});

export const gateway = z.object({
  name: z.string(),
  provisioningState: z.string(),
  activeActive: perhaps(z.boolean()),
  ipConfigurations: list(z.object({ publicIPAddress: perhaps(id) })),
  bgpSettings: perhaps(z.object({ bgpPeeringAddresses: list(z.object({ tunnelIpAddresses: list(address) })) })),
});

/** `conn1-to-oslo_203.0.113.4`: a connection, and the public address of an instance. */
const tunnel = z
  .object({
    tunnel: perhaps(z.string()),
    connectionStatus: perhaps(z.string()),
    ingressBytesTransferred: perhaps(z.number()),
    egressBytesTransferred: perhaps(z.number()),
  })
  .transform(({ tunnel, ...rest }) => ({ ...rest, instanceAddress: /_([\d.]+)$/.exec(tunnel ?? "")?.[1] }));

/** A connection with its first key has no tag. */
const versionIn = (tag: unknown) => (tag === undefined ? 1 : /^\d{1,9}$/.test(String(tag)) ? Number(tag) : undefined);

export const connection = z
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
    tags: perhaps(z.record(z.string(), z.unknown())),
  })
  // The one tag that counts: lib/crypto/shared-key.ts.
  .transform(({ tags, ...rest }) => ({ ...rest, keyVersion: versionIn(tags?.["key-version"]) }));

export const localNetworkGateway = z.object({
  name: z.string(),
  // Empty beside a name.
  gatewayIpAddress: perhaps(z.union([z.literal("").transform(() => undefined), address])),
  fqdn: perhaps(z.string()),
  localNetworkAddressSpace: perhaps(z.object({ addressPrefixes: list(prefix) })),
});

export const publicAddress = z.object({ name: z.string(), id: z.string(), ipAddress: perhaps(address) });

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
export const ikeSa = z
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
    local: sa.localendpoint,
    remote: sa.remoteendpoint,
    children: sa.quickmodesas,
    encryption: sa.encryption,
    integrity: sa.integrity,
    dhGroup: sa.dhgroup,
    activeSeconds: sa.elapsedtimeinseconds,
  }));

export const effectiveRoute = z.object({
  source: z.string(),
  state: z.string(),
  addressPrefix: z.array(prefix),
  nextHopType: z.string(),
  nextHopIpAddress: list(address),
  name: perhaps(z.string()),
});

/** The IPsec policy of a connection, in Azure's words as they are there. */
export type AzurePolicy = z.infer<typeof policy>;
export type AzureGateway = z.infer<typeof gateway>;
export type AzureConnection = z.infer<typeof connection>;
export type AzureLocalNetworkGateway = z.infer<typeof localNetworkGateway>;
export type AzurePublicAddress = z.infer<typeof publicAddress>;
export type AzureIkeSa = z.infer<typeof ikeSa>;
export type EffectiveRoute = z.infer<typeof effectiveRoute>;
