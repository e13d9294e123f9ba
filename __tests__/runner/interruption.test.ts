import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { Interruption } from "../../runner/interruption";
import { run } from "../../runner/process";

let pid = 1 << 30;
const child = () => Object.assign(new EventEmitter(), { pid: pid++ }) as unknown as ChildProcess;
/** npm hands on to its child what the terminal has sent to both. */
const press = (signal: NodeJS.Signals = "SIGINT", times = 1) => {
  jest.advanceTimersByTime(1000);
  for (let i = 0; i < times; i++, jest.advanceTimersByTime(100)) process.emit(signal, signal);
};
/** What the process group of a child has got. */
const signals = ({ pid }: ChildProcess) => kill.mock.calls.flatMap(([to, signal]) => (to === -pid! ? [signal] : []));

let interruption: Interruption;
let kill: jest.SpyInstance<true, [pid: number, signal?: string | number]>;
beforeEach(() => {
  kill = jest.spyOn(process, "kill").mockReturnValue(true);
  jest.useFakeTimers();
  jest.spyOn(console, "error").mockReturnValue();
  interruption = new Interruption();
});
afterEach(() => {
  interruption.end();
  jest.restoreAllMocks();
  jest.useRealTimers();
});

test("each process gets what was pressed, at the third time an end", () => {
  const [terraform, other] = [child(), child()];
  interruption.watch(terraform);
  interruption.watch(other);
  expect(interruption.code).toBeUndefined();
  press();
  expect(interruption.code).toBe(130);
  other.emit("close");
  press();
  press();
  expect(signals(terraform)).toEqual(["SIGINT", "SIGINT", "SIGKILL"]);
  expect(signals(other)).toEqual(["SIGINT"]);
  expect(jest.mocked(console.error).mock.calls).toEqual([
    ["\nStopping: Terraform writes down what it has done. Ctrl-C again ends it at once."],
  ]);
});

test("what comes more than once at a time is one press", () => {
  const terraform = child();
  interruption.watch(terraform);
  press("SIGINT", 3);
  expect(signals(terraform)).toEqual(["SIGINT"]);
  press("SIGINT", 2);
  expect(signals(terraform)).toEqual(["SIGINT", "SIGINT"]);
});

test("a wrapper's Terraform gets it too, and nothing outlives the third", async () => {
  kill.mockRestore();
  const lines: string[] = [];
  const script = `trap : INT; sh -c 'trap "echo told" INT; echo ready; while :; do sleep 0.1; done'; true`;
  const ended = run("sh", ["-c", script], {
    env: process.env,
    interruption,
    onLine: (line) => {
      lines.push(line);
      press();
    },
  });
  expect(await ended).toBe(137);
  expect(lines).toEqual(["ready", "told", "told"]);
});

test("a process that has ended by itself is past telling", () => {
  kill.mockImplementation(() => {
    throw Object.assign(new Error("kill ESRCH"), { code: "ESRCH" });
  });
  interruption.watch(child());
  press();
  expect(interruption.code).toBe(130);
});

test.each([
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("%s lets Terraform end in good order too", (signal, code) => {
  const terraform = child();
  interruption.watch(terraform);
  press(signal);
  expect(signals(terraform)).toEqual(["SIGINT"]);
  expect(interruption.code).toBe(code);
});

test("afterwards signals do what they always do", () => {
  const before = process.listenerCount("SIGINT");
  interruption.end();
  expect(process.listenerCount("SIGINT")).toBe(before - 1);
});
