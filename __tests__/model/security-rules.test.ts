import { parsePrefix } from "../../lib/addressing/cidr";
import { ikeRules, networkRules, ruleName } from "../../lib/model/security-rules";

const v4 = (cidr: string) => parsePrefix(cidr, "ipv4");
const v6 = (cidr: string) => parsePrefix(cidr, "ipv6");
const hub = { ipv4: [v4("10.1.0.0/24")], ipv6: [v6("2001:db8:1::/48")] };
const branch = { ipv4: [v4("10.2.0.0/24"), v4("10.3.0.0/24")], ipv6: [] };

/** A rule as a line: Azure's name and priority, protocol, from, to, port. */
const line = (rule: ReturnType<typeof networkRules>[number]) =>
  [ruleName(rule), rule.priority, rule.protocol, rule.sources, rule.destinations ?? "any", rule.port].join(" | ");

test("everything between the networks is let in, family by family, and SSH from nowhere", () => {
  expect(networkRules({ networks: [hub, branch] }).map(line)).toEqual([
    "allow-vpn-ipv4 | 105 | * | 10.1.0.0/24,10.2.0.0/24,10.3.0.0/24 | 10.1.0.0/24,10.2.0.0/24,10.3.0.0/24 | *",
    "allow-vpn-ipv6 | 106 | * | 2001:db8:1::/48 | 2001:db8:1::/48 | *",
  ]);
});

test("a family without an address has no rule, which Azure would refuse", () => {
  expect(networkRules({ networks: [branch, branch] }).map(ruleName)).toEqual(["allow-vpn-ipv4"]);
});

test("SSH is let in from the administrators, each family to addresses of its own", () => {
  const adminSourcePrefixes = [v6("2001:db8:f::/48"), v4("192.0.2.0/24"), v4("198.51.100.0/24")];
  const sshHosts = [
    { ipv4: "10.1.0.4", ipv6: "2001:db8:1:1::4" },
    { ipv4: "10.1.0.5", ipv6: "2001:db8:1:1::5" },
  ];
  expect(networkRules({ networks: [branch], adminSourcePrefixes, sshHosts }).map(line)).toEqual([
    "allow-ssh-ipv4 | 100 | Tcp | 192.0.2.0/24,198.51.100.0/24 | 10.1.0.4,10.1.0.5 | 22",
    "allow-vpn-ipv4 | 105 | * | 10.2.0.0/24,10.3.0.0/24 | 10.2.0.0/24,10.3.0.0/24 | *",
    "allow-ssh-ipv6 | 101 | Tcp | 2001:db8:f::/48 | 2001:db8:1:1::4,2001:db8:1:1::5 | 22",
  ]);
  expect(networkRules({ networks: [branch], adminSourcePrefixes: [v4("192.0.2.0/24")] }).map(line)).toEqual([
    "allow-ssh-ipv4 | 100 | Tcp | 192.0.2.0/24 | any | 22",
    "allow-vpn-ipv4 | 105 | * | 10.2.0.0/24,10.3.0.0/24 | 10.2.0.0/24,10.3.0.0/24 | *",
  ]);
});

test("IKE and NAT-T are let in from the gateway to the router, on their ports, beside the rules of the networks", () => {
  const ike = ikeRules(["203.0.113.1", "203.0.113.2"], ["10.2.0.36"]);
  expect(ike.map(line)).toEqual([
    "allow-ike | 110 | Udp | 203.0.113.1,203.0.113.2 | 10.2.0.36 | 500",
    "allow-nat-t | 120 | Udp | 203.0.113.1,203.0.113.2 | 10.2.0.36 | 4500",
  ]);
  const all = [...ike, ...networkRules({ networks: [hub], adminSourcePrefixes: [...hub.ipv4, ...hub.ipv6] })];
  expect(new Set(all.map(({ priority }) => priority)).size).toBe(6);
  expect(new Set(all.map(ruleName)).size).toBe(6);
});
