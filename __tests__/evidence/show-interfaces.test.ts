import { showInterfaces } from "../../lib/evidence/show-interfaces";
import { shown } from "../helpers/shown";

const states = [
  { interface: "GigabitEthernet3", status: "administratively down", isProtocolUp: false },
  { interface: "Tunnel0", status: "up", isProtocolUp: true, protection: "az-IPSEC0" },
  { interface: "Tunnel1", status: "up", isProtocolUp: false, protection: "az-IPSEC1" },
];

test("reads the line protocol and what protects a tunnel, from the whole and from what a filter leaves", () => {
  const lines = shown("interfaces");
  expect(showInterfaces.parse(lines)).toEqual({ found: states, unreadable: [] });
  const filtered = lines.filter((line) => /line protocol|protection/.test(line));
  expect(showInterfaces.parse(filtered)).toEqual({ found: states, unreadable: [] });
});

test("a tunnel that nothing protects has no protection", () => {
  const lines = shown("interfaces").filter((line) => !line.includes("az-IPSEC0"));
  expect(showInterfaces.parse(lines).found[1]).toEqual({ ...states[1], protection: undefined });
});

test.each([
  ["line protocol is down ", "line protocol is odd ", '"line protocol is" is not in a known form'],
  ['via IPSec (profile "az-IPSEC1")', "by hand", ""],
])("an interface with %j as %j", (what, by, why) => {
  const { found, unreadable } = showInterfaces.parse(shown("interfaces").map((line) => line.replace(what, by)));
  if (why) expect(unreadable).toEqual([{ unreadable: expect.stringContaining("Tunnel1"), why }]);
  else expect(found[2]).toEqual({ ...states[2], protection: undefined });
});
