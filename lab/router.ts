import { UserError } from "../lib/model/user-error";
import type { RouterConfig } from "../lib/router/router-config";
import { quoted } from "../lib/model/quoted";
import type { Timers } from "./daemon";
import type { Endpoint } from "./swanctl";

/*
 * The router's side: its tunnels, translated from its configuration file alone, as IOS-XE reads it.
 */

/** The ciphers of a proposal, by the names of IOS-XE. */
export const ENCRYPTION: Readonly<Record<string, string>> = {
  "aes-gcm-256": "aes256gcm16",
  "aes-gcm-128": "aes128gcm16",
  "aes-cbc-256": "aes256",
  "aes-cbc-192": "aes192",
  "aes-cbc-128": "aes128",
  "3des": "3des",
  des: "des",
};
const HASHES = ["md5", "sha1", "sha256", "sha384", "sha512"];
/** The Diffie-Hellman groups, by their numbers. */
export const GROUPS: Readonly<Record<string, string>> = {
  1: "modp768",
  2: "modp1024",
  5: "modp1536",
  14: "modp2048",
  15: "modp3072",
  16: "modp4096",
  19: "ecp256",
  20: "ecp384",
  21: "ecp521",
  24: "modp2048s256",
};
const PFS = Object.fromEntries(Object.entries(GROUPS).map(([number, group]) => [`group${number}`, group]));
const HMAC: Readonly<Record<string, string>> = {
  "esp-md5-hmac": "md5",
  "esp-sha-hmac": "sha1",
  "esp-sha256-hmac": "sha256",
  "esp-sha384-hmac": "sha384",
  "esp-sha512-hmac": "sha512",
};
/** Traffic selectors by tunnel mode: everything, in each family that the mode carries. */
const SELECTORS: Readonly<Record<string, readonly string[]>> = {
  "ipsec dual-overlay": ["0.0.0.0/0", "::/0"],
  "ipsec ipv4": ["0.0.0.0/0"],
  "ipsec ipv6": ["::/0"],
};

/**
 * The tunnels of a router, in the order of its file.
 *
 * @param addresses of its interfaces by name, where the file names an interface in the place of an address
 * @throws UserError where the lab cannot translate one
 */
export function routerTunnels(config: RouterConfig, addresses: ReadonlyMap<string, string>): readonly Endpoint[] {
  const addressOf = (source: string) => addresses.get(source) ?? source;
  return config.tunnels.map((tunnel): Endpoint => {
    const source = addressOf(tunnel.source);
    const policy = config.policies.find(({ localAddresses: own }) => own.length === 0 || own.includes(source));
    if (!policy) throw new UserError(`${tunnel.name} leaves from ${tunnel.source}, and no IKEv2 policy is for that`);
    const ipsec = named(config.ipsecProfiles, tunnel.ipsecProfile, "IPsec profile");
    const ike = named(config.profiles, ipsec.ikeProfile, "IKEv2 profile");
    const keyring = named(config.keyrings, ike.keyring, "keyring");
    if (addressOf(ike.local) !== source) {
      throw new UserError(`${tunnel.name} leaves from ${tunnel.source}, and ${ike.name} is for ${ike.local}`);
    }
    if (keyring.address !== tunnel.destination) {
      throw new UserError(
        `${tunnel.name} goes to ${tunnel.destination}, and ${keyring.name} has a key for ${keyring.address}`,
      );
    }
    const sets = ipsec.transformSets.map((set) => named(config.transformSets, set, "transform set"));
    const other = sets.find(({ mode }) => mode !== "tunnel");
    if (other) throw new UserError(`${other.name} is in ${quoted(other.mode)} mode`);
    checkVrfs(tunnel, ike, config);
    return {
      name: tunnel.name,
      localAddress: source,
      remoteAddress: tunnel.destination,
      // IOS-XE sends its own address where no "identity local" says otherwise.
      localId: ike.identity ?? source,
      remoteId: ike.remoteAddress,
      ike: policy.proposals.map((name) => ikeProposal(named(config.proposals, name, "proposal"))),
      esp: sets.map(({ transform }) => espProposal(transform, ipsec.pfs)),
      sharedKey: keyring.sharedKey,
      selectors: known(SELECTORS, tunnel.mode, "tunnel mode"),
      saLifetimeSeconds: ipsec.lifetimeSeconds,
      replayWindow: ipsec.replayWindow,
      initiates: true,
    };
  });
}

