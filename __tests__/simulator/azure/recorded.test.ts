import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DATA_SOURCES } from "../../../simulator/azure/data-sources";
import { idOf } from "../../../simulator/azure/ids";
import { providerBlock, recordedBlock, recordedDataBlock } from "../../../simulator/azure/recorded";
import { TYPES } from "../../../simulator/azure/types";
import type { AttributeSchema, Block } from "../../../simulator/protocol/schema";

const types = Object.keys(TYPES);

/** Every attribute and block at any depth, by its path. */
function flat({ attributes, blocks = {} }: Block, prefix = ""): Record<string, AttributeSchema | string> {
  return Object.assign(
    Object.fromEntries(Object.entries(attributes).map(([name, one]) => [prefix + name, one])),
    ...Object.entries(blocks).flatMap(([name, block]) => [
      { [prefix + name]: `${block.nesting} of blocks` },
      flat(block, `${prefix}${name}.`),
    ]),
  ) as Record<string, AttributeSchema | string>;
}

test.each(types)("what stands beside the schema of %s is in the schema", (type) => {
  const { replaces = [], defaults = {}, computedBlocks = [] } = TYPES[type]!.completion;
  const known = Object.keys(flat(recordedBlock(type)));
  expect(known).toEqual(expect.arrayContaining([...replaces, ...Object.keys(defaults), ...computedBlocks]));
});

test.each(types)("an id of %s is made of attributes that its schema has", (type) => {
  const given = Object.fromEntries(Object.keys(recordedBlock(type).attributes).map((name) => [name, "given"]));
  expect(idOf(TYPES[type]!.path, { ...given, subscription: "subscription" })).not.toContain("undefined");
});

describe("the schema of the provider that the bindings were made of, 4.55.0, which the JSON is written for", () => {
  const file = join(__dirname, "../../fixtures/azurerm-4.55.0/schema.json");
  const { provider, resources, data } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly provider: Block;
    readonly resources: Readonly<Record<string, Block>>;
    readonly data: Readonly<Record<string, Block>>;
  };
  const without = ({ computed: _, sensitive: __, deprecated: ___, ...rest }: AttributeSchema) => rest;
  const facts = (block: Block) =>
    Object.fromEntries(
      Object.entries(flat(block)).map(([path, one]) => [path, typeof one === "string" ? one : without(one)]),
    );

  test.each([["provider", provider, providerBlock] as const])("%s: nothing was taken away since", (_, old, now) => {
    expect(facts(now)).toMatchObject(facts(old));
  });

  test.each(types)("%s: nothing was taken away since, or has another type", (type) => {
    expect(facts(recordedBlock(type))).toMatchObject(facts(resources[type]!));
  });

  test.each(Object.keys(DATA_SOURCES))("the data source %s: nothing was taken away since", (type) => {
    expect(facts(recordedDataBlock(type))).toMatchObject(facts(data[type]!));
  });

  test("has the types that are simulated", () => {
    expect(Object.keys(resources).sort()).toEqual([...types].sort());
  });
});

test("fails when a type is not recorded, and says how to add it", () => {
  expect(() => recordedBlock("azurerm_storage_account")).toThrowErrorMatchingInlineSnapshot(
    `"the simulator does not know azurerm_storage_account; add its schema, which terraform providers schema -json prints with azurerm 4.81.0, to simulator/azure/schema/azurerm-4.81.0.json, and what no schema says to a file of its own in simulator/azure/types, which types.ts lists"`,
  );
});

test("fails when a data source is not recorded, and says how to add it", () => {
  expect(() => recordedDataBlock("azurerm_nat_gateway")).toThrowErrorMatchingInlineSnapshot(
    `"the simulator does not know the data source azurerm_nat_gateway; add its schema, which terraform providers schema -json prints with azurerm 4.81.0, to simulator/azure/schema/azurerm-4.81.0.json, and where it differs from the resource type of that name to simulator/azure/data-sources.ts"`,
  );
});
