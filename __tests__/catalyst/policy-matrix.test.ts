import { acceptedPolicies, everyPair } from "../../lib/catalyst/policy-matrix";
import type { IpsecPolicy } from "../../lib/model/ipsec-policy";

const pairs = (policies: readonly IpsecPolicy[]) =>
  new Set(
    policies.flatMap((policy) => {
      const values = Object.entries(policy).map(([key, value]) => `${key}=${value}`);
      return values.flatMap((a, i) => values.slice(i + 1).map((b) => `${a} ${b}`));
    }),
  );

test("the policies that the config accepts are 5 ciphers, 3 hashes, 4 names of groups, 9 of ESP and 6 of PFS", () => {
  expect(acceptedPolicies()).toHaveLength(5 * 3 * 4 * 9 * 6);
});

test("a few dozen of them hold every pair of values", () => {
  const all = acceptedPolicies();
  const few = everyPair(all);
  expect(pairs(few)).toEqual(pairs(all));
  expect(few.length).toBeGreaterThanOrEqual(36);
  expect(few.length).toBeLessThan(60);
});
