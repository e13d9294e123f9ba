import type { z } from "zod";
import { choicesAt, exampleOf, fieldAt, keysAt } from "./field";
import { quoteIn } from "./field-kinds";
import { nearest } from "./nearest";
import { clip, type Path } from "../lib/model/path";
import { placeOf, type Problem } from "./problem";
import { configSchema } from "./schema";
import { valueAt } from "./value";

/** Most characters that a report shows of a value, since a file may hold anything. */
const MAX_VALUE = 80;

/** Keys whose values a report must not show: somebody may have put a secret there. */
const SECRET_KEY = /pass|pwd|secret|token|psk|key|credential/i;
const SECRET_TEXT = /PRIVATE KEY|PuTTY-User-Key-File/i;
const SECRET_CHOICES = new Set<PropertyKey>(["adminPassword", "sharedKeys"]);

/**
 * What a report shows of a wrong value: a plain value, and a list of plain values where the type is right. A list
 * else, or an object, is shown by its kind; a value that may be a secret is not shown.
 */
function shown(value: unknown, path: Path, isType: boolean): string | undefined {
  if (path.some((key) => SECRET_KEY.test(String(key)))) return undefined;
  if (typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) {
    return typeof value === "string" && SECRET_TEXT.test(value) ? undefined : clip(JSON.stringify(value), MAX_VALUE);
  }
  if (!Array.isArray(value)) return "an object";
  const plain = value.every((item) => typeof item !== "object" && !SECRET_TEXT.test(String(item)));
  return plain && !isType ? clip(JSON.stringify(value), MAX_VALUE) : `a list of ${value.length}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "an object",
};

/** What the field takes: its type, and an example of it. */
function typeRule(expected: string, path: Path, raw: unknown): string {
  const schema = fieldAt(configSchema, path, raw);
  const example = schema && exampleOf(schema);
  const rule = `must be ${TYPES[expected] ?? expected}`;
  if (example === undefined || expected === "boolean") return rule;
  const text = JSON.stringify(example);
  return `${rule}, such as ${typeof example === "object" && path.length > 0 ? `${JSON.stringify(path.at(-1))}: ${text}` : text}`;
}

function choiceRule(values: readonly unknown[], value: unknown): string {
  const words = values.map(String);
  const meant = typeof value === "string" ? nearest(value, words) : undefined;
  return `must be one of ${words.join(", ")}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}

function rule(issue: z.core.$ZodIssue, value: unknown, raw: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      return typeRule(issue.expected, issue.path, raw);
    case "invalid_value":
      // Where the schema takes more values than the checks do, its message names those that both take.
      return issue.message.startsWith("must be") ? issue.message : choiceRule(issue.values, value);
    case "invalid_union":
      return choiceRule(choicesAt(configSchema, issue.path, raw), value);
    case "invalid_key":
      return `has a name that ${issue.issues[0]?.message ?? "is not allowed"}`;
    case "too_small":
      return typeof issue.minimum === "number" && issue.origin !== "array"
        ? `is too small; it must be ${issue.minimum} or more`
        : issue.message;
    case "too_big":
      if (issue.origin === "string") return `has ${String(value).length} characters; the most is ${issue.maximum}`;
      return `is too ${issue.origin === "array" ? "long" : "large"}; the most is ${issue.maximum}`;
    default:
      return issue.message;
  }
}

function explain(issue: Exclude<z.core.$ZodIssue, { code: "unrecognized_keys" }>, raw: unknown): Problem {
  const { path } = issue;
  const value = valueAt(raw, path);
  if (value === undefined) return { path, message: `is missing; it ${rule(issue, value, raw)}` };
  if (path.length === 1 && SECRET_CHOICES.has(path[0]!)) {
    return { path, message: 'must be "generate" or "variable"; a secret never stands in this file, so take it out' };
  }
  const what = shown(value, path, issue.code === "invalid_type");
  const text = rule(issue, value, raw);
  const ownQuote = issue.code === "custom" && quoteIn(issue);
  if (ownQuote) return { path, message: what === undefined ? text.replaceAll(ownQuote, "the value") : text };
  return { path, message: [what, text].filter(Boolean).join(" ") };
}

/**
 * The problems of a file that is not in the schema's form. A missing key that stands there misspelt is `implied`:
 * the line about the misspelt key is enough.
 */
export function explainAll(
  issues: readonly z.core.$ZodIssue[],
  raw: unknown,
): { readonly problems: readonly Problem[]; readonly implied: readonly Path[] } {
  const misspelt = new Set<string>();
  const unknown = issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") return [];
    const known = keysAt(configSchema, issue.path, raw);
    return issue.keys.map((key): Problem => {
      const path = [...issue.path, key];
      const meant = nearest(key, known);
      if (meant === undefined) return { path, message: `unknown key; known here: ${known.join(", ")}` };
      misspelt.add(placeOf([...issue.path, meant]));
      return { path, message: `unknown key; did you mean ${JSON.stringify(meant)}?` };
    });
  });
  const others = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? [] : [explain(issue, raw)]));
  const isImplied = ({ path }: Problem) => valueAt(raw, path) === undefined && misspelt.has(placeOf(path));
  return {
    problems: [...others.filter((problem) => !isImplied(problem)), ...unknown],
    implied: others.filter(isImplied).map(({ path }) => path),
  };
}
