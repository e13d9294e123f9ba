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
const bases: readonly (() => ConfigFile)[] = [
  () =>
    fleet((config) => {
      config.backend = {
        ...{ type: "azurerm", resourceGroupName: "rg", storageAccountName: "tfstate0", containerName: "vpn" },
      };
      config.ipsecPolicy = { dhGroup: "DHGroup2" };
    }),
  () => ({
    location: "uksouth",
    resourceGroup: "vpn",
    adminUsername: "azureadmin",
    backend: { type: "cloud", organization: "acme" },
    ipsecPolicy: { dhGroup: "DHGroup2" },
    gateway: {
      name: "hub-gw",
      existing: { resourceGroup: "hub-rg", virtualNetwork: "hub-vnet" },
      networks: { ipv4: ["10.0.0.0/16"] },
    },
    monitoring: {
      workspace: { existing: { resourceGroup: "central-rg", name: "central-logs" } },
      actionGroup: { existing: { resourceGroup: "central-rg", name: "on-call" } },
    },
    sites: [
      {
        kind: "onPremises",
        name: "oslo",
        networks: { ipv4: ["10.20.0.0/16"] },
        router: { wans: [{ interface: "GigabitEthernet0/0/0", publicAddress: "198.51.100.10" }] },
      },
    ],
  }),
];

const parentOf = (config: unknown, path: Path) =>
  path.slice(0, -1).reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], config) as
    Record<string, unknown> | undefined;

function changed(config: unknown, path: Path, change: (parent: Record<string, unknown>, key: string) => void) {
  change(parentOf(config, path)!, String(path.at(-1)));
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
      "sites.0.router.wans.0.interface",
      "gateway.existing.virtualNetwork",
    ]),
  );
});

describe("a problem elsewhere is still reported where", () => {
  const cases = paths.flatMap((path) =>
    bases
      .filter((base) => Object.hasOwn(parentOf(base(), path) ?? {}, path.at(-1)!))
      .map((base) => [path.join("."), path, base] as const),
  );

  test("for each of them", () => {
    expect(new Set(cases.map(([name]) => name))).toEqual(new Set(paths.map((path) => path.join("."))));
  });

  test.each(cases)("%s is missing or of no use", (name, path, base) => {
    const broken = [
      changed(base(), path, (parent, key) => delete parent[key]),
      ...[null, 7, "${x}", {}, [], [7], true].map((value) =>
        changed(base(), path, (parent, key) => (parent[key] = value)),
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
