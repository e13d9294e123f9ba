import { leads, placeOf, type Problem } from "../../config/problem";
import { validate } from "../../config/validate";
import type { ConfigFile } from "../../config/schema";
import { jsonSchema } from "../../config/schema";
import { example, lab, synthesizeText } from "../helpers/synth";

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
const bases: readonly ConfigFile[] = [
  lab((config) => {
    config.backend = {
      type: "cloud",
      organization: "acme",
      hostname: "app.example.com",
      project: "p",
      workspacePrefix: "v-",
    };
    config.tags = { owner: "net" };
    config.adminSourcePrefixes = ["192.0.2.0/24"];
    config.monitoring = {
      workspace: { existing: { resourceGroup: "central", name: "logs" } },
      actionGroup: { existing: { resourceGroup: "central", name: "on-call" } },
    };
  }),
  lab((config) => {
    const names = { resourceGroupName: "rg", storageAccountName: "tfstate0", containerName: "vpn" };
    config.backend = { type: "azurerm", ...names, keyPrefix: "lab/" };
    config.monitoring = { actionGroup: { emails: ["on-call@example.com"] }, instanceNames: ["a", "b"] };
  }),
  lab((config) => {
    config.backend = { type: "local", folder: "states" };
    config.sitePrefixes = { ipv4: "10.64.0.0/12", ipv6: "2001:db8:100::/40" };
    config.sites[0]!.index = 1;
  }),
  example("examples/existing-hub.json")(),
];

/** A config with `value` at each of `paths`, made from a base. */
function withValue(paths: readonly Path[], value: unknown, base: number): ConfigFile {
  const config = structuredClone(bases[base]!);
  for (const path of paths) {
    let parent = config as unknown as Record<string | number, unknown>;
    for (const [i, key] of path.slice(0, -1).entries()) {
      parent[key] ??= typeof path[i + 1] === "number" ? [] : {};
      parent = parent[key] as Record<string | number, unknown>;
    }
    parent[path.at(-1)!] = value;
  }
  return config;
}

const isUnknownKey = ({ message }: Problem) => message.startsWith("unknown key");

/** Whether a base can have the field: a wrong value is then the only problem. */
function known(path: Path, base: number): boolean {
  const result = validate(withValue([path], null, base));
  return "problems" in result && result.problems.every((one) => leads(path, one.path) && !isUnknownKey(one));
}

/** What a text is put into: every plain field that has a say in what is synthesized. */
const fields = [
  ...new Map(plainFields(JSON.parse(jsonSchema()) as Schema).map((path) => [placeOf(path), path])).values(),
]
  .filter(([first]) => first !== "$schema")
  .map((path) => {
    const base = bases.findIndex((_, which) => known(path, which));
    if (base === -1) throw new Error(`no base has the field ${path.join(".")}; add one`);
    return { path, base };
  });

/** What is wrong with a text where it stands in all fields at once, by its place. */
function wrongTogether(text: string): ReadonlyMap<string, readonly Problem[]> {
  const wrong = new Map<string, Problem[]>();
  for (const which of bases.keys()) {
    // A wrong kind would hide what it is of.
    const together = fields.filter(({ base, path }) => base === which && !/^(kind|type)$/.test(String(path.at(-1))));
    const paths = together.map(({ path }) => path);
    const result = validate(withValue(paths, text, which));
    for (const problem of "problems" in result ? result.problems : []) {
      const place = placeOf(problem.path);
      if (!isUnknownKey(problem)) wrong.set(place, [...(wrong.get(place) ?? []), problem]);
    }
  }
  return wrong;
}
const WRONG = Object.entries(HOSTILE).map(([what, text]) => ({ what, text, wrong: wrongTogether(text) }));

/** How many lines the router is told. */
function routerLines(texts: readonly string[]): number {
  const locals = texts.map((text) => (JSON.parse(text) as { locals?: Record<string, string[]> }).locals ?? {});
  return locals.flatMap((one) => Object.values(one).flat()).length;
}
const LINES = bases.map((config) => routerLines(Object.values(synthesizeText(config))));

test("the schema's fields are found", () => {
  expect(fields.map(({ path }) => path.join("."))).toEqual(
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
  expect(fields.length).toBeGreaterThan(150);
});

/** Refused with reasons that a user can read, or carried into what is synthesized as it is. */
function expectHarmless(what: string, text: string, config: ConfigFile, lines: number): void {
  const result = validate(config);
  if ("problems" in result) return expectReasons(what, result.problems);
  const texts = Object.values(synthesizeText(config));
  // It has added no line to the router's configuration, and nothing that Terraform evaluates.
  expect({ what, lines: routerLines(texts) }).toEqual({ what, lines });
  expect(texts.join("\n")).not.toMatch(/file\(1\)|if true/);
  expect(texts.join("\n")).toContain(JSON.stringify(text).slice(1, -1));
}

function expectReasons(what: string, problems: readonly Problem[]): void {
  const reasons = problems.map(({ message }) => message);
  expect({ what, reasons }).not.toEqual({ what, reasons: [] });
  expect(reasons.join("\n")).not.toMatch(/undefined|\[object|TfToken/);
}

test.each(fields.map(({ path, base }) => [path.join("."), path, base] as const))(
  "%s refuses hostile text with a reason, or carries it literally",
  (_, path, base) => {
    for (const { what, text, wrong } of WRONG) {
      const here = wrong.get(placeOf(path));
      if (here) expectReasons(what, here);
      else expectHarmless(what, text, withValue([path], text, base), LINES[base]!);
    }
  },
);

test("a tag's name refuses hostile text with a reason, or carries it literally", () => {
  for (const [what, text] of Object.entries(HOSTILE)) {
    expectHarmless(what, text, { ...bases[0]!, tags: { [text]: "net" } }, LINES[0]!);
  }
});

test("$schema is for editors: nothing of it is synthesized", () => {
  const $schema = Object.values(HOSTILE).join(" ");
  expect(synthesizeText(lab((config) => (config.$schema = $schema)))).toEqual(synthesizeText(lab()));
});
