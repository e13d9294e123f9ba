import { PassThrough } from "node:stream";
import { ask, requireTerminal } from "../../runner/ask";

const terminal = () => ({ input: new PassThrough(), output: new PassThrough() });

test("fails where there is no terminal to ask at", () => {
  expect(() => requireTerminal("deploy", undefined)).toThrow(
    "deploy asks before it changes Azure, and here is no terminal to ask at; give --yes once you have seen what plan shows",
  );
  const one = terminal();
  expect(requireTerminal("deploy", one)).toBe(one);
});

test.each([
  ["yes\n", true],
  ["y\n", false],
  ["\n", false],
  ["\u0003", false],
])("only yes goes on: %j", async (answer, expected) => {
  const one = terminal();
  const answered = ask("Deploy this?", one);
  one.input.write(answer);
  expect(await answered).toBe(expected);
  expect(String(one.output.read())).toContain('Deploy this? Only "yes" goes on: ');
});

test("the end of the input is no yes", async () => {
  const one = terminal();
  const answered = ask("Deploy this?", one);
  one.input.end();
  expect(await answered).toBe(false);
});

test("a run that is to end gets no yes any more", async () => {
  const stop = new AbortController();
  const answered = ask("Deploy this?", terminal(), stop.signal);
  stop.abort();
  expect(await answered).toBe(false);
});
