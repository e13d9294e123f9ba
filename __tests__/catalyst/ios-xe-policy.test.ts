import { policyProblems, toIosXe } from "../../lib/catalyst/ios-xe-policy";
import { toAzure } from "../../lib/crypto/azure-policy";
import { ALGORITHMS, DEFAULT_POLICY, type IpsecPolicy } from "../../lib/model/ipsec-policy";

const policy = (changed: Partial<IpsecPolicy>): IpsecPolicy => ({ ...DEFAULT_POLICY, ...changed });

/** What IOS-XE is told for each value, or "refused"; see the fact sheet of Cisco's `crypto ikev2 proposal`. */
type Expected<T extends string> = readonly (readonly [T, string])[];

const REFUSED = "refused";

function outcome(changed: Partial<IpsecPolicy>, told: (compiled: ReturnType<typeof toIosXe>) => string): string {
  const whole = policy(changed);
  return policyProblems(whole).length > 0 ? REFUSED : told(toIosXe(whole));
}

describe("tells IOS-XE for", () => {
  const ikeEncryption: Expected<IpsecPolicy["ikeEncryption"]> = [
    ["GCMAES256", "aes-gcm-256, no integrity"],
    ["GCMAES128", "aes-gcm-128, no integrity"],
    ["AES256", "aes-cbc-256, integrity sha384"],
    ["AES192", "aes-cbc-192, integrity sha384"],
    ["AES128", "aes-cbc-128, integrity sha384"],
    ["DES3", REFUSED],
    ["DES", REFUSED],
  ];
  test.each(ikeEncryption)("IKE encryption %s: %s", (ikeEncryption, expected) => {
    const told = outcome({ ikeEncryption }, ({ proposal }) =>
      [proposal.encryption, proposal.integrity ? `integrity ${proposal.integrity}` : "no integrity"].join(", "),
    );
    expect(told).toBe(expected);
  });

  const ikeIntegrity: Expected<IpsecPolicy["ikeIntegrity"]> = [
    ["SHA384", "prf sha384"],
    ["SHA256", "prf sha256"],
    ["SHA1", "prf sha1"],
    ["MD5", REFUSED],
    ["GCMAES256", REFUSED],
    ["GCMAES128", REFUSED],
  ];
  test.each(ikeIntegrity)("IKE integrity %s: %s", (ikeIntegrity, expected) => {
    expect(outcome({ ikeIntegrity }, ({ proposal }) => `prf ${proposal.prf}`)).toBe(expected);
  });

  const dhGroup: Expected<IpsecPolicy["dhGroup"]> = [
    ["DHGroup2048", "group 14"],
    ["DHGroup14", "group 14"],
    ["ECP256", "group 19"],
    ["ECP384", "group 20"],
    ["DHGroup24", REFUSED],
    ["DHGroup2", REFUSED],
    ["DHGroup1", REFUSED],
    ["None", REFUSED],
  ];
  test.each(dhGroup)("Diffie-Hellman group %s: %s", (dhGroup, expected) => {
    expect(outcome({ dhGroup }, ({ proposal }) => `group ${proposal.group}`)).toBe(expected);
  });

  const ipsecEncryption: Expected<IpsecPolicy["ipsecEncryption"]> = [
    ["GCMAES256", "esp-gcm 256"],
    ["GCMAES192", "esp-gcm 192"],
    ["GCMAES128", "esp-gcm 128"],
    ["AES256", "esp-aes 256 esp-sha256-hmac"],
    ["AES192", "esp-aes 192 esp-sha256-hmac"],
    ["AES128", "esp-aes esp-sha256-hmac"],
    ["DES3", REFUSED],
    ["DES", REFUSED],
    ["None", REFUSED],
  ];
  test.each(ipsecEncryption)("IPsec encryption %s: %s", (ipsecEncryption, expected) => {
    const ipsecIntegrity = ipsecEncryption.startsWith("GCM")
      ? (ipsecEncryption as IpsecPolicy["ipsecIntegrity"])
      : "SHA256";
    expect(outcome({ ipsecEncryption, ipsecIntegrity }, ({ transform }) => transform)).toBe(expected);
  });

  const ipsecIntegrity: Expected<IpsecPolicy["ipsecIntegrity"]> = [
    ["SHA256", "esp-aes 256 esp-sha256-hmac"],
    ["SHA1", "esp-aes 256 esp-sha-hmac"],
    ["MD5", REFUSED],
    ["GCMAES256", REFUSED],
    ["GCMAES192", REFUSED],
    ["GCMAES128", REFUSED],
  ];
  test.each(ipsecIntegrity)("IPsec integrity %s beside AES256: %s", (ipsecIntegrity, expected) => {
    expect(outcome({ ipsecEncryption: "AES256", ipsecIntegrity }, ({ transform }) => transform)).toBe(expected);
  });

  const pfsGroup: Expected<IpsecPolicy["pfsGroup"]> = [
    ["None", "no pfs"],
    ["PFS2048", "group14"],
    ["PFS14", "group14"],
    ["ECP256", "group19"],
    ["ECP384", "group20"],
    ["PFSMM", "group14"],
    ["PFS24", REFUSED],
    ["PFS2", REFUSED],
    ["PFS1", REFUSED],
  ];
  test.each(pfsGroup)("PFS group %s: %s", (pfsGroup, expected) => {
    expect(outcome({ pfsGroup }, ({ pfs }) => pfs || "no pfs")).toBe(expected);
  });

  test("every value that the schema knows", () => {
    const tables = { ikeEncryption, ikeIntegrity, dhGroup, ipsecEncryption, ipsecIntegrity, pfsGroup };
    for (const [field, values] of Object.entries(ALGORITHMS)) {
      const covered = tables[field as keyof typeof ALGORITHMS].map(([value]) => value);
      expect({ field, covered: covered.sort() }).toEqual({ field, covered: [...values].sort() });
    }
  });
});

