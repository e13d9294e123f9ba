import { validate } from "../../config/load";
import type { ConfigFile } from "../../config/schema";
import { jsonSchema } from "../../config/schema";
import { lab, synthesizeText } from "../helpers/synth";

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}
type Path = readonly (string | number)[];

/** Every place of the schema where text may stand that is not one of a list of words. */
function textFields(schema: Schema, path: Path = []): Path[] {
  const fields: Path[] = [];
  if (schema.type === "string" && !schema.enum && schema.const === undefined) fields.push(path);
  for (const [key, inner] of Object.entries(schema.properties ?? {})) fields.push(...textFields(inner, [...path, key]));
  if (typeof schema.additionalProperties === "object") {
    fields.push(...textFields(schema.additionalProperties, [...path, "owner"]));
  }
  if (schema.items) fields.push(...textFields(schema.items, [...path, 0]));
  schema.prefixItems?.forEach((inner, i) => fields.push(...textFields(inner, [...path, i])));
  for (const inner of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) fields.push(...textFields(inner, path));
  return fields;
}

const HOSTILE: Readonly<Record<string, string>> = {
  "a line break": "a\nno ip ssh",
  "a carriage return": "a\r\nexit",
  "an end of section": "a\n!\nexit",
  "an exclamation mark": "a!b",
  "a word of the CLI": " exit",
  "a blank": "a b",
  "an interpolation": "${file(1)}",
  "an escaped interpolation": "$${a}",
  "a directive": "%{ if true }",
  "a Mustache tag": "{{sharedKey}}",
  "a Mustache section": "{{#tunnels}}",
  "a double quote": 'a"b',
  "a single quote": "a'b",
  "a backslash": "a\\b",
  "a question mark": "a?b",
  "a bell": "a\u0007b",
  "a null": "a\u0000b",
  "a look-alike": "c\u0430t",
  "an invisible sign": "a\u200bb",
  "a turned direction": "a\u202eb",
  "very much": "x".repeat(5000),
  "a path that climbs": "../../etc/passwd",
  nothing: "",
};

/** Files with every field present between them, so that each can be put to the test. */
const bases: readonly ((config: ConfigFile) => void)[] = [
  (config) => {
    config.backend = {
      type: "cloud",
      organization: "acme",
      hostname: "app.example.com",
      project: "p",
      workspacePrefix: "v-",
    };
    config.tags = { owner: "net" };
    config.adminSourcePrefixes = ["192.0.2.0/24"];
  },
  (config) => {
    const names = { resourceGroupName: "rg", storageAccountName: "tfstate0", containerName: "vpn" };
    config.backend = { type: "azurerm", ...names, keyPrefix: "lab/" };
  },
  (config) => (config.backend = { type: "local", folder: "states" }),
];

/** A config with `value` at `path`, from the first base whose backend has such a field. */
function withValue(path: Path, value: unknown, which: number): ConfigFile {
  const config = lab(bases[which]);
  let parent = config as unknown as Record<string | number, unknown>;
  for (const [i, key] of path.slice(0, -1).entries()) {
    parent[key] ??= typeof path[i + 1] === "number" ? [] : {};
    parent = parent[key] as Record<string | number, unknown>;
  }
  parent[path.at(-1)!] = value;
  return config;
}

const fields = [...new Set(textFields(JSON.parse(jsonSchema()) as Schema).map((path) => JSON.stringify(path)))].map(
  (text) => JSON.parse(text) as Path,
);
/** Carried as they are: any text is right there. */
const FREE = new Set(["$schema"]);

/** Whether the field exists beside this backend: a wrong value is then the only problem. */
function known(path: Path, which: number): boolean {
  const result = validate(withValue(path, 7, which));
  return "problems" in result && result.problems.every(({ message }) => !message.startsWith("unknown key"));
}

/** How many lines the router is told. */
function routerLines(texts: readonly string[]): number {
  const locals = texts.map((text) => (JSON.parse(text) as { locals?: Record<string, string[]> }).locals ?? {});
  return locals.flatMap((one) => Object.values(one).flat()).length;
}
const LAB_LINES = routerLines(Object.values(synthesizeText(lab())));

test("the schema's text fields are found", () => {
  const names = fields.map((path) => path.join("."));
  expect(names).toEqual(
    expect.arrayContaining([
      "location",
      "adminUsername",
      "tags.owner",
      "gateway.name",
      "sites.0.catalyst.image.sku",
      "sites.0.tunnels.1.connection",
      "backend.keyPrefix",
    ]),
  );
  expect(names.length).toBeGreaterThan(60);
});

describe.each(fields.map((path) => [path.join("."), path] as const))("%s", (name, path) => {
  const which = [0, 1, 2].find((base) => known(path, base));

  test("refuses hostile text with a reason, or carries it literally", () => {
    expect(which).toBeDefined();
    for (const [what, value] of Object.entries(HOSTILE)) {
      const config = withValue(path, value, which!);
      const result = validate(config);
      if ("problems" in result) {
        const reasons = result.problems.map(({ message }) => message);
        expect({ what, reasons }).not.toEqual({ what, reasons: [] });
        for (const reason of reasons) expect(reason).not.toMatch(/undefined|\[object|TfToken/);
        continue;
      }
      const texts = Object.values(synthesizeText(config));
      // It has added no line to the router's configuration, and nothing that Terraform evaluates.
      expect({ what, lines: routerLines(texts) }).toEqual({ what, lines: LAB_LINES });
      expect(texts.join("\n")).not.toMatch(/file\(1\)|if true/);
      if (value.trim() && !FREE.has(name)) expect(texts.join("\n")).toContain(JSON.stringify(value).slice(1, -1));
    }
  });
});
