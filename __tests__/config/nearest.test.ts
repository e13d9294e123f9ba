import { nearest } from "../../config/nearest";

test.each<[string, string | undefined]>([
  ["locaton", "location"],
  ["loaction", "location"],
  ["LOCATION", "location"],
  ["zone", "zones"],
  ["bgp", undefined],
  ["x", undefined],
  ["x".repeat(100_000), undefined],
])("finds what was meant by %.20s", (text, meant) => {
  expect(nearest(text, ["location", "zones", "sku"])).toBe(meant);
});
