import { ask, requireTerminal } from "../../runner/ask";
import { PassThrough } from "node:stream";

const kept = { stdin: process.stdin, stdout: process.stdout };
const terminal = (isTTY: boolean) => {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough() };
  for (const [name, value] of Object.entries(streams)) {
    Object.defineProperty(process, name, { value: Object.assign(value, { isTTY }), configurable: true });
  }
  return streams;
};
afterEach(() => {
  for (const [name, value] of Object.entries(kept)) Object.defineProperty(process, name, { value, configurable: true });
});

test("fails where there is no terminal to ask at", () => {
  terminal(false);
  expect(() => requireTerminal("deploy")).toThrow(
    "deploy asks before it changes Azure, and here is no terminal to ask at; give --yes once you have seen what plan shows",
  );
  terminal(true);
  expect(() => requireTerminal("deploy")).not.toThrow();
});

test.each([
  ["yes\n", true],
  ["y\n", false],
  ["\n", false],
  ["\u0003", false],
])("only yes goes on: %j", async (answer, expected) => {
  const { stdin } = terminal(true);
  const answered = ask("Deploy this?");
  stdin.write(answer);
  expect(await answered).toBe(expected);
});

test("the end of the input is no yes", async () => {
  const { stdin } = terminal(true);
  const answered = ask("Deploy this?");
  stdin.end();
  expect(await answered).toBe(false);
});
