import { z } from "zod";
import { configSchema } from "./schema";

/** The parts of a JSON Schema that ours is made of. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly additionalProperties?: Schema | false;
  readonly oneOf?: readonly Schema[];
}

const HEAD = `# Config reference

Every key of a config file, with its default and its rule. \`npm run schema\` writes this page, and
\`config/schema.json\` for editors, from \`config/schema.ts\`. A key in **bold** must be there.
Of a kind in brackets, only the keys that differ are shown.

| Key | Value | Default | Meaning |
| --- | --- | --- | --- |
`;

/** The page \`docs/config.md\`. */
export function configReference(): string {
  const root = z.toJSONSchema(configSchema, { io: "input" }) as Schema;
  return HEAD + rows(root, "").join("");
}

function rows(schema: Schema, path: string): string[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    if (key === "$schema") return [];
    const here = path === "" ? key : `${path}.${key}`;
    const own = row(here, field, required.has(key));
    if (key === "siteDefaults") return [own];
    // The row of such an object would say nothing beyond the rows of its keys.
    const isPlain = field.properties !== undefined && field.description === undefined && !required.has(key);
    return [...(isPlain ? [] : [own]), ...inner(field, here)];
  });
}

function inner(field: Schema, path: string): string[] {
  if (field.items) return inner(field.items, `${path}[]`);
  // The members of a tuple have the same keys.
  if (field.prefixItems) return rows(field.prefixItems[0]!, `${path}[]`);
  const [first] = field.oneOf ?? [];
  return [
    ...rows(field, path),
    ...(field.oneOf ?? []).flatMap((choice) => {
      const [[discriminator, { const: value } = {}] = []] = Object.entries(choice.properties ?? {});
      // What need not be named is what there is by default.
      if (!choice.required?.includes(discriminator!)) return rows(choice, path);
      const properties = Object.fromEntries(
        Object.entries(choice.properties!).filter(
          // What is the same as in the first has its row there.
          ([key, one]) => key !== discriminator && JSON.stringify(one) !== JSON.stringify(first!.properties![key]),
        ),
      );
      return rows({ ...choice, properties }, `${path} (${discriminator} ${JSON.stringify(value)})`);
    }),
  ];
}

function row(path: string, field: Schema, required: boolean): string {
  const name = required ? `**\`${path}\`**` : `\`${path}\``;
  const cells = [name, valueOf(field), defaultOf(field), field.description ?? ""];
  return `| ${cells.map((cell) => cell.replace(/[|<]/g, "\\$&")).join(" | ")} |\n`;
}

function valueOf(field: Schema): string {
  if (field.enum) return field.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (field.oneOf) {
    const values = field.oneOf.map((choice) => Object.values(choice.properties!)[0]!.const);
    return `object: ${values.map((value) => `\`${String(value)}\``).join(", ")}`;
  }
  if (field.items) return `list of ${field.items.properties || field.items.oneOf ? "objects" : valueOf(field.items)}`;
  if (field.prefixItems) return `list of ${field.prefixItems.length}`;
  if (field.type === "integer") return ["whole number", range(field)].filter(Boolean).join(", ");
  return field.type === "string" ? "text" : (field.type ?? "");
}

function range({ minimum, maximum }: Schema): string {
  const has = (bound: number | undefined): bound is number =>
    bound !== undefined && Number.isSafeInteger(bound) && Math.abs(bound) !== Number.MAX_SAFE_INTEGER;
  if (has(minimum) && has(maximum)) return `${minimum} to ${maximum}`;
  return has(minimum) ? `${minimum} or more` : has(maximum) ? `${maximum} at most` : "";
}

function defaultOf({ default: value }: Schema): string {
  if (value === undefined || (typeof value === "object" && !Array.isArray(value))) return "";
  const text = JSON.stringify(value);
  return text === "[{},{}]" ? "" : `\`${text}\``;
}
