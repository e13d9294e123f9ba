import { readFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchema } from "../../config/schema";
import { lab } from "../helpers/synth";

const file = readFileSync(join(__dirname, "../../config/schema.json"), "utf8");

test("config/schema.json is fresh; else run npm run schema", () => {
  expect(file).toBe(jsonSchema());
});

test("the lab's file names it, for editors", () => {
  expect(lab().$schema).toBe("./schema.json");
});

test("knows what is required, and every key has its type", () => {
  const { required, additionalProperties, properties } = JSON.parse(file);
  expect(required).toEqual(["location", "resourceGroup", "adminUsername", "gateway", "sites"]);
  expect(additionalProperties).toBe(false);
  expect(properties.gateway.required).toEqual(["name"]);
  expect(properties.sites.items.oneOf.map((one: { required: string[] }) => one.required)).toEqual([
    ["name"],
    ["kind", "name", "networks", "router"],
  ]);
});
