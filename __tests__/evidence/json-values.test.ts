import { jsonValues } from "../../lib/evidence/json-values";

test("reads one value after the other, whatever stands between", () => {
  const text = '\ufeff{"a": "}\\"]"}\n[1, [2]] "{\\"b\\":1}"\nERROR: (ResourceNotFound) gone\n{"c": 3}';
  expect(jsonValues(text)).toEqual({
    values: [{ a: '}"]' }, [1, [2]], '{"b":1}', { c: 3 }],
    lines: ["ERROR: (ResourceNotFound) gone"],
  });
});

test("what is no JSON is left as lines, and never an endless loop", () => {
  expect(jsonValues("")).toEqual({ values: [], lines: [] });
  expect(jsonValues('{"a": 1')).toEqual({ values: [], lines: ['{"a": 1'] });
  expect(jsonValues('{"a": 1}}\n"open\n{"b": 2}')).toEqual({ values: [{ a: 1 }, { b: 2 }], lines: ["}", '"open'] });
  expect(jsonValues("{a: 1}")).toEqual({ values: [], lines: ["{a: 1}"] });
});
