import { readFileSync } from "node:fs";
import type { z } from "zod";
import { InputError } from "./input-error";

/** @throws InputError that names the variable which names the file */
export function readInput(variable: string, file: string, holds: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new InputError(
      `${variable}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}); give the path of a file of ${holds}, or leave the variable out`,
    );
  }
}

/**
 * A list in a JSON file.
 *
 * @param keys what an element may have, for the problem of a key that it may not
 * @throws InputError, with every problem
 */
export function parseInput<T>(file: string, text: string, schema: z.ZodType<T>, keys = ""): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // The parser quotes the text, which may hold secrets.
    const [problem] = (error as Error).message.split(/, (?:\.\.\.)?"/);
    throw new InputError(`${file} is not JSON: ${problem}`);
  }
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  throw new InputError(
    error.issues
      .map((issue) => {
        const path = issue.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
        const given = issue.path.reduce<unknown>((inner, part) => (inner as Record<PropertyKey, unknown>)[part], value);
        return issue.code === "unrecognized_keys"
          ? `${file}: ${path}: ${issue.keys.map((key) => JSON.stringify(key)).join(", ")} is unknown; ${keys}`
          : `${file}: ${path || "the file"}: ${given === undefined ? "it is missing, and" : short(given)} ${issue.message}`;
      })
      .join("\n"),
  );
}

/** A value as it stands in the file, or its beginning. */
function short(value: unknown): string {
  try {
    const text = JSON.stringify(value);
    return text.length > 80 ? `${text.slice(0, 80)} ...` : text;
  } catch {
    // Nested too deep.
    return "a list of lists";
  }
}
