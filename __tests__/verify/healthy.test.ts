import fc from "fast-check";
import { validate } from "../../config/validate";
import type { ConfigFile } from "../../config/schema";
import { intentOf } from "../helpers/intent";
import { premisesConfig } from "../helpers/random-premises-config";
import { simulatedConfig } from "../helpers/random-simulated-config";
import { healthyWorld, judged } from "../helpers/world";

const WANTED = 50;

test.each([
  ["simulated", simulatedConfig, 2000],
  ["on premises", premisesConfig, 1000],
])(
  "of %s sites, none of fifty random healthy deployments is called anything else",
  (_, configs, runs) => {
    let count = 0;
    const check = (file: ConfigFile) => {
      const result = validate(file);
      if ("problems" in result || count >= WANTED) return;
      count++;
      for (const { name } of result.deployment.sites) {
        const verdicts = judged(healthyWorld(intentOf(result.deployment, name)), count % 2 ? "az" : "arm");
        expect(verdicts.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
      }
    };
    fc.assert(fc.property(configs, check), { numRuns: runs });
    expect(count).toBe(WANTED);
  },
  120_000,
);
