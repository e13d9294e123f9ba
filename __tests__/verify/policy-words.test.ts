import fc from "fast-check";
import { policyProblems, toIosXe, usableAlgorithms } from "../../lib/catalyst/ios-xe-policy";
import { ALGORITHM_FIELDS, DEFAULT_POLICY, type IpsecPolicy } from "../../lib/model/ipsec-policy";
import { espWords, ikeWords, pfsWords } from "../../lib/verify/policy-words";

const policies = fc
  .record(
    Object.fromEntries(
      ALGORITHM_FIELDS.map((field) => [field, fc.constantFrom(...usableAlgorithms(field))]),
    ) as unknown as { [Field in keyof IpsecPolicy]: fc.Arbitrary<IpsecPolicy[Field]> },
  )
  .map((algorithms) => ({ ...DEFAULT_POLICY, ...algorithms }));

test("Azure's words are turned into what the router's file has, for every policy that both ends can do", () => {
  let count = 0;
  const check = (policy: IpsecPolicy) => {
    if (policyProblems(policy).length > 0) return;
    count++;
    const { proposal, transform, pfs } = toIosXe(policy);
    const { encryption, integrity, prf, group } = proposal;
    expect(ikeWords(policy)).toBe([encryption, integrity, prf, `group ${group}`].filter(Boolean).join(" "));
    expect(espWords(policy)).toBe(transform.replace(/^esp-aes(?! \d)/, "esp-aes 128"));
    expect(pfsWords(policy)).toBe(pfs || "none");
  };
  fc.assert(fc.property(policies, check), { numRuns: 2000 });
  expect(count).toBeGreaterThan(200);
});

test("an algorithm that is not known stays what it is", () => {
  expect(ikeWords({ ...DEFAULT_POLICY, dhGroup: "DHGroup31" })).toBe("aes-gcm-256 sha384 group dhgroup31");
  expect(pfsWords({ ...DEFAULT_POLICY, pfsGroup: "PFS24" })).toBe("group24");
  expect(espWords({ ipsecEncryption: "DES3", ipsecIntegrity: "MD5" })).toBe("esp-des3 esp-md5-hmac");
});
