import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { ConfigFile } from "../../config/schema";
import { validate } from "../../config/validate";
import { MISMATCHES } from "../../lab/mismatches";
import { azureEvidence } from "../../lib/evidence/azure-evidence";
import { CAUSES, type CauseName } from "../../lib/verify/cause";
import { judge } from "../../lib/verify/judge";
import { markdown } from "../../lib/verify/markdown";
import { rootCause, type Verdict, worst } from "../../lib/verify/verdict";
import { BREAKS, worldOf } from "../helpers/breaks";
import { diagnosesPage } from "../helpers/diagnoses-page";
import { intentOf } from "../helpers/intent";
import { premisesConfig } from "../helpers/random-premises-config";
import { simulatedConfig } from "../helpers/random-simulated-config";
import { evidenceOf, healthyWorld, judged, shownBy } from "../helpers/world";

const outcomeOf = (verdicts: readonly Verdict[]) => worst(verdicts.map(({ outcome }) => outcome));

test.each(BREAKS.map((one) => [one.what, one] as const))("%s", (_, one) => {
  for (const form of ["az", "arm"] as const) {
    const verdicts = judged(worldOf(one), form);
    expect(["failed", "degraded"]).toContain(outcomeOf(verdicts));
    expect(rootCause(verdicts)?.name).toBe(one.cause);
    for (const { outcome, causes = [] } of verdicts) {
      expect(outcome === "failed" || outcome === "degraded").toBe(causes.length > 0);
    }
    expect(markdown("the site", verdicts)).not.toMatch(/undefined|\[object |NaN/);
  }
});

test("the table has each mismatch of the lab, and every cause but one that nothing can tell from another", () => {
  const mismatches = BREAKS.flatMap(({ mismatches = [] }) => mismatches);
  expect([...mismatches].sort()).toEqual(MISMATCHES.map(({ what }) => what).sort());
  const named = new Set<CauseName>(BREAKS.map(({ cause }) => cause));
  const others = (Object.keys(CAUSES) as CauseName[]).filter((name) => !named.has(name));
  expect(others).toEqual(["router not asked", "no IPv6 in the gateway's network"]);
  expect(new Set(BREAKS.map(({ what }) => what)).size).toBe(BREAKS.length);
});

test("some breaks show at one end alone, and none where something was not shown is called healthy", () => {
  const unseen = { router: 0, azure: 0 };
  for (const [i, one] of BREAKS.entries()) {
    const { intent, ...world } = worldOf(one);
    const shown = shownBy({ intent, ...world });
    const evidence = evidenceOf(shown);
    for (const end of ["router", "azure"] as const) {
      const verdicts = judge(intent, { [end]: evidence[end] });
      expect(outcomeOf(verdicts)).not.toBe("passed");
      // But for the parts that nobody asked.
      if (outcomeOf(verdicts.filter(({ expected }) => expected !== "asked")) === "passed") unseen[end]++;
    }
    // Another three of the texts with each break.
    for (const left of [i, i + 1, i + 2].map((n) => shown.azure[n % shown.azure.length])) {
      const azure = shown.azure.filter((text) => text !== left);
      expect(outcomeOf(judge(intent, { ...evidence, azure: azureEvidence(...azure) }))).not.toBe("passed");
    }
  }
  expect(unseen.router).toBeGreaterThan(5);
  expect(unseen.azure).toBeGreaterThan(5);
});

test("a tunnel that Azure alone shows as down is not explained without the router", () => {
  const { intent, ...world } = worldOf(BREAKS.find(({ cause }) => cause === "key differs")!);
  const { azure } = evidenceOf(shownBy({ intent, ...world }));
  expect(rootCause(judge(intent, { azure }))?.name).toBe("router not asked");
});

const WANTED = 50;

test.each([
  ["simulated", simulatedConfig, 2000],
  ["on premises", premisesConfig, 1000],
])("of %s sites, none of fifty random healthy deployments is called anything else", (_, configs, runs) => {
  let count = 0;
  const check = (file: ConfigFile) => {
    if (count >= WANTED) return;
    const result = validate(file);
    if ("problems" in result) return;
    count++;
    for (const { name } of result.deployment.sites) {
      const verdicts = judged(healthyWorld(intentOf(result.deployment, name)), count % 2 ? "az" : "arm");
      expect(verdicts.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
    }
  };
  fc.assert(fc.property(configs, check), { numRuns: runs });
  expect(count).toBe(WANTED);
});

test("docs/diagnoses.md is what npm run diagnoses writes", () => {
  expect(readFileSync(join(__dirname, "../../docs/diagnoses.md"), "utf8")).toBe(diagnosesPage());
});
