/** Azure's names, those of the portal and of azurerm's `ipsec_policy`; the first of each list is the article's. */
export const ALGORITHMS = {
  ikeEncryption: ["GCMAES256", "GCMAES128", "AES256", "AES192", "AES128", "DES3", "DES"],
  /** With a GCM cipher it names the PRF only; else integrity and PRF. */
  ikeIntegrity: ["SHA384", "SHA256", "SHA1", "MD5", "GCMAES256", "GCMAES128"],
  dhGroup: ["DHGroup2048", "DHGroup14", "ECP256", "ECP384", "DHGroup24", "DHGroup2", "DHGroup1", "None"],
  ipsecEncryption: ["GCMAES256", "GCMAES192", "GCMAES128", "AES256", "AES192", "AES128", "DES3", "DES", "None"],
  ipsecIntegrity: ["GCMAES256", "GCMAES192", "GCMAES128", "SHA256", "SHA1", "MD5"],
  pfsGroup: ["None", "PFS2048", "PFS14", "ECP256", "ECP384", "PFS24", "PFS2", "PFS1", "PFSMM"],
} as const;

/**
 * What the gateway enforces on a connection, in Azure's terms. Both ends are compiled from it.
 *
 * @see https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-compliance-crypto
 */
export type IpsecPolicy = { readonly [Field in keyof typeof ALGORITHMS]: (typeof ALGORITHMS)[Field][number] } & {
  /** 300 or more, in seconds. */
  readonly saLifetimeSeconds: number;
  /** In kilobytes; 0 means no limit. */
  readonly saDataSizeKilobytes: number;
};

/** The article's policy. */
export const DEFAULT_POLICY: IpsecPolicy = {
  ikeEncryption: "GCMAES256",
  ikeIntegrity: "SHA384",
  dhGroup: "DHGroup2048",
  ipsecEncryption: "GCMAES256",
  ipsecIntegrity: "GCMAES256",
  pfsGroup: "None",
  saLifetimeSeconds: 27000,
  saDataSizeKilobytes: 0,
};

/** Azure's IKE SA lifetime, which no policy can change. */
export const IKE_LIFETIME_SECONDS = 28800;

/** The keywords that IOS-XE takes for the same policy. */
export interface IosXePolicy {
  readonly proposal: {
    readonly encryption: string;
    /** False with a GCM cipher, which brings its own integrity. */
    readonly integrity: string | false;
    readonly prf: string;
    readonly group: string;
  };
  /** What follows the name of the transform set: `esp-gcm 256`. */
  readonly transform: string;
  /** What follows `set pfs`; false where PFS is off. */
  readonly pfs: string | false;
  readonly ikeLifetimeSeconds: number;
  readonly saLifetimeSeconds: number;
  /** A number of kilobytes, or `disable`. */
  readonly saLifetimeKilobytes: string;
}

export interface PolicyProblem {
  readonly field: keyof IpsecPolicy;
  readonly message: string;
}

const IOS_IKE_ENCRYPTION: Record<string, string> = {
  GCMAES256: "aes-gcm-256",
  GCMAES128: "aes-gcm-128",
  AES256: "aes-cbc-256",
  AES192: "aes-cbc-192",
  AES128: "aes-cbc-128",
};
const IOS_HASH: Record<string, string> = { SHA384: "sha384", SHA256: "sha256", SHA1: "sha1" };
const IOS_DH_GROUP: Record<string, string> = { DHGroup2048: "14", DHGroup14: "14", ECP256: "19", ECP384: "20" };
const IOS_ESP_ENCRYPTION: Record<string, string> = {
  GCMAES256: "esp-gcm 256",
  GCMAES192: "esp-gcm 192",
  GCMAES128: "esp-gcm 128",
  AES256: "esp-aes 256",
  AES192: "esp-aes 192",
  AES128: "esp-aes",
};
const IOS_ESP_HMAC: Record<string, string> = { SHA256: "esp-sha256-hmac", SHA1: "esp-sha-hmac" };
const IOS_PFS_GROUP: Record<string, string> = {
  PFS2048: "group14",
  PFS14: "group14",
  ECP256: "group19",
  ECP384: "group20",
};

const isGcm = (algorithm: string) => algorithm.startsWith("GCM");

const SHIELD = "Catalyst 8000 with IOS-XE 17.11 or later refuses it as weak (Cisco field notice FN72510)";

function refuse(
  policy: IpsecPolicy,
  field: keyof IpsecPolicy,
  accepted: Record<string, string>,
  reasons: Record<string, string> = {},
): PolicyProblem[] {
  const value = String(policy[field]);
  if (Object.hasOwn(accepted, value)) return [];
  const use = Object.keys(accepted).join(", ");
  return [{ field, message: `${value} cannot be used: ${reasons[value] ?? SHIELD}; use one of ${use}` }];
}

