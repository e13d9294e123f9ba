import { displayName, isKnownRegion, lacksZones, nearestRegion } from "../../config/regions";

test.each([
  ["UK South", "uksouth"],
  ["uksuth", "uksouth"],
  ["West Europe", "westeurope"],
  ["mars", undefined],
])("knows which region %s means", (text, meant) => {
  expect(nearestRegion(text)).toBe(meant);
});

test("knows regions with zones, without them, and those that it does not know", () => {
  const regions = ["uksouth", "ukwest", "moonbase1"];
  expect(regions.map((name) => [isKnownRegion(name), lacksZones(name)])).toEqual([
    [true, false],
    [true, true],
    [false, false],
  ]);
});

test.each([
  ["uksouth", "UK South"],
  ["eastus2", "East US 2"],
  ["jioindiawest", "Jio India West"],
  ["moonbase1", undefined],
])("%s is %s to people", (name, displayed) => {
  expect(displayName(name)).toBe(displayed);
});
