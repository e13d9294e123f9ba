import { validate } from "../../config/validate";
import type { ConfigFile } from "../../config/schema";
import { jsonSchema } from "../../config/schema";
import { lab, synthesizeText } from "../helpers/synth";

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}
type Path = readonly (string | number)[];

/** Every place of the schema where a plain value stands: text, a word of a list, a number, a switch. */
function plainFields(schema: Schema, path: Path = []): Path[] {
  const fields: Path[] = [];
  if (/^(string|integer|number|boolean)$/.test(schema.type ?? "")) fields.push(path);
  for (const [key, inner] of Object.entries(schema.properties ?? {}))
    fields.push(...plainFields(inner, [...path, key]));
  if (typeof schema.additionalProperties === "object") {
    fields.push(...plainFields(schema.additionalProperties, [...path, "owner"]));
  }
  if (schema.items) fields.push(...plainFields(schema.items, [...path, 0]));
  schema.prefixItems?.forEach((inner, i) => fields.push(...plainFields(inner, [...path, i])));
  for (const inner of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) fields.push(...plainFields(inner, path));
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

/** Whether the field exists beside this backend: a wrong value is then the only problem. */
function known(path: Path, which: number): boolean {
  const result = validate(withValue(path, null, which));
  return "problems" in result && result.problems.every(({ message }) => !message.startsWith("unknown key"));
}

/** What a text is put into: every plain field that has a say in what is synthesized, and the names of tags. */
const fields: Readonly<Record<string, (text: string) => ConfigFile>> = {
  "a tag's name": (text) => lab((config) => (config.tags = { [text]: "net" })),
  ...Object.fromEntries(
    plainFields(JSON.parse(jsonSchema()) as Schema)
      .filter(([first]) => first !== "$schema")
      .map((path) => {
        const which = [0, 1, 2].find((base) => known(path, base));
        if (which === undefined) throw new Error(`no base has the field ${path.join(".")}; add one`);
        return [path.join("."), (text: string) => withValue(path, text, which)];
      }),
  ),
};

/** How many lines the router is told. */
function routerLines(texts: readonly string[]): number {
  const locals = texts.map((text) => (JSON.parse(text) as { locals?: Record<string, string[]> }).locals ?? {});
  return locals.flatMap((one) => Object.values(one).flat()).length;
}
const LAB_LINES = routerLines(Object.values(synthesizeText(lab())));

test("the schema's fields are found", () => {
  expect(Object.keys(fields)).toEqual(
    expect.arrayContaining([
      "location",
      "adminUsername",
      "sharedKeys",
      "tags.owner",
      "gateway.name",
      "gateway.maxTunnels",
      "sites.0.catalyst.image.sku",
      "sites.0.connections.0.name",
      "siteDefaults.testVm.enabled",
      "backend.type",
      "backend.keyPrefix",
    ]),
  );
  expect(Object.keys(fields).length).toBeGreaterThan(150);
});

test.each(Object.entries(fields))("%s refuses hostile text with a reason, or carries it literally", (_, configWith) => {
  for (const [what, text] of Object.entries(HOSTILE)) {
    const config = configWith(text);
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
    expect(texts.join("\n")).toContain(JSON.stringify(text).slice(1, -1));
  }
});

test("$schema is for editors: nothing of it is synthesized", () => {
  const $schema = Object.values(HOSTILE).join(" ");
  expect(synthesizeText(lab((config) => (config.$schema = $schema)))).toEqual(synthesizeText(lab()));
});
