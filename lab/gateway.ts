import type { Algorithm } from "../lib/model/ipsec-policy";
import { UserError } from "../lib/model/user-error";
import { quoted } from "../lib/model/quoted";
import type { Resource, ShownState } from "./inputs";
import type { Timers } from "./daemon";
import type { Endpoint } from "./swanctl";

/*
 * Azure's side: the two instances of the gateway, translated from the state of its stack alone.
 * The algorithms have azurerm's names: https://learn.microsoft.com/azure/vpn-gateway/ipsec-ike-policy-howto
 */

const ENCRYPTION = {
  GCMAES256: "aes256gcm16",
  GCMAES192: "aes192gcm16",
  GCMAES128: "aes128gcm16",
  AES256: "aes256",
  AES192: "aes192",
  AES128: "aes128",
  DES3: "3des",
  DES: "des",
  None: "null",
} satisfies Record<Algorithm<"ikeEncryption" | "ipsecEncryption">, string>;
const HASH = {
  SHA384: "sha384",
  SHA256: "sha256",
  SHA1: "sha1",
  MD5: "md5",
} satisfies Record<Exclude<Algorithm<"ikeIntegrity" | "ipsecIntegrity">, `GCM${string}`>, string>;
const GROUP = {
  DHGroup14: "modp2048",
  DHGroup2048: "modp2048",
  DHGroup24: "modp2048s256",
  DHGroup2: "modp1024",
  DHGroup1: "modp768",
  ECP256: "ecp256",
  ECP384: "ecp384",
} satisfies Record<Exclude<Algorithm<"dhGroup">, "None">, string>;
const PFS = {
  PFS2048: "modp2048",
  PFS14: "modp2048",
  PFS24: "modp2048s256",
  PFS2: "modp1024",
  PFS1: "modp768",
  ECP256: "ecp256",
  ECP384: "ecp384",
} satisfies Record<Exclude<Algorithm<"pfsGroup">, "None" | "PFSMM">, string>;

export interface GatewayConnection extends Endpoint {
  /** Public address or name of the far end, as the local network gateway has it. */
  readonly peer: string;
  /** Address space behind the far end. */
  readonly prefixes: readonly string[];
}

export interface GatewayInstance {
  readonly address: string;
  readonly connections: readonly GatewayConnection[];
}

/**
 * Both instances of the gateway, each with the connections to the given peers.
 *
 * @param identities what each peer gives as its identity, by its public address or its name
 * @throws UserError where the state has what the lab cannot translate
 */
export function gatewayInstances(
  state: ShownState,
  identities: ReadonlyMap<string, string>,
): readonly [GatewayInstance, GatewayInstance] {
  const [gateway, ...others] = state.all("azurerm_virtual_network_gateway");
  if (!gateway || others.length > 0) throw new UserError("the gateway's state must have one VPN gateway");
  const addresses = gateway.ip_configuration
    .slice(0, 2)
    .map(({ public_ip_address_id: id }) => state.one("azurerm_public_ip", id, (ip) => same(ip.id, id)).ip_address);
  const [first, second] = addresses;
  if (!first || !second)
    throw new UserError(`${gateway.name} is not active-active: it has ${addresses.length} addresses`);
  const instance = (address: string): GatewayInstance => ({
    address,
    connections: state
      .all("azurerm_virtual_network_gateway_connection")
      .filter((connection) => same(connection.virtual_network_gateway_id, gateway.id))
      .flatMap((connection) => {
        const id = connection.local_network_gateway_id;
        const far = state.one("azurerm_local_network_gateway", id, (one) => same(one.id, id));
        const peer = far.gateway_address || far.gateway_fqdn || "";
        const identity = identities.get(peer);
        if (identity === undefined) return [];
        return [endpoint(connection, far, { address, peer, identity })];
      }),
  });
  return [instance(first), instance(second)];
}

/** Any address, and any identity. */
const ANY = "%any";

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

type Connection = Resource<"azurerm_virtual_network_gateway_connection">;
type Far = Resource<"azurerm_local_network_gateway">;

function endpoint(
  connection: Connection,
  far: Far,
  { address, peer, identity }: { readonly address: string; readonly peer: string; readonly identity: string },
): GatewayConnection {
  const { name, shared_key: sharedKey } = connection;
  if (connection.connection_protocol !== "IKEv2") throw new UserError(`${name} is not IKEv2`);
  if (connection.use_policy_based_traffic_selectors) throw new UserError(`${name} is policy-based`);
  const [policy] = connection.ipsec_policy;
  if (!policy) throw new UserError(`${name} has no IPsec policy of its own`);
  const families = far.address_space.map((prefix) => (prefix.includes(":") ? "::/0" : "0.0.0.0/0"));
  return {
    name,
    localAddress: address,
    // Azure resolves a name, which nothing here does: whoever comes may be its bearer.
    remoteAddress: far.gateway_address || ANY,
    localId: address,
    remoteId: far.gateway_address ? identity : ANY,
    ...proposals(name, policy),
    sharedKey,
    selectors: [...new Set(families)].sort(),
    saLifetimeSeconds: policy.sa_lifetime,
    initiates: false,
    peer,
    prefixes: far.address_space,
  };
}

/**
 * Azure's DPD timeout is the time until a silent peer is dead, 45 s where a connection has none
 * (https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-vpn-faq). How often it asks meanwhile is not
 * written: here, after half of it, and six times in the other half.
 */
export function gatewayTimers(state: ShownState, name: string): Timers {
  const connection = state.all("azurerm_virtual_network_gateway_connection").find((one) => one.name === name);
  const timeout = connection?.dpd_timeout_seconds || 45;
  const dpdSeconds = Math.floor(timeout / 2);
  return { dpdSeconds, retrySeconds: (timeout - dpdSeconds) / 6, retries: 5 };
}

function proposals(name: string, policy: Connection["ipsec_policy"][number]): Pick<Endpoint, "ike" | "esp"> {
  const known = (table: Readonly<Record<string, string>>, field: keyof typeof policy & string): string => {
    const value = String(policy[field]);
    if (Object.hasOwn(table, value)) return table[value]!;
    throw new UserError(`${name}: the lab has no ${field} ${quoted(value)}; it knows ${Object.keys(table).join(", ")}`);
  };
  const hash = known(HASH, "ike_integrity");
  const integrity = policy.ike_encryption.startsWith("GCM") ? [] : [hash];
  const group = known(GROUP, "dh_group");
  const ike = [known(ENCRYPTION, "ike_encryption"), ...integrity, `prf${hash}`, group];
  const esp = [known(ENCRYPTION, "ipsec_encryption")];
  if (!policy.ipsec_encryption.startsWith("GCM")) esp.push(known(HASH, "ipsec_integrity"));
  else if (policy.ipsec_integrity !== policy.ipsec_encryption) {
    throw new UserError(
      `${name}: Azure takes no ipsec_integrity ${quoted(policy.ipsec_integrity)} with ${policy.ipsec_encryption}`,
    );
  }
  if (policy.pfs_group === "PFSMM") esp.push(group);
  else if (policy.pfs_group !== "None") esp.push(known(PFS, "pfs_group"));
  return { ike: [ike.join("-")], esp: [esp.join("-")] };
}
