import { setTimeout as sleep } from "node:timers/promises";
import { inOrder, reversed, type StackOrder } from "../../runner/stack-order";

const after = (waits: Readonly<Record<string, readonly string[]>>) => (stack: string) => waits[stack] ?? [];
const order = (more: Partial<StackOrder> = {}): StackOrder => ({
  stacks: ["gateway", "paris", "oslo"],
  after: after({ gateway: ["oslo", "paris"] }),
  parallelism: Infinity,
  ...more,
});

/** Notes when each stack begins and ends. */
async function run(given: StackOrder, fails: readonly string[] = []) {
  const log: string[] = [];
  const open = await inOrder(given, async (stack) => {
    log.push(`+${stack}`);
    await sleep(1);
    log.push(`-${stack}`);
    return !fails.includes(stack);
  });
  return { log, open };
}

test("stacks that do not wait for each other are done at a time, the others after them", async () => {
  const { log, open } = await run(order());
  expect(log.slice(0, 2)).toEqual(["+paris", "+oslo"]);
  expect(log.slice(-2)).toEqual(["+gateway", "-gateway"]);
  expect(open).toEqual([]);
});

test("no more are done at a time than the parallelism says", async () => {
  const { log } = await run(order({ parallelism: 1 }));
  expect(log).toEqual(["+paris", "-paris", "+oslo", "-oslo", "+gateway", "-gateway"]);
});

test("a stack that fails leaves out those that wait for it, and no other", async () => {
  const { log, open } = await run(order(), ["oslo"]);
  expect(log).toContain("-paris");
  expect(log).not.toContain("+gateway");
  expect(open).toEqual(["gateway", "oslo"]);
});

test("a stack that is not among them is not waited for", async () => {
  expect((await run(order({ stacks: ["gateway"] }))).open).toEqual([]);
});

test("reversed, those that wait come first", async () => {
  const { log } = await run(reversed(order()));
  expect(log.slice(0, 2)).toEqual(["+gateway", "-gateway"]);
});

test("stacks that wait for each other end it, and are not done", async () => {
  const { open } = await run(order({ after: after({ oslo: ["paris"], paris: ["oslo"] }) }));
  expect(open).toEqual(["paris", "oslo"]);
});

test("fails with the error of the work, once what is at work has ended, and begins nothing more", async () => {
  const log: string[] = [];
  const failed = inOrder(order({ after: after({ gateway: ["paris"] }) }), async (stack) => {
    log.push(`+${stack}`);
    if (stack === "oslo") throw new Error("no such file");
    await sleep(1);
    log.push(`-${stack}`);
    return true;
  });
  await expect(failed).rejects.toThrow("no such file");
  expect(log).toEqual(["+paris", "+oslo", "-paris"]);
  await sleep(5);
  expect(log).toHaveLength(3);
});
