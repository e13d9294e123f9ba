import { policyChange } from "../../commands/policy-trials";
import { loadConfig } from "../../config/load";
import { policyProblems, toIosXe } from "../../lib/catalyst/ios-xe-policy";
import { readRouterConfig } from "../../lib/router/reader";
import type { Ends } from "../../lab/ends";

const named = { file: "config/lab.json", ...loadConfig("config/lab.json") };
/** The two tunnels of a lab whose first one belongs to this connection. */
function endsOf(connection: string): Ends {
  const end = (instance: number, peer: string, localAddress: string, remoteAddress: string) => ({
    ...{ instance, peer, localAddress, remoteAddress, sharedKey: "known-key" },
  });
  return {
    instances: [{ connections: [{ name: connection, peer: "198.51.100.2" }] }, { connections: [] }],
    tunnels: [end(0, "198.51.100.2", "10.2.0.36", "203.0.113.4"), end(1, "198.51.100.3", "10.2.0.68", "203.0.113.5")],
  } as unknown as Ends;
}
const ends = endsOf("conn1-to-Catalyst");

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
  expect(() => policyChange(named).of(endsOf("conn1-to-Oslo"))).toThrow(
    "config/lab.json has no site whose first connection is conn1-to-Oslo; --config names the config of the deployment",
  );
});
