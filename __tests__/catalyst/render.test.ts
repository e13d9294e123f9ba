import { readFileSync } from "node:fs";
import { join } from "node:path";
import { escapeForTerraform, readTemplate, render } from "../../lib/catalyst/render";

test("prints values as they are, without HTML entities", () => {
  expect(render("{{a}}|{{{a}}}", { a: `<'&"> \${x}` })).toBe(`<'&"> \${x}|<'&"> \${x}`);
});

test("false and an empty list leave a section out", () => {
  expect(render("{{#a}}a{{/a}}{{#b}}b{{/b}}{{^b}}-{{/b}}", { a: false, b: [] })).toBe("-");
});

test("a value of the view is never taken for a template", () => {
  expect(render("{{a}}", { a: "{{b}}", b: "no" })).toBe("{{b}}");
});

test("a literal stays one in Terraform, and a token stays a token", () => {
  const template = escapeForTerraform("banner ${a} %{b} $5 {{key}}");
  expect(render(template, { key: "${random_password.key.result}" })).toBe(
    "banner $${a} %%{b} $5 ${random_password.key.result}",
  );
});

test("fails when the template asks for what the view does not have", () => {
  const message = new Error('the template asks for "b", which its view does not have');
  expect(() => render("{{b}}", { a: 1 })).toThrow(message);
  expect(() => render("{{#a}}{{b}}{{/a}}", { a: [{ c: 1 }] })).toThrow(message);
  expect(() => render("{{#b}}x{{/b}}", { a: 1 })).toThrow(message);
  expect(() => render("{{b}}", { b: null })).toThrow(message);
});

test("day 0 is the reviewed text, and reloads on request only", () => {
  const day0 = (reload: boolean) => render(readTemplate("catalyst-day0.ios"), { hostname: "cat", reload });
  expect(day0(false)).toBe(readFileSync(join(__dirname, "../fixtures/cat-day0.txt"), "utf8"));
  expect(day0(true)).toBe(`${day0(false)}do write memory\ndo reload\n`);
});
