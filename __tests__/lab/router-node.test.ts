import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ShownState } from "../../lab/inputs";
import { topologyOf } from "../../lab/topology";
import { configureRouter, configureTunnel, metricOf } from "../../lab/router-node";
import { readRouterConfig } from "../../lib/router/reader";
import { routerOf, surroundings } from "../helpers/premises";

// Nothing is run here: what would be is looked at.
jest.mock("node:child_process");
const execFile = jest.mocked(execFileSync).mockReturnValue("");
beforeEach(() => execFile.mockClear());

const fixture = (name: string) => readFileSync(join(__dirname, "../fixtures", name), "utf8");
const state = (name: string) => ShownState.parse(name, fixture(name));
const topology = topologyOf(state("gateway-state.json"), state("site-state.json"));
const file = fixture("cat-tunnels.cfg").replace(/^.* Null0.*\n/gm, "");

const commands = () =>
  execFile.mock.calls.map(([, args, options]) =>
    [...(args ?? []), (options as { input?: string } | undefined)?.input ?? ""].join(" ").trim(),
  );
const configured = (text: string) => {
  configureRouter(topology, readRouterConfig(text));
  return commands();
};
const matching = (list: readonly string[], pattern: RegExp) => list.filter((one) => pattern.test(one));

test("an interface that the file leaves shut has no link and no address", () => {
  const list = configured(file.replace(/(GigabitEthernet2\n(?: .*\n)*?) no shut\n/, "$1"));
  expect(matching(list, /link set eth\d up/).map((one) => one.slice(-8))).toEqual(
    ["eth1 up", "eth3 up"].map((one) => ` ${one}`),
  );
  expect(matching(list, /eth2/).map((one) => one.replace(/^-n \S+ /, ""))).toEqual([
    "link set eth2 down",
    "addr flush dev eth2",
    expect.stringContaining("route replace 203.0.113.4/32 via 10.2.0.33 dev eth2"),
  ]);
});

test("an interface has its IPv6 address alone, as Azure's DHCP gives it", () => {
  const added = matching(configured(file), /addr add .*:/);
  expect(added).toHaveLength(3);
  for (const one of added) expect(one).toContain("/128 dev eth");
});

test("IPv6 is forwarded where the file says so", () => {
  const forwarding = (text: string) => matching(configured(text), /conf\/all\/forwarding/)[0];
  expect(forwarding(file)).toContain("echo 1 >");
  execFile.mockClear();
  expect(forwarding(file.replace("ipv6 unicast-routing\n", ""))).toContain("echo 0 >");
});

test("a discard route is a blackhole, worse than the tunnels, and a host route may name its interface", () => {
  const lines = [
    "ip route 10.9.0.0 255.255.0.0 Null0 250",
    "ipv6 route 2001:db8:9::/48 Null0 250",
    "ip route 192.0.2.4 255.255.255.255 GigabitEthernet2 10.2.0.33",
  ];
  const list = configured(file.replace("line vty", `${lines.join("\n")}\nline vty`)).map((one) =>
    one.replace(/^-n \S+ /, ""),
  );
  expect(list).toEqual(
    expect.arrayContaining([
      "route replace blackhole 10.9.0.0/16 proto static metric 25000",
      "-6 route replace blackhole 2001:db8:9::/48 proto static metric 25000",
      "route replace 192.0.2.4/32 via 10.2.0.33 dev eth2 proto static metric 100",
    ]),
  );
  expect(metricOf({}) + 1).toBeLessThan(metricOf({ distance: 250 }));
});

test("a tunnel interface has the MTU of the file and bounds what both ends of TCP announce", () => {
  const [tunnel] = readRouterConfig(file).tunnels;
  configureTunnel("ipsec0", { ...tunnel!, mtu: { ipv4: 1300, ipv6: 1400 }, mss: { ipv4: 1250 } });
  const [mtu, rules] = commands();
  expect(mtu).toContain("link set ipsec0 mtu 1300");
  expect(rules!.match(/meta nfproto .*/g)).toEqual([
    "meta nfproto ipv4 iifname ipsec0 tcp option maxseg size > 1250 tcp option maxseg size set 1250",
    "meta nfproto ipv4 oifname ipsec0 tcp option maxseg size > 1250 tcp option maxseg size set 1250",
  ]);
});

