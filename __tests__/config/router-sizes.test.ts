import {
  obstacle,
  RECOMMENDED_ROUTER_SIZE,
  RECOMMENDED_TEST_SIZE,
  retirement,
  ROUTER_SIZES,
} from "../../config/router-sizes";

test("Cisco's sizes take a router", () => {
  for (const [size, { interfaces }] of Object.entries(ROUTER_SIZES)) {
    expect([size, obstacle(size)]).toEqual([size, undefined]);
    expect(interfaces).toBeGreaterThanOrEqual(3);
  }
});

test("the recommended sizes are of series that stay", () => {
  expect(ROUTER_SIZES).toHaveProperty(RECOMMENDED_ROUTER_SIZE);
  expect([RECOMMENDED_ROUTER_SIZE, RECOMMENDED_TEST_SIZE].map(retirement)).toEqual([undefined, undefined]);
});

const TWO_INTERFACES = "takes 2 network interfaces, and the router has 3";
const ARM = "has an Arm processor, and the router's image is for x64";
const GENERATION_2 = "boots images of Generation 2 only, and the router's is of Generation 1";
const NOT_ACCELERATED = "has no accelerated networking, which the router's interfaces ask for";

test.each<[string, string[]]>([
  [
    TWO_INTERFACES,
    [
      "Standard_B1s",
      "Standard_B1ls",
      "Standard_B8s_v2",
      "Standard_B2ts_v2",
      "Standard_D2as_v4",
      "Standard_D4ds_v5",
      "Standard_D4_v3",
      "Standard_E4s_v3",
      "Standard_E4-2s_v5",
      "Standard_F4s_v2",
      "Standard_DS2_v2",
      "Standard_D11_v2",
      "Standard_A2_v2",
      "Standard_F2",
    ],
  ],
  [ARM, ["Standard_D8ps_v5", "Standard_D8pds_v6", "Standard_E16pds_v5", "Standard_B16pls_v2"]],
  [GENERATION_2, ["Standard_D8s_v6", "Standard_D16als_v7", "Standard_DC8as_v5", "Standard_EC8as_v5"]],
  [
    NOT_ACCELERATED,
    ["Standard_B4ms", "Standard_B8ms", "Standard_B2s", "Standard_A4_v2", "Standard_A8m_v2", "Basic_A4"],
  ],
])("a size is ruled out where it %s", (reason, sizes) => {
  expect(sizes.map((size) => [size, obstacle(size)])).toEqual(sizes.map((size) => [size, reason]));
});

test.each([
  "Standard_D8_v3",
  "Standard_D8s_v5",
  "Standard_D8as_v5",
  "Standard_E8ds_v5",
  "Standard_F8s_v2",
  "Standard_B16ms",
])("%s is not ruled out: nothing is known against it", (size) => {
  expect(obstacle(size)).toBeUndefined();
});

test.each([
  ["Standard_DS3_v2", "2028-05-01"],
  ["Standard_D3", "2028-05-01"],
  ["Standard_F16s_v2", "2028-11-15"],
  ["Standard_B1s", "2028-11-15"],
  ["Standard_B20ms", "2028-11-15"],
  ["Standard_D8_v3", "2029-11-15"],
  ["Standard_E8s_v3", "2029-11-15"],
  ["Standard_D8_v4", undefined],
  ["Standard_F8as_v6", undefined],
])("%s retires on %s", (size, date) => {
  expect(retirement(size)).toBe(date);
});
