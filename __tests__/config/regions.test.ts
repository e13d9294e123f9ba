import { isKnownRegion, lacksZones, nearestRegion } from "../../config/regions";

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
