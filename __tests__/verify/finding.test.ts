import { explained, type Finding } from "../../lib/verify/finding";
import { rootCause } from "../../lib/verify/verdict";
import type { CauseName } from "../../lib/verify/cause";

const finding = (check: string, stage: Finding["stage"], names: readonly CauseName[], more: Partial<Finding> = {}) =>
  ({
    ...{ check, stage, outcome: "failed", expected: "", tunnels: ["Tunnel0"] },
    causes: names.map((name) => ({ name, text: "" })),
    ...more,
  }) satisfies Finding;

const namesOf = (...findings: Finding[]) =>
  explained(findings).map(({ causes = [] }) => causes.map(({ name }) => name));

test("a failure is explained by what it follows from, before its own guesses", () => {
  const ike = finding("IKE", "ike", ["UDP 500 blocked", "key differs"]);
  const route = finding("route", "routes", ["route missing at the router"]);
  const file = finding("address", "setting", ["stale file"], { breaks: ["ike"] });
  expect(namesOf(ike, file)).toEqual([["stale file", "UDP 500 blocked", "key differs"], ["stale file"]]);
  // A route goes with its tunnel, so that nothing has to be guessed of it.
  expect(namesOf(route, ike)).toEqual([["UDP 500 blocked"], ["UDP 500 blocked", "key differs"]]);
  expect(namesOf(route, ike, file)[0]).toEqual(["stale file"]);
});

test("of two things that a failure follows from, the deeper one comes first", () => {
  const policy = finding("policy", "setting", ["IPsec policy changed in Azure"], { breaks: ["esp"] });
  const file = finding("file", "setting", ["stale file"], { breaks: ["esp"] });
  expect(namesOf(policy, file, finding("ESP", "esp", [])).at(-1)).toEqual([
    "stale file",
    "IPsec policy changed in Azure",
  ]);
});

test("a failure of another tunnel, and what is healthy, explain nothing", () => {
  const ike = finding("IKE", "ike", ["key differs"]);
  const other = finding("address", "setting", ["stale file"], { breaks: ["ike"], tunnels: ["Tunnel1"] });
  const healthy = finding("licence", "setting", ["licence inactive"], { breaks: ["ike"], outcome: "unknown" });
  expect(namesOf(ike, other, healthy)).toEqual([["key differs"], ["stale file"], []]);
});

test("a check that has passed rules out the guess that it settles, of its own tunnel", () => {
  const ike = finding("IKE", "ike", ["UDP 500 blocked", "stale file"]);
  const settled = { settles: ["stale file"] as const, outcome: "passed" as const };
  expect(namesOf(ike, finding("address", "setting", [], settled))[0]).toEqual(["UDP 500 blocked"]);
  const other = finding("address", "setting", [], { ...settled, tunnels: ["Tunnel1"] });
  expect(namesOf(ike, other)[0]).toEqual(["UDP 500 blocked", "stale file"]);
  const file = finding("file", "setting", ["stale file"]);
  expect(namesOf(file, finding("address", "setting", [], settled))[0]).toEqual(["stale file"]);
});

test("one family that is missing explains no other", () => {
  const causes = namesOf(
    finding("IPv6", "ipv6", ["no IPv6 prefix at Azure"]),
    finding("IPv4", "ipv4", ["tunnel mode differs at the router"]),
  );
  expect(causes).toEqual([["no IPv6 prefix at Azure"], ["tunnel mode differs at the router"]]);
});

test("what is mended first is the deepest cause of the worst checks", () => {
  const verdicts = explained([
    finding("level", "setting", ["throughput unset"], { outcome: "degraded" }),
    finding("IKE", "ike", ["key differs"]),
    finding("peer", "ike", ["wrong peer address at Azure"], { tunnels: ["Tunnel1"] }),
  ]);
  expect(rootCause(verdicts)!.name).toBe("wrong peer address at Azure");
  expect(rootCause(verdicts.slice(0, 1))!.name).toBe("throughput unset");
  expect(rootCause([])).toBeUndefined();
});
