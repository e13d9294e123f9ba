import { WriteStream } from "node:tty";
import { paintFor } from "../../runner/colour";

const paint = (isTTY: boolean, environment: NodeJS.ProcessEnv) => {
  const stream = Object.assign(Object.create(WriteStream.prototype) as WriteStream, { isTTY });
  return paintFor(stream, environment)("red", "gone");
};
const RED = "\x1b[31mgone\x1b[39m";

test.each<[boolean, NodeJS.ProcessEnv, string]>([
  [true, { TERM: "xterm-256color" }, RED],
  [true, { TERM: "dumb" }, "gone"],
  [true, { TERM: "xterm-256color", NO_COLOR: "1" }, "gone"],
  [false, { TERM: "xterm-256color" }, "gone"],
  [false, { FORCE_COLOR: "1" }, RED],
  [false, { FORCE_COLOR: "0" }, "gone"],
])("terminal: %s, %p", (isTTY, environment, expected) => {
  expect(paint(isTTY, environment)).toBe(expected);
});
