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

/** A field of a policy that names an algorithm. */
export type AlgorithmField = keyof typeof ALGORITHMS;

export const ALGORITHM_FIELDS = Object.keys(ALGORITHMS) as AlgorithmField[];

/** The algorithms that Azure has for a field. */
export type Algorithm<Field extends AlgorithmField> = (typeof ALGORITHMS)[Field][number];

/**
 * What the gateway enforces on a connection, in Azure's terms. Both ends are compiled from it.
 *
 * @see https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-compliance-crypto
 */
export type IpsecPolicy = { readonly [Field in AlgorithmField]: Algorithm<Field> } & {
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

/** Whether the algorithm brings its own integrity. */
export const isGcm = (algorithm: string) => algorithm.startsWith("GCM");

/** A reason why one of the two ends cannot do a policy. */
export interface PolicyProblem {
  readonly field: keyof IpsecPolicy;
  readonly message: string;
}
