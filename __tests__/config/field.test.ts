import { z } from "zod";
import { exampleOf, standIn } from "../../config/field";
import { validate } from "../../config/validate";
import { configSchema, type ConfigFile } from "../../config/schema";
import { fleet } from "../helpers/synth";

type Path = readonly (string | number)[];
interface Schema {
  readonly type?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Every field that a config must have, or must have if it has what the field lies in. */
function requiredFields(schema: Schema, path: Path = []): Path[] {
  const here = (schema.required ?? []).map((key) => [...path, key]);
  const inner = Object.entries(schema.properties ?? {}).flatMap(([key, field]) =>
    requiredFields(field, [...path, key]),
  );
  const items = schema.items ? requiredFields(schema.items, [...path, 0]) : [];
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((one) => requiredFields(one, path));
  return [...here, ...inner, ...items, ...choices];
}
const paths = requiredFields(z.toJSONSchema(configSchema, { io: "input" }) as Schema);

/** Configs that have all of them between them, each with a problem in a place of its own. */
const bases: readonly ConfigFile["backend"][] = [
  { type: "azurerm", resourceGroupName: "rg", storageAccountName: "tfstate0", containerName: "vpn" },
  { type: "cloud", organization: "acme" },
];
const base = (backend: ConfigFile["backend"]) =>
  fleet((config) => Object.assign(config, { backend: structuredClone(backend), ipsecPolicy: { dhGroup: "DHGroup2" } }));

function changed(
  backend: ConfigFile["backend"],
  path: Path,
  change: (parent: Record<string, unknown>, key: string) => void,
) {
  const config = base(backend);
  const parent = path.slice(0, -1).reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], config);
  change(parent as Record<string, unknown>, String(path.at(-1)));
  return config;
}

/** The places of the problems of such a config. */
const places = (config: unknown): string[] => {
  const result = validate(config);
  return "problems" in result ? result.problems.map(({ path }) => path.join(".")) : [];
};

test("the schema's required fields are found", () => {
  expect(paths.map((path) => path.join("."))).toEqual(
    expect.arrayContaining([
      "location",
      "gateway.name",
      "sites.0.name",
      "sitePrefixes.ipv6",
      "backend.storageAccountName",
      "backend.type",
    ]),
  );
});

describe("a problem elsewhere is still reported where", () => {
  const cases = paths.flatMap((path) =>
    bases
      .filter((backend) => path[0] !== "backend" || path[1] === "type" || path[1]! in backend!)
      .map((backend) => [path.join("."), path, backend] as const),
  );
  test.each(cases)("%s is missing or of no use", (name, path, backend) => {
    const broken = [
      changed(backend, path, (parent, key) => delete parent[key]),
      ...[null, 7, "${x}", {}, [], [7], true].map((value) =>
        changed(backend, path, (parent, key) => (parent[key] = value)),
      ),
    ];
    for (const config of broken) {
      const found = places(config);
      expect(found).toContain("ipsecPolicy.dhGroup");
      // Only what lies there, and nothing that comes of what stands in for it.
      const others = found.filter((place) => place !== "ipsecPolicy.dhGroup");
      expect(others.filter((place) => !place.startsWith(name))).toEqual([]);
      expect(others).not.toEqual([]);
    }
  });
});

test("every field's example is one that the field takes", () => {
  const unwrap = (schema: z.core.$ZodType): z.core.$ZodType =>
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
      ? unwrap(schema.unwrap())
      : schema;
  let count = 0;
  const visit = (schema: z.core.$ZodType): void => {
    const example = exampleOf(schema);
    if (example !== undefined) {
      count++;
      expect(z.safeParse(schema, example)).toHaveProperty("success", true);
    }
    const inner = unwrap(schema);
    if (inner instanceof z.ZodObject) Object.values(inner.shape).forEach(visit);
    if (inner instanceof z.ZodArray && unwrap(inner.element) instanceof z.ZodObject) visit(inner.element);
  };
  visit(configSchema);
  expect(count).toBeGreaterThan(50);
});

test("fails when a required field has no example", () => {
  expect(() => standIn(z.strictObject({ a: z.string() }), 1)).toThrow("a required string of the schema has no example");
});