/** A tunnel and its IKEv2 profile must be in one VRF, which an interface is in too where the file has interfaces. */
function checkVrfs(
  { name, vrf }: RouterConfig["tunnels"][number],
  profile: RouterConfig["profiles"][number],
  { interfaces }: RouterConfig,
): void {
  const words = (one: string | undefined) => (one === undefined ? "the global routing table" : `VRF ${one}`);
  if (profile.vrf !== vrf) {
    throw new UserError(`${name} is in ${words(vrf)}, and ${profile.name} is for peers in ${words(profile.vrf)}`);
  }
  if (interfaces.length > 0 && !interfaces.some((one) => one.vrf === vrf))
    throw new UserError(`no interface is in ${words(vrf)} of ${name}`);
}

/**
 * Maps the `dpd` line of a tunnel's profile to strongSwan. IOS-XE asks a peer every `seconds`, asks again every `retrySeconds` where
 * no answer comes, and takes the peer for dead when five such questions have no answer either. strongSwan
 * repeats a question `retries` times and waits as long for the last. IOS-XE's "periodic" asks at fixed times;
 * strongSwan asks after a silence of `seconds`, as "on-demand" does. strongSwan is thus the later of the two, and
 * takes a peer for dead `seconds` + 6 * `retrySeconds` after its last packet, the longest time of IOS-XE.
 * https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_dplane/configuration/xe-16/sec-ipsec-data-plane-xe-16-book/sec-ipsec-dead-peer.html
 */
export function routerTimers(config: RouterConfig, tunnel: string): Timers {
  const { ipsecProfile } = named(config.tunnels, tunnel, "tunnel");
  const { ikeProfile } = named(config.ipsecProfiles, ipsecProfile, "IPsec profile");
  const { seconds, retrySeconds } = named(config.profiles, ikeProfile, "IKEv2 profile").dpd;
  return { dpdSeconds: seconds, retrySeconds, retries: 5 };
}

function ikeProposal({ encryption, integrity, prf, group }: RouterConfig["proposals"][number]): string {
  const gcm = encryption.startsWith("aes-gcm-");
  if (gcm === (integrity !== undefined)) {
    throw new UserError(`the proposal's ${quoted(encryption)} goes ${gcm ? "without" : "with"} an integrity line`);
  }
  const hashes = [...(integrity ? [hash(integrity)] : []), `prf${hash(prf)}`];
  return [known(ENCRYPTION, encryption, "encryption"), ...hashes, known(GROUPS, group, "group")].join("-");
}

/** `esp-gcm 256`, `esp-aes esp-sha-hmac`, `esp-3des esp-md5-hmac` */
function espProposal(transform: string, pfs: string | undefined): string {
  const [, aes, bits = "128", other, hmac] =
    /^esp-(?:(gcm|aes)(?: (128|192|256))?|(3des|des|null))(?: (\S+))?$/.exec(transform) ?? [];
  const cipher = aes ?? other;
  if (!cipher || (cipher === "gcm") === (hmac !== undefined)) {
    throw new UserError(`the lab has no transform set ${quoted(transform)}`);
  }
  const parts = [cipher === "gcm" ? `aes${bits}gcm16` : cipher === "aes" ? `aes${bits}` : cipher];
  if (hmac) parts.push(known(HMAC, hmac, "transform"));
  if (pfs) parts.push(known(PFS, pfs, "PFS group"));
  return parts.join("-");
}

function hash(name: string): string {
  if (!HASHES.includes(name)) throw new UserError(`the lab has no hash ${quoted(name)}; it knows ${HASHES.join(", ")}`);
  return name;
}

function named<T extends { readonly name: string }>(list: readonly T[], name: string | undefined, what: string): T {
  const found = list.find((one) => one.name === name);
  if (!found) throw new UserError(`the router's file has no ${what} ${name ?? ""}`);
  return found;
}

function known<T>(table: Readonly<Record<string, T>>, name: string, what: string): T {
  if (Object.hasOwn(table, name)) return table[name]!;
  throw new UserError(`the lab has no ${what} ${quoted(name)}; it knows ${Object.keys(table).join(", ")}`);
}
