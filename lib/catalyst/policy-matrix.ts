import { ALGORITHM_FIELDS, ALGORITHMS, DEFAULT_POLICY, type IpsecPolicy } from "../model/ipsec-policy";
import { policyProblems, usableAlgorithms } from "./ios-xe-policy";

/** Every combination of algorithms that both ends can do, with the lifetimes of the default policy. */
export function acceptedPolicies(): IpsecPolicy[] {
  // Of some hundred thousand combinations, few are of algorithms that IOS-XE can do at all.
  const all = ALGORITHM_FIELDS.reduce<IpsecPolicy[]>(
    (policies, field) => {
      const usable = usableAlgorithms(field);
      const values = ALGORITHMS[field].filter((value) => usable.includes(value));
      return policies.flatMap((policy) => values.map((value) => ({ ...policy, [field]: value })));
    },
    [DEFAULT_POLICY],
  );
  return all.filter((policy) => policyProblems(policy).length === 0);
}

/** A small selection in which every pair of values that occurs in one of the policies still occurs. */
export function everyPair(policies: readonly IpsecPolicy[]): IpsecPolicy[] {
  const pairs = policies.map((policy) =>
    ALGORITHM_FIELDS.flatMap((a, i) => ALGORITHM_FIELDS.slice(i + 1).map((b) => `${a}=${policy[a]} ${b}=${policy[b]}`)),
  );
  const missing = new Set(pairs.flat());
  const chosen: IpsecPolicy[] = [];
  while (missing.size > 0) {
    const gains = pairs.map((list) => list.filter((pair) => missing.has(pair)).length);
    const best = gains.indexOf(Math.max(...gains));
    pairs[best]!.forEach((pair) => missing.delete(pair));
    chosen.push(policies[best]!);
  }
  return chosen;
}
