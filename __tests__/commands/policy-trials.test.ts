import { policyChange } from "../../commands/policy-trials";
import { loadConfig } from "../../config/load";
import { policyProblems, toIosXe } from "../../lib/catalyst/ios-xe-policy";
import { readRouterConfig } from "../../lib/router/reader";
import type { Ends } from "../../lab/ends";

const named = { file: "config/lab.json", ...loadConfig("config/lab.json") };
const end = (localAddress: string, remoteAddress: string) => ({ localAddress, remoteAddress, sharedKey: "known-key" });
const ends = { tunnels: [end("10.2.0.36", "203.0.113.4"), end("10.2.0.68", "203.0.113.5")] } as unknown as Ends;

test("a change goes to a policy that both ends can do, with other ciphers, groups and another PRF", () => {
  const { from, to } = policyChange(named).of(ends);
  expect(policyProblems(to)).toEqual([]);
  expect(from).toHaveLength(2);
  for (const policy of from) {
    for (const field of ["ikeEncryption", "ikeIntegrity", "ipsecEncryption", "pfsGroup"] as const) {
      expect(to[field]).not.toBe(policy[field]);
    }
    expect(toIosXe(to).proposal.group).not.toBe(toIosXe(policy).proposal.group);
  }
});

test("a router's file is for the policy of each connection, and the next one", () => {
  const { of, routerFile } = policyChange(named);
  const { from, to } = of(ends);
  const proposals = (text: string) => readRouterConfig(text).policies.map((policy) => policy.proposals.length);
  expect(proposals(routerFile(from, ends))).toEqual([1]);
  expect(proposals(routerFile(from, ends, to))).toEqual([2]);
  const sets = readRouterConfig(routerFile([to, from[1]!], ends, to)).ipsecProfiles.map(
    (one) => one.transformSets.length,
  );
  expect(sets).toEqual([1, 2]);
});

test("a lab of another config's deployment is refused", () => {
  const other = { tunnels: [end("10.9.0.36", "203.0.113.4")] } as unknown as Ends;
  expect(() => policyChange(named).of(other)).toThrow(
    "config/lab.json has no site whose first WAN is 10.9.0.36; --config names the config of the deployment",
  );
});
