import { ping } from "../../lib/evidence/ping";
import { shown } from "../helpers/shown";

test.each([
  ["ping", { target: "10.1.0.4", source: "10.2.0.4", sent: 5, received: 5 }],
  ["ping-ipv6", { target: "2001:db8:1:1::4", source: "2001:db8:2:1::4", vrf: "az-WAN2", sent: 5, received: 1 }],
])("reads the file %s", (name, expected) => {
  expect(ping.parse(shown(name))).toEqual({ found: [expected], unreadable: [] });
});

test("knows the VRF of the command, and needs no source", () => {
  const lines = shown("ping").filter((line) => !line.includes("source"));
  expect(ping.parse(lines, "vrf az-WAN2 10.1.0.4").found).toEqual([
    { target: "10.1.0.4", vrf: "az-WAN2", sent: 5, received: 5 },
  ]);
});

test("a ping that was stopped is unreadable", () => {
  const lines = shown("ping").filter((line) => !line.includes("Success"));
  expect(ping.parse(lines)).toMatchObject({ found: [], unreadable: [{ why: '"Success rate is" is missing' }] });
});
