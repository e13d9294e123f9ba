import { showPlatformThroughput } from "../../lib/evidence/show-platform-throughput";
import { shown } from "../helpers/shown";

test.each([
  [shown("throughput-level"), { enforcedKbps: "unthrottled" }],
  [["The current throughput level is 10000 kb/s"], { enforcedKbps: 10000 }],
  [shown("throughput-crypto"), { enforcedKbps: 2_500_000, configured: "T1" }],
])("reads %j", (lines, throughput) => {
  expect(showPlatformThroughput.parse(lines)).toEqual({ found: [throughput], unreadable: [] });
});

test("a rate in another form is unreadable", () => {
  const lines = ["Current enforced crypto throughput level: T9"];
  expect(showPlatformThroughput.parse(lines)).toMatchObject({ found: [], unreadable: [{ unreadable: lines[0] }] });
});
