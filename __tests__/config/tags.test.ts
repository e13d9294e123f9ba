import { validate } from "../../config/validate";
import { lab } from "../helpers/synth";

function problems(tags: unknown): string[] {
  const result = validate({ ...lab(), tags });
  return "problems" in result ? result.problems.map(({ path, message }) => `${path.join(".")}: ${message}`) : [];
}
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, "x"]));

test.each(["owner", "cost center (IT)", "Größe", "部門", "a:b.c_d@e=f+g-h", "(x)", "#1", "micro-soft"])(
  "takes the name %s, as Azure does",
  (name) => {
    expect(problems({ [name]: "x" })).toEqual([]);
  },
);

test("takes 49 tags, since one is kept for what a stack adds", () => {
  expect(problems(many(49))).toEqual([]);
  expect(problems(many(50))).toEqual([
    "tags: 50 are too many: Azure takes 50 on a resource, and 1 may be added here; give 49 at most",
  ]);
});

const RULE =
  'has a name that must be at most 512 characters without < > % & \\ ? /, "${" and control characters, and not start with a blank';

describe("fails when", () => {
  test.each<[string, unknown, string[]]>([
    [
      "names differ in case only",
      { Env: "a", env: "b" },
      ['tags.env: differs from "Env" in case only, which is the same name to Azure; keep one of the two'],
    ],
    [
      "Azure reserves a name's start",
      { "microsoft-x": "a", azureX: "b", WINDOWS: "c" },
      [
        'tags.microsoft-x: starts with "microsoft", which Azure reserves; choose another name',
        'tags.azureX: starts with "azure", which Azure reserves; choose another name',
        'tags.WINDOWS: starts with "WINDOWS", which Azure reserves; choose another name',
      ],
    ],
    [
      "long names differ at their ends only",
      { [`azure${"x".repeat(100)}1`]: "a", [`azure${"x".repeat(100)}2`]: "b" },
      [1, 2].map(
        (end) => `tags.azure${"x".repeat(100)}${end}: starts with "azure", which Azure reserves; choose another name`,
      ),
    ],
    [
      "a stack sets the tag itself",
      { "Key-Version": "1" },
      ["tags.Key-Version: is a tag that is set here for each key; choose another name"],
    ],
    [
      "it is called __proto__",
      JSON.parse('{"__proto__":"x"}'),
      ["tags.__proto__: cannot be the name of a tag; choose another name"],
    ],
    ...["a<b", "a>b", "a%b", "a&b", "a\\b", "a?b", "cost/center", "", " a", "a\u0007b", "${a", "x".repeat(513)].map(
      (name): [string, unknown, string[]] => [
        `Azure refuses the name ${name.slice(0, 20)}`,
        { [name]: "x" },
        [`tags.${name}: "x" ${RULE}`],
      ],
    ),
  ])("%s", (_, tags, expected) => {
    expect(problems(tags)).toEqual(expected);
  });
});