/** Every reason why one of the two ends, or both together, cannot do the policy; empty if they can. */
export function policyProblems(policy: IpsecPolicy): PolicyProblem[] {
  const problems = [
    ...refuse(policy, "ikeEncryption", IOS_IKE_ENCRYPTION),
    ...refuse(policy, "ikeIntegrity", IOS_HASH, {
      GCMAES256: "it names no PRF, which IOS-XE needs beside a GCM cipher",
      GCMAES128: "it names no PRF, which IOS-XE needs beside a GCM cipher",
    }),
    ...refuse(policy, "dhGroup", IOS_DH_GROUP, { None: "IOS-XE needs a Diffie-Hellman group in a proposal" }),
    ...refuse(policy, "ipsecEncryption", IOS_ESP_ENCRYPTION),
    ...refuse(policy, "pfsGroup", { None: "", ...IOS_PFS_GROUP, PFSMM: "" }),
  ];
  if (isGcm(policy.ipsecEncryption) || isGcm(policy.ipsecIntegrity)) {
    if (policy.ipsecIntegrity !== policy.ipsecEncryption) {
      problems.push({
        field: "ipsecIntegrity",
        message: `${policy.ipsecIntegrity} does not go with ipsecEncryption ${policy.ipsecEncryption}: Azure wants the same GCMAES algorithm for both; use ${
          isGcm(policy.ipsecEncryption) ? policy.ipsecEncryption : Object.keys(IOS_ESP_HMAC).join(" or ")
        }`,
      });
    }
  } else {
    problems.push(...refuse(policy, "ipsecIntegrity", IOS_ESP_HMAC));
  }
  if (
    !Number.isInteger(policy.saLifetimeSeconds) ||
    policy.saLifetimeSeconds < 300 ||
    policy.saLifetimeSeconds > 2_592_000
  ) {
    problems.push({
      field: "saLifetimeSeconds",
      message: `${policy.saLifetimeSeconds} s is out of range: Azure takes 300 or more, IOS-XE at most 2592000; use a whole number between the two`,
    });
  }
  const size = policy.saDataSizeKilobytes;
  if (!Number.isInteger(size) || (size !== 0 && size < 2560) || size > 2_147_483_647) {
    problems.push({
      field: "saDataSizeKilobytes",
      message: `${size} KB is out of range: Azure takes 0 (no limit) or 1024 to 2147483647, IOS-XE 2560 or more; use 0 or a whole number of 2560 to 2147483647`,
    });
  }
  return problems;
}

function assertUsable(policy: IpsecPolicy): void {
  const problems = policyProblems(policy);
  if (problems.length > 0) {
    throw new Error(problems.map(({ field, message }) => `IPsec policy, ${field}: ${message}`).join("\n"));
  }
}

/**
 * The policy as azurerm's `ipsec_policy` block. Lifetime and data size always stand there, since
 * the provider sends an omitted one as 0.
 *
 * @throws if {@link policyProblems} has any
 */
export function toAzure(policy: IpsecPolicy) {
  assertUsable(policy);
  const { saLifetimeSeconds, saDataSizeKilobytes, ...algorithms } = policy;
  return { ...algorithms, saLifetime: saLifetimeSeconds, saDatasize: saDataSizeKilobytes };
}

/**
 * The policy in IOS-XE's keywords.
 *
 * @throws if {@link policyProblems} has any
 */
export function toIosXe(policy: IpsecPolicy): IosXePolicy {
  assertUsable(policy);
  const hash = IOS_HASH[policy.ikeIntegrity]!;
  const group = IOS_DH_GROUP[policy.dhGroup]!;
  const encryption = IOS_ESP_ENCRYPTION[policy.ipsecEncryption]!;
  return {
    proposal: {
      encryption: IOS_IKE_ENCRYPTION[policy.ikeEncryption]!,
      integrity: !isGcm(policy.ikeEncryption) && hash,
      prf: hash,
      group,
    },
    transform: isGcm(policy.ipsecEncryption) ? encryption : `${encryption} ${IOS_ESP_HMAC[policy.ipsecIntegrity]}`,
    // PFSMM asks for the group of the IKE exchange.
    pfs: policy.pfsGroup === "PFSMM" ? `group${group}` : (IOS_PFS_GROUP[policy.pfsGroup] ?? false),
    ikeLifetimeSeconds: IKE_LIFETIME_SECONDS,
    saLifetimeSeconds: policy.saLifetimeSeconds,
    saLifetimeKilobytes: policy.saDataSizeKilobytes === 0 ? "disable" : String(policy.saDataSizeKilobytes),
  };
}
