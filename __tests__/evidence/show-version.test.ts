import { showVersion } from "../../lib/evidence/show-version";
import { shown } from "../helpers/shown";

test("reads release, host name, licence level and throughput", () => {
  expect(showVersion.parse(shown("version"))).toEqual({
    found: [{ hostname: "oslo", software: "17.15.03a", licenseLevel: "network-advantage", throughputKbps: 250000 }],
    unreadable: [],
  });
});

test("tells a router without a licence level, at the throughput that it starts with", () => {
  expect(showVersion.parse(shown("version-unlicensed")).found).toMatchObject([
    { licenseLevel: "", throughputKbps: 10000 },
  ]);
});

test("reads what a filter leaves", () => {
  const lines = shown("version").filter((line) => /License Level|throughput/.test(line));
  expect(showVersion.parse(lines).found).toEqual([{ licenseLevel: "network-advantage", throughputKbps: 250000 }]);
});

test.each([
  [["The current throughput level is much"], '"The current throughput level is" is not in a known form'],
  [["% Invalid input detected at '^' marker."], "no known line"],
  [[], "no known line"],
])("%j is unreadable", (lines, why) => {
  expect(showVersion.parse(lines)).toEqual({ found: [], unreadable: [{ unreadable: lines.join("\n"), why }] });
});
