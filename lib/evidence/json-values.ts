/** What stands in a text: JSON values one after the other, and the lines between them. */
export interface JsonValues {
  readonly values: readonly unknown[];
  /** Not JSON. */
  readonly lines: readonly string[];
}

/** The end of the JSON value that begins at an index; undefined where it has none. */
function endOf(text: string, start: number): number | undefined {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const sign = text[i]!;
    if (sign === '"') {
      const end = /"(?:[^"\\\n]|\\.)*"/y;
      end.lastIndex = i;
      if (!end.test(text)) return undefined;
      i = end.lastIndex - 1;
    } else if (sign === "{" || sign === "[") depth++;
    else if (sign === "}" || sign === "]") depth--;
    if (depth === 0) return i + 1;
  }
  return undefined;
}

/** Reads the objects, lists and strings of a text. A command may print one after the other, with messages between. */
export function jsonValues(text: string): JsonValues {
  const values: unknown[] = [];
  const lines: string[] = [];
  for (let rest = text.replace(/^\ufeff/, ""); rest.trim() !== "";) {
    rest = rest.trimStart();
    const end = /^["{[]/.test(rest) ? endOf(rest, 0) : undefined;
    try {
      if (end === undefined) throw new Error("no JSON");
      values.push(JSON.parse(rest.slice(0, end)));
      rest = rest.slice(end);
    } catch {
      const [line = ""] = rest.split("\n", 1);
      lines.push(line.trim());
      rest = rest.slice(line.length);
    }
  }
  return { values, lines };
}
