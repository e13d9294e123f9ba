import { ALGORITHM_FIELDS, ALGORITHMS } from "../../../../lib/model/ipsec-policy";
import { connection } from "../../../../simulator/azure/types/connection";

test.each(ALGORITHM_FIELDS)("every algorithm that a policy can name as %s is taken", (field) => {
  const attribute = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const check = connection.checks![`ipsec_policy.${attribute}`]!;
  expect(ALGORITHMS[field].filter((name) => check(name) !== undefined)).toEqual([]);
  expect(check("ROT13")).toContain("got ROT13");
});