test("PFSMM follows the group of the IKE exchange", () => {
  expect(toIosXe(policy({ pfsGroup: "PFSMM", dhGroup: "ECP384" })).pfs).toBe("group20");
});

test("the default is the article's policy, at both ends", () => {
  expect(toAzure(DEFAULT_POLICY)).toEqual({
    ikeEncryption: "GCMAES256",
    ikeIntegrity: "SHA384",
    dhGroup: "DHGroup2048",
    ipsecEncryption: "GCMAES256",
    ipsecIntegrity: "GCMAES256",
    pfsGroup: "None",
    saLifetime: 27000,
    saDatasize: 0,
  });
  expect(toIosXe(DEFAULT_POLICY)).toEqual({
    proposal: { encryption: "aes-gcm-256", integrity: false, prf: "sha384", group: "14" },
    transform: "esp-gcm 256",
    pfs: false,
    ikeLifetimeSeconds: 27360,
    saLifetimeSeconds: 25650,
    saLifetimeKilobytes: "disable",
  });
});

test("the router's lifetimes are 95 % of the gateway's, in whole seconds, and the shortest one is long enough for IOS-XE", () => {
  expect(toIosXe(policy({ saLifetimeSeconds: 3601 })).saLifetimeSeconds).toBe(3420);
  expect(toIosXe(policy({ saLifetimeSeconds: 300 })).saLifetimeSeconds).toBe(285);
});

test("a data size that limits stands as a number", () => {
  expect(toIosXe(policy({ saDataSizeKilobytes: 102400000 })).saLifetimeKilobytes).toBe("102400000");
});

test.each<Partial<IpsecPolicy>>([
  { saLifetimeSeconds: 300 },
  { saLifetimeSeconds: 2_592_000 },
  { saDataSizeKilobytes: 2560 },
  { saDataSizeKilobytes: 2_147_483_647 },
])("both ends take %j, the last that they do", (changed) => expect(policyProblems(policy(changed))).toEqual([]));

describe("fails when", () => {
  test.each<[string, Partial<IpsecPolicy>, string]>([
    [
      "a cipher is weak",
      { ikeEncryption: "DES3" },
      "ikeEncryption: DES3 cannot be used: Catalyst 8000 with IOS-XE 17.11 or later refuses it as weak (Cisco field notice FN72510); use one of GCMAES256, GCMAES128, AES256, AES192, AES128",
    ],
    [
      "integrity and encryption are different GCM algorithms",
      { ipsecIntegrity: "GCMAES128" },
      "ipsecIntegrity: GCMAES128 does not go with ipsecEncryption GCMAES256: Azure wants the same GCMAES algorithm for both; use GCMAES256",
    ],
    [
      "only one of the two is GCM",
      { ipsecEncryption: "AES256" },
      "ipsecIntegrity: GCMAES256 does not go with ipsecEncryption AES256: Azure wants the same GCMAES algorithm for both; use SHA256",
    ],
    [
      "the lifetime is too short",
      { saLifetimeSeconds: 299 },
      "saLifetimeSeconds: 299 s is out of range: Azure takes a whole number of 300 or more; use 27000, Azure's default",
    ],
    [
      "the lifetime is too long",
      { saLifetimeSeconds: 2592001 },
      "saLifetimeSeconds: 2592001 s is too long: IOS-XE takes at most 2592000; use that or less",
    ],
    [
      "the lifetime is too long for both ends, by the narrower bound",
      { saLifetimeSeconds: 2_147_483_648 },
      "saLifetimeSeconds: 2147483648 s is too long: IOS-XE takes at most 2592000; use that or less",
    ],
    [
      "the data size is too small for the router",
      { saDataSizeKilobytes: 2559 },
      "saDataSizeKilobytes: 2559 KB is too small: IOS-XE takes 2560 or more; use 0 (no limit), or a larger one",
    ],
    [
      "the data size is too small for both ends, by the narrower bound",
      { saDataSizeKilobytes: 1023 },
      "saDataSizeKilobytes: 1023 KB is too small: IOS-XE takes 2560 or more; use 0 (no limit), or a larger one",
    ],
    [
      "the data size is too large",
      { saDataSizeKilobytes: 2_147_483_648 },
      "saDataSizeKilobytes: 2147483648 KB is out of range: Azure takes 0 (no limit), or a whole number of 2147483647 or less; use 0, or 102400000, Azure's default",
    ],
  ])("%s", (_, changed, message) => {
    const whole = policy(changed);
    expect(policyProblems(whole).map((problem) => `${problem.field}: ${problem.message}`)).toEqual([message]);
    expect(() => toIosXe(whole)).toThrow(`IPsec policy, ${message}`);
  });

  test("Azure alone refuses it, for a gateway whose peer is another router", () => {
    expect(() => toAzure(policy({ saLifetimeSeconds: 299 }))).toThrow("IPsec policy, saLifetimeSeconds: 299 s");
    expect(() => toAzure(policy({ ipsecIntegrity: "GCMAES128" }))).toThrow("IPsec policy, ipsecIntegrity: GCMAES128");
    expect(toAzure(policy({ dhGroup: "DHGroup24" }))).toMatchObject({ dhGroup: "DHGroup24" });
  });

  test("several values are wrong, and names them all", () => {
    const fields = policyProblems(policy({ ikeEncryption: "DES", dhGroup: "DHGroup1", pfsGroup: "PFS1" })).map(
      ({ field }) => field,
    );
    expect(fields).toEqual(["ikeEncryption", "dhGroup", "pfsGroup"]);
  });
});
