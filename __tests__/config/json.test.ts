import { readJson } from "../../config/json";

const read = (text: string) => readJson(Buffer.from(text));

test("reads JSON, with a byte order mark or without", () => {
  expect(read('{"a":[1,{"b":null}]}')).toEqual({ value: { a: [1, { b: null }] }, duplicates: [] });
  expect(read('\uFEFF{"a":1}').value).toEqual({ a: 1 });
});

test("finds a key that stands twice, at any depth, with both places", () => {
  const text = '{ "a": 1,\n  "b": [{ "c": 1, "c": 2 }],\n  "a": { "\\u0064": 1, "d": 2 } }';
  expect(read(text).duplicates).toEqual([
    {
      path: ["b", 0, "c"],
      message: "stands twice, at line 2, column 11 and at line 2, column 19; keep one of the two",
    },
    { path: ["a"], message: "stands twice, at line 1, column 3 and at line 3, column 3; keep one of the two" },
    { path: ["a", "d"], message: "stands twice, at line 3, column 10 and at line 3, column 23; keep one of the two" },
  ]);
});

describe("fails when", () => {
  test.each([
    ['{ "a": 1, }', "line 1, column 11: property name expected; remove the comma before }"],
    ["[1, ]", "line 1, column 5: value expected; remove the comma before ]"],
    ["[1,, 2]", "line 1, column 4: value expected; remove one of the commas, or put a value between them"],
    ['{ "a": }', "line 1, column 8: value expected; put a value there"],
    ['{ "a" 1 }', 'line 1, column 7: colon expected; put a ":" between the key and its value'],
    ['{ "a": 1 "b": 2 }', 'line 1, column 10: comma expected; put a "," between two entries'],
    ['{ "a": 1', "line 1, column 9: close brace expected; close the object with a }"],
    ["[1", "line 1, column 3: close bracket expected; close the list with a ]"],
    ["{} {}", "line 1, column 4: end of file expected; remove what follows the end of the object"],
    [
      '{ "a": Hunter2 }',
      "line 1, column 8: invalid symbol; text stands in double quotes; without them there are numbers, true, false and null",
    ],
    ["{ 'a': 1 }", 'line 1, column 3: invalid symbol; text and keys stand in double quotes, as in "location"'],
    ["{ “a”: 1 }", 'line 1, column 3: invalid symbol; text and keys stand in double quotes, as in "location"'],
    ['{ "a": 1 } // x', "line 1, column 12: invalid comment token; JSON has no comments: remove it"],
    ['{ /* x */ "a": 1 }', "line 1, column 3: invalid comment token; JSON has no comments: remove it"],
    ['{ "a": "x\n" }', 'line 1, column 8: unexpected end of string; close the text with a " in the same line'],
    [
      '{ "a": 1. }',
      "line 1, column 8: unexpected end of number; write a number such as 28800, or put double quotes around it",
    ],
    ['{ "a": "\\x" }', "line 1, column 8: invalid escape character; write a backslash as \\\\"],
    ['{ "a": "\\u12" }', "line 1, column 8: invalid unicode; write four hexadecimal digits after \\u"],
    [
      '{ "a": "\t" }',
      "line 1, column 8: invalid character; write a tab as \\t, and leave other control characters out",
    ],
    [" \n", "it is empty; write an object, as config/lab.json is"],
  ])("the text is %j", (text, message) => {
    expect(() => read(text)).toThrow(new Error(message));
  });

  test("it is not in UTF-8", () => {
    const utf16 = new Error("it is written in UTF-16; save it as UTF-8");
    expect(() => readJson(Buffer.from("\uFEFF{}", "utf16le"))).toThrow(utf16);
    expect(() => readJson(Buffer.from('{"a":1}', "utf16le"))).toThrow(utf16);
    expect(() => readJson(Buffer.from('{"a":"é"}', "latin1"))).toThrow(
      new Error("it is not written in UTF-8; save it as UTF-8"),
    );
  });

  test("it is nested 20,000 levels deep", () => {
    const message = "line 1, column 33: it is nested more than 32 levels deep; a config has 8 at most";
    expect(() => read("[".repeat(20_000) + "]".repeat(20_000))).toThrow(new Error(message));
    expect(() => read('{"a":'.repeat(20_000))).toThrow(/nested more than 32 levels/);
  });
});
