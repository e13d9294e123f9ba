import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { factsOf, judge, type Facts, type Report } from "../../runner/claims";
import { simulatedAzure } from "../../runner/target";
import { Cloud } from "../../simulator/azure/cloud";

const EMPTY: Facts = { known: {}, held: {}, cloud: 0, unknown: 0, writes: 0 };
const WHOLE: Facts = { known: { a: ["x.y", "x.z"] }, held: { a: 2 }, cloud: 2, unknown: 0, writes: 2 };
const STRAY: Facts = { ...WHOLE, cloud: 3, unknown: 1, writes: 3 };
const GONE: Facts = { ...WHOLE, held: { a: 1 }, cloud: 1, writes: 3 };

const deployed = (text: string): Report => ({ goal: "deploy", code: 0, text });
const destroyed = (text: string): Report => ({ goal: "destroy", code: 0, text });
const failed = (text: string): Report => ({ goal: "destroy", code: 1, text });
const SUMMARY = "\nResources\n  a: 2\n";
const UNKNOWN = "The simulated cloud has 1 resource that no state knows:\n  x /y\n";

test.each<[string, Report, Facts, Facts, number]>([
  ["a deployment", deployed(`a: 2 added, 0 changed, 0 destroyed\n${SUMMARY}`), EMPTY, WHOLE, 3],
  ["a replacement", deployed(`a: 2 added, 1 changed, 1 destroyed\n${SUMMARY}`), GONE, WHOLE, 3],
  ["that nothing changed", deployed(`a: no changes\n${SUMMARY}`), WHOLE, WHOLE, 4],
  ["resources that no state knows", deployed(`${UNKNOWN}a: no changes\n${SUMMARY}`), STRAY, STRAY, 6],
  ["a destruction", destroyed("a: 2 destroyed\n"), WHOLE, EMPTY, 2],
  ["what is left", failed("Left of a: x.y, x.z\nRun it again to go on from here.\n"), EMPTY, WHOLE, 2],
])("takes %s for true where it is so", (_, report, before, after, claims) => {
  expect(judge(report, before, after)).toEqual({ claims, untrue: [] });
});

test.each<[string, Report, Facts, Facts, readonly string[]]>([
  [
    "claims more than there is",
    deployed(`a: 2 added, 0 changed, 0 destroyed\n${SUMMARY}`),
    EMPTY,
    GONE,
    ["a: 2 added, 0 changed, 0 destroyed", "  a: 2"],
  ],
  [
    "claims no changes beside a write",
    deployed(`a: no changes\n${SUMMARY}`),
    WHOLE,
    { ...WHOLE, writes: 3 },
    ["all stacks: no changes"],
  ],
  ["says nothing", deployed(""), EMPTY, WHOLE, ["all stacks: no changes", "a summary"]],
  [
    "leaves something",
    destroyed("a: 2 destroyed\n"),
    WHOLE,
    { ...EMPTY, cloud: 1, unknown: 1 },
    ["destroyed", "success"],
  ],
  ["counts wrongly what no state knows", failed(`${UNKNOWN}Run it again.`), WHOLE, WHOLE, [UNKNOWN.slice(0, 54)]],
  ["names other resources than are left", failed("Left of a: x.y\nRun it again.\n"), WHOLE, WHOLE, ["Left of a: x.y"]],
  ["fails without a way on", failed("It failed.\n"), WHOLE, WHOLE, ["a way on"]],
])("catches a run that %s", (_, report, before, after, untrue) => {
  expect(judge(report, before, after).untrue).toEqual(untrue);
});

test("counts what the cloud has, what of it no state knows, and the writes", async () => {
  const project = mkdtempSync(join(tmpdir(), "facts-"));
  const target = simulatedAzure(project, {});
  const { home } = target;
  const group = (name: string) => `/subscriptions/s/resourceGroups/${name}`;
  try {
    const nothing = { known: {}, held: {}, cloud: 0, unknown: 0, writes: 0 };
    expect(await factsOf(target)).toEqual(nothing);
    const cloud = new Cloud(join(home, "cloud"));
    for (const name of ["a", "stray"])
      cloud.put({ id: group(name), name, type: "Microsoft.Resources/resourceGroups", properties: {} });
    const resources = ["a", "gone"].map((name) => ({
      mode: "managed",
      type: "azurerm_resource_group",
      name,
      instances: [{ attributes: { id: group(name) } }],
    }));
    mkdirSync(join(home, "state"), { recursive: true });
    writeFileSync(join(home, "state", "terraform.one.tfstate"), JSON.stringify({ version: 4, resources }));
    expect(await factsOf(target)).toEqual({
      known: { one: ["azurerm_resource_group.a", "azurerm_resource_group.gone"] },
      held: { one: 1 },
      cloud: 2,
      unknown: 1,
      writes: 2,
    });
  } finally {
    rmSync(project, { recursive: true });
  }
});
