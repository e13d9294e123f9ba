import { Progress } from "../../runner/progress";
import type { Action, TerraformEvent } from "../../runner/terraform-json";

/** A terminal of so many columns, or a file, that keeps what is written. */
function output(columns?: number) {
  let text = "";
  const stream = {
    isTTY: columns !== undefined,
    columns,
    hasColors: () => false,
    write: (more: string) => ((text += more), true),
  };
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}

let time = 0;
beforeEach(() => {
  time = 0;
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());
const pass = (seconds: number) => {
  time += seconds * 1000;
  jest.advanceTimersByTime(1000);
};

const of = (kind: "planned" | "started" | "ended" | "failed", address: string, action: Action): TerraformEvent => ({
  kind,
  message: `${address}: ${kind}`,
  address,
  action,
});
const STACKS = ["onprem-cat", "vpn-gateway"];
const progress = (columns?: number, verbose = false, stacks: readonly string[] = STACKS) => {
  const { stream, text } = output(columns);
  const made = new Progress({}, stacks, verbose, stream, () => time);
  const take = (...events: readonly TerraformEvent[]) => events.forEach((event) => made.take(stacks[0]!, event));
  return { made, take, text };
};

test("the line has the totals, the resource that is longest at work and its time, and how many are beside it", () => {
  const { made, take } = progress();
  take(of("planned", "a.b", "create"), of("planned", "c.d", "replace"), of("planned", "e.f", "update"));
  take(of("started", "e.f", "update"), of("ended", "e.f", "update"));
  take(of("started", "a.b", "create"));
  pass(745);
  take(of("started", "c.d", "delete"));
  // A replacement is two steps.
  expect(made.line()).toBe("1 of 4, 12m 25s +1 creating a.b, 0 of 2 stacks");
});

test("what is planned a second time, as at the apply of a plan, counts once", () => {
  const { made, take, text } = progress(80);
  take(of("planned", "a.b", "delete"), of("planned", "c.d", "update"));
  made.stop();
  const asked = text();
  pass(10);
  // Nothing is written over the question.
  expect(text()).toBe(asked);
  made.start();
  take(of("planned", "a.b", "delete"), of("planned", "c.d", "replace"), of("started", "a.b", "delete"));
  pass(5);
  expect(text()).toMatch(/0 of 3, 5s destroying a\.b, 0 of 2 stacks$/);
});

test.each([
  ["before the old one goes", ["create", "delete"]],
  ["after the old one has gone", ["delete", "create"]],
] as const)("a replacement that is made %s is one resource that there is", (_, actions) => {
  const { made, take } = progress();
  take(of("ended", "a.b", "read"), of("ended", "c.d", "read"));
  for (const action of actions) take(of("ended", "a.b", action));
  expect(made.resourcesOf("onprem-cat")).toBe(2);
});

test("what is read counts for nothing but the resources that there are", () => {
  const { made, take } = progress();
  take(of("started", "a.b", "read"));
  expect(made.line()).toBe("0s reading a.b, 0 of 2 stacks");
  take(of("ended", "a.b", "read"), of("ended", "data.x.y", "read"));
  expect(made.line()).toBe("0 of 2 stacks");
  expect(made.resourcesOf("onprem-cat")).toBe(1);
  take(of("ended", "c.d", "create"), of("ended", "a.b", "delete"), of("failed", "e.f", "create"));
  expect(made.resourcesOf("onprem-cat")).toBe(1);
});

test.each([20, 40, 200])("a terminal of %i columns has one line, which is written anew and never wraps", (columns) => {
  const { made, take, text } = progress(columns);
  take(of("planned", "a.b", "create"), of("started", "a.b".repeat(50), "create"));
  pass(1);
  made.stop();
  expect(text()).not.toContain("\n");
  // Each writing begins at the first column of an empty line.
  const written = text().split("\x1b[1G\x1b[2K");
  expect(written.length).toBeGreaterThan(3);
  for (const line of written) expect(line.length).toBeLessThan(columns);
  expect(written.at(-1)).toBe("");
  expect(written.at(-2)).toMatch(/^0 of 1, 1s creatin/);
});

test("a log has a line for each stack and for each resource that takes long, and no escape codes", () => {
  const { made, take, text } = progress();
  take(of("planned", "a.b", "create"), of("planned", "c.d", "create"));
  take(of("started", "a.b", "create"), of("ended", "a.b", "create"), of("started", "c.d", "create"));
  pass(95);
  take(of("ended", "c.d", "create"));
  made.stackDone("onprem-cat", { add: 2, change: 0, remove: 0 });
  made.stackDone("vpn-gateway", { add: 0, change: 0, remove: 0 });
  made.stackDone("onprem-oslo", { add: 0, change: 0, remove: 3 });
  made.stop();
  expect(text().split("\n")).toEqual([
    "1 of 2, 1m 35s creating c.d, 0 of 2 stacks",
    "onprem-cat  c.d created after 1m 35s, 2 of 2",
    "onprem-cat: 2 added, 0 changed, 0 destroyed",
    "vpn-gateway: no changes",
    "onprem-oslo: 3 destroyed",
    "",
  ]);
});

test("all that Terraform says is shown where that is asked for, on a terminal too", () => {
  const { take, text } = progress(80, true);
  take(of("started", "a.b", "create"));
  expect(text()).toContain("onprem-cat  a.b: started\n");
});