test("an interface in a VRF is reached by the routes of its own table alone, a default route among them", () => {
  const list = (configureRouter(topology, readRouterConfig(fixture("mesh-tunnels.cfg"))), commands()).map((one) =>
    one.replace(/^-n \S+ /, ""),
  );
  expect(matching(list, /^rule add/)).toEqual([
    "rule add from 10.2.0.36 table 1000 protocol static",
    "rule add iif eth2 table 1000 protocol static",
    "rule add from 10.2.0.68 table 1001 protocol static",
    "rule add iif eth3 table 1001 protocol static",
  ]);
  expect(matching(list, /^-6 rule add/)).toHaveLength(4);
  expect(matching(list, /^route replace .*table/)).toEqual([
    "route replace unreachable default table 1000 proto static metric 4294967294",
    "route replace unreachable default table 1001 proto static metric 4294967294",
    "route replace default via 10.2.0.33 dev eth2 onlink table 1000 proto static metric 25401",
    "route replace default via 10.2.0.65 dev eth3 onlink table 1001 proto static metric 25402",
  ]);
  // Neither its subnet nor a host route is in the global table.
  expect(matching(list, /addr add 10\./).map((one) => one.split(" ")[2])).toEqual([
    "10.2.0.4/27",
    "10.2.0.36/32",
    "10.2.0.68/32",
  ]);
  expect(list.join("\n")).not.toContain("203.0.113.");
});

describe("of a site on premises", () => {
  const configuredAt = (example: string, name: string) => {
    const refused = configureRouter(surroundings(example, name), routerOf(example, name));
    return { refused, list: commands().map((one) => one.replace(/^-n \S+ /, "")) };
  };

  test("interfaces are up without a word of the file, next hops are on their links, and networks behind are reached", () => {
    const { list } = configuredAt("two-providers", "oslo");
    expect(matching(list, /link set eth\d up/)).toHaveLength(3);
    expect(matching(list, /conf\/all\/forwarding/)[0]).toContain("echo 1 >");
    expect(matching(list, /^route replace (?!blackhole)/)).toEqual([
      "route replace default via 198.18.0.1 dev eth1 proto static metric 25400",
      "route replace 203.0.113.4/32 via 198.51.100.9 dev eth2 onlink proto static metric 100",
      "route replace 203.0.113.5/32 via 10.0.0.1 dev eth3 onlink proto static metric 100",
      "route replace 10.20.0.6/32 via 198.18.0.1 dev eth1 proto static metric 100",
      "route replace 192.168.7.6/32 via 198.18.0.1 dev eth1 proto static metric 100",
    ]);
    expect(matching(list, /^-6 route replace (?!blackhole)/)).toEqual([
      "-6 route replace default via fe80::1234:5678:9abc dev eth1 proto static metric 200",
      "-6 route replace 2001:db8:20::6/128 via fe80::1234:5678:9abc dev eth1 proto static metric 100",
    ]);
  });

  test("dhcp as next hop is the provider's router", () => {
    expect(matching(configuredAt("behind-a-firewall", "bergen").list, / 203\.0\.113\.\d\/32 /)).toEqual(
      ["4", "5"].map(
        (last) => `route replace 203.0.113.${last}/32 via 198.18.1.1 dev eth2 onlink proto static metric 100`,
      ),
    );
  });

  test("a VRF that the router has holds its interface and the file's routes for it, and one that it has not holds none", () => {
    const { list } = configuredAt("ipv4-branches", "oslo");
    expect(matching(list, /203\.0\.113\.\d\/32/)).toEqual([
      "route replace 203.0.113.4/32 via 198.51.100.9 dev eth2 onlink table 1000 proto static metric 100",
      "route replace 203.0.113.5/32 via 203.0.113.17 dev eth3 onlink table 1001 proto static metric 100",
      "route replace 203.0.113.5/32 via 198.51.100.9 dev eth2 onlink table 1000 proto static metric 100",
      "route replace 203.0.113.4/32 via 203.0.113.17 dev eth3 onlink table 1001 proto static metric 100",
    ]);
    const router = routerOf("ipv4-branches", "oslo");
    const other = { ...router, ipv4Routes: router.ipv4Routes.map((one) => (one.vrf ? { ...one, vrf: "WAN" } : one)) };
    expect(configureRouter(surroundings("ipv4-branches", "oslo"), other)[0]).toBe(
      "203.0.113.4/32 via GigabitEthernet0/0/0: no interface is in VRF WAN",
    );
  });
});
