import { join } from "node:path";
import { loadConfig } from "../../config/load";
import { judge } from "../../lib/verify/judge";
import { markdown } from "../../lib/verify/markdown";
import { rootCause, worst } from "../../lib/verify/verdict";
import { BREAKS, worldOf } from "../helpers/breaks";
import { intentOf, keyOf, labIntent } from "../helpers/intent";
import { evidenceOf, healthyWorld, judged, shownBy } from "../helpers/world";

const example = (name: string, site: string) =>
  intentOf(loadConfig(join(__dirname, "../../config/examples", `${name}.json`)).deployment, site);

test.each([
  ["the lab", labIntent("article")],
  ["one connection", labIntent("single")],
  ["four tunnels", labIntent("mesh")],
  ["two providers", example("two-providers", "oslo")],
  ["a router behind a firewall", example("behind-a-firewall", "bergen")],
  ["IPv4 alone, in VRFs", example("ipv4-branches", "oslo")],
])("%s: both ends as they should be are healthy in every check", (_, intent) => {
  for (const form of ["az", "arm"] as const) {
    const verdicts = judged(healthyWorld(intent), form);
    expect(verdicts.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
    expect(verdicts.length).toBeGreaterThan(intent.file.tunnels.length * 15);
    expect(rootCause(verdicts)).toBeUndefined();
  }
});

test("what was not shown of an end that was asked is unknown, and never passed", () => {
  const world = healthyWorld(labIntent("article"));
  const shown = shownBy(world);
  const all = judged(world).map(({ check }) => check);
  for (const left of shown.azure) {
    const less = evidenceOf({ ...shown, azure: shown.azure.filter((one) => one !== left) });
    const verdicts = judge(world.intent, less);
    expect(verdicts.filter(({ outcome }) => outcome === "failed" || outcome === "degraded")).toEqual([]);
    const passed = verdicts.filter(({ outcome }) => outcome === "passed").map(({ check }) => check);
    expect(passed.every((check) => all.includes(check))).toBe(true);
  }
  const nothing = judge(world.intent, evidenceOf({ router: "", azure: [], machines: [] }));
  const known = nothing.filter(({ outcome, check }) => outcome !== "unknown" && !check.startsWith("file: "));
  expect(known).toEqual([]);
  expect(worst(nothing.map(({ outcome }) => outcome))).toBe("unknown");
});

test("a part that nobody asked is unknown, and nothing else is said of it", () => {
  const { intent } = healthyWorld(labIntent("article"));
  const verdicts = judge(intent, {}).filter(({ check }) => !check.startsWith("file: "));
  expect(verdicts).toEqual(
    ["the router", "Azure", "the test machines"].map((check) => ({ check, outcome: "unknown", expected: "asked" })),
  );
});

test("a text of Azure that cannot be read is a verdict of its own", () => {
  const world = healthyWorld(labIntent("article"));
  const shown = shownBy(world);
  const azure = [...shown.azure, { name: "vm.json", text: '{"type": "Microsoft.Compute/virtualMachines"}' }];
  const verdicts = judge(world.intent, evidenceOf({ ...shown, azure }));
  expect(verdicts.filter(({ outcome }) => outcome !== "passed")).toEqual([
    { check: "vm.json", outcome: "unknown", expected: "what az prints", seen: "a shape that is not known" },
  ]);
});

/** A key in the forms in which something could show it. */
const formsOf = (key: string) => [
  key,
  [...key].reverse().join(""),
  Buffer.from(key).toString("base64").replace(/=+$/, ""),
  Buffer.from(key).toString("hex"),
  key.slice(0, 12),
  key.slice(-12),
];

test("the keys that Azure, the router and its file show come out nowhere, in no form", () => {
  const forms = [0, 1].flatMap((connection) => formsOf(keyOf(connection)));
  const isIn = (text: string) => forms.filter((form) => text.toLowerCase().includes(form.toLowerCase()));
  for (const one of BREAKS) {
    const world = worldOf(one);
    const shown = shownBy(world, "arm");
    const azure = [...shown.azure, { name: "key.json", text: JSON.stringify({ value: keyOf(0) }) }];
    const router = `${shown.router}\noslo#show running-config\ncrypto ikev2 keyring k\n pre-shared-key ${keyOf(1)}\noslo#`;
    expect(isIn(JSON.stringify([world.intent.file, shown])).length).toBeGreaterThan(0);
    const evidence = evidenceOf({ ...shown, azure, router });
    const verdicts = judge(world.intent, evidence);
    expect(isIn(JSON.stringify(evidence))).toEqual([]);
    expect(isIn(JSON.stringify(verdicts) + markdown("the site", verdicts))).toEqual([]);
  }
});
