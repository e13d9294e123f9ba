import { azureProblems, IKE_LIFETIME_SECONDS, refuse } from "../crypto/azure-policy";
import {
  ALGORITHM_FIELDS,
  isGcm,
  type Algorithm,
  type AlgorithmField,
  type IpsecPolicy,
  type PolicyProblem,
} from "../model/ipsec-policy";

/** Why IOS-XE cannot do what Azure can. */
interface Refusal {
  readonly refused: string;
}

/** IOS-XE's keywords; empty where another field's keywords say it already. */
type Words = string | Refusal;

const WEAK: Refusal = {
  refused: "Catalyst 8000 with IOS-XE 17.11 or later refuses it as weak (Cisco field notice FN72510)",
};
const NO_PRF: Refusal = { refused: "it names no PRF, which IOS-XE needs beside a GCM cipher" };

/** In place of a PFS group: PFS is off, or takes the group of the IKE exchange. */
const PFS_OFF = "off";
const PFS_AS_IKE = "as IKE";

/**
 * Azure's algorithms in IOS-XE's words.
 *
 * @see https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_ike2vpn/configuration/xe-17/sec-flex-vpn-xe-17-book.html
 */
const IOS_XE = {
  ikeEncryption: {
    GCMAES256: "aes-gcm-256",
    GCMAES128: "aes-gcm-128",
    AES256: "aes-cbc-256",
    AES192: "aes-cbc-192",
    AES128: "aes-cbc-128",
    DES3: WEAK,
    DES: WEAK,
  },
  ikeIntegrity: { SHA384: "sha384", SHA256: "sha256", SHA1: "sha1", MD5: WEAK, GCMAES256: NO_PRF, GCMAES128: NO_PRF },
  dhGroup: {
    DHGroup2048: "14",
    DHGroup14: "14",
    ECP256: "19",
    ECP384: "20",
    DHGroup24: WEAK,
    DHGroup2: WEAK,
    DHGroup1: WEAK,
    None: { refused: "IOS-XE needs a Diffie-Hellman group in a proposal" },
  },
  ipsecEncryption: {
    GCMAES256: "esp-gcm 256",
    GCMAES192: "esp-gcm 192",
    GCMAES128: "esp-gcm 128",
    AES256: "esp-aes 256",
    AES192: "esp-aes 192",
    AES128: "esp-aes",
    DES3: WEAK,
    DES: WEAK,
    None: WEAK,
  },
  // A GCM cipher brings its own integrity.
  ipsecIntegrity: {
    GCMAES256: "",
    GCMAES192: "",
    GCMAES128: "",
    SHA256: "esp-sha256-hmac",
    SHA1: "esp-sha-hmac",
    MD5: WEAK,
  },
  pfsGroup: {
    None: PFS_OFF,
    PFS2048: "group14",
    PFS14: "group14",
    ECP256: "group19",
    ECP384: "group20",
    PFSMM: PFS_AS_IKE,
    PFS24: WEAK,
    PFS2: WEAK,
    PFS1: WEAK,
  },
} as const satisfies { readonly [Field in AlgorithmField]: Readonly<Record<Algorithm<Field>, Words>> };

const wordsFor = (field: AlgorithmField, algorithm: string): Words =>
  (IOS_XE[field] as Readonly<Record<string, Words>>)[algorithm]!;

/** The algorithms of a field that IOS-XE can do too. */
export const usableAlgorithms = (field: AlgorithmField): string[] =>
  Object.keys(IOS_XE[field]).filter((name) => typeof wordsFor(field, name) === "string");

export const MAX_SA_SECONDS = 2_592_000;
export const MIN_SA_KILOBYTES = 2560;

/** The problems that the router has with a policy. */
function iosXeProblems(policy: IpsecPolicy): PolicyProblem[] {
  const problems = ALGORITHM_FIELDS.flatMap((field): PolicyProblem[] => {
    const words = wordsFor(field, policy[field]);
    if (typeof words === "string") return [];
    const usable = usableAlgorithms(field).filter((name) => wordsFor(field, name) !== "");
    return [{ field, message: `${policy[field]} cannot be used: ${words.refused}; use one of ${usable.join(", ")}` }];
  });
  if (policy.saLifetimeSeconds > MAX_SA_SECONDS) {
    const message = `${policy.saLifetimeSeconds} s is too long: IOS-XE takes at most ${MAX_SA_SECONDS}; use that or less`;
    problems.push({ field: "saLifetimeSeconds", message });
  }
  if (policy.saDataSizeKilobytes !== 0 && policy.saDataSizeKilobytes < MIN_SA_KILOBYTES) {
    const message = `${policy.saDataSizeKilobytes} KB is too small: IOS-XE takes ${MIN_SA_KILOBYTES} or more; use 0 (no limit), or a larger one`;
    problems.push({ field: "saDataSizeKilobytes", message });
  }
  return problems;
}

/** Why one of the two ends cannot do the policy: one problem at most for each field, none if both ends can. */
export function policyProblems(policy: IpsecPolicy): PolicyProblem[] {
  const [ofRouter, ofGateway] = [iosXeProblems(policy), azureProblems(policy)];
  const has = (list: readonly PolicyProblem[], { field }: PolicyProblem) => list.some((one) => one.field === field);
  // Of two bounds the router's is the narrower; of two algorithms the gateway says which go together.
  const isBound = ({ field }: PolicyProblem) => field === "saLifetimeSeconds" || field === "saDataSizeKilobytes";
  return [
    ...ofRouter.filter((one) => isBound(one) || !has(ofGateway, one)),
    ...ofGateway.filter((one) => !isBound(one) || !has(ofRouter, one)),
  ];
}

/**
 * The router's share of a lifetime that the gateway has: 95 %. Lifetimes are local, and need not match. Were
 * they equal, both ends would rekey at the same moment; so the router always does, shortly before the gateway.
 */
const routerLifetime = (seconds: number) => Math.floor((seconds * 95) / 100);

/** The keywords that IOS-XE takes for a policy. */
export interface IosXePolicy {
  readonly proposal: {
    readonly encryption: string;
    /** False with a GCM cipher. */
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

/**
 * The policy in IOS-XE's keywords.
 *
 * @throws UserError if {@link policyProblems} has any
 */
export function toIosXe(policy: IpsecPolicy): IosXePolicy {
  refuse(policyProblems(policy));
  const words = (field: AlgorithmField) => wordsFor(field, policy[field]) as string;
  const [hash, group, pfs] = [words("ikeIntegrity"), words("dhGroup"), words("pfsGroup")];
  return {
    proposal: {
      encryption: words("ikeEncryption"),
      integrity: !isGcm(policy.ikeEncryption) && hash,
      prf: hash,
      group,
    },
    transform: [words("ipsecEncryption"), words("ipsecIntegrity")].filter(Boolean).join(" "),
    pfs: pfs === PFS_AS_IKE ? `group${group}` : pfs !== PFS_OFF && pfs,
    ikeLifetimeSeconds: routerLifetime(IKE_LIFETIME_SECONDS),
    saLifetimeSeconds: routerLifetime(policy.saLifetimeSeconds),
    saLifetimeKilobytes: policy.saDataSizeKilobytes === 0 ? "disable" : String(policy.saDataSizeKilobytes),
  };
}
