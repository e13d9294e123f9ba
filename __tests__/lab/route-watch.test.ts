import { downtime, routeEvent, type RouteEvent } from "../../lab/route-watch";

const TUNNELS = [
  ["cat ipsec0", "vnet gw0"],
  ["cat ipsec1", "vnet gw1"],
];
const event = (at: number, way: string, there: boolean, prefix = "10.1.0.0/16"): RouteEvent => ({
  at,
  way,
  prefix,
  there,
});
const gone = (at: number, way: string, prefix?: string) => event(at, way, false, prefix);
const back = (at: number, way: string, prefix?: string) => event(at, way, true, prefix);

describe("a line of ip monitor", () => {
  const read = (line: string) => {
    const { at, ...others } = routeEvent("cat", `[2026-11-26T06:36:55.250000] ${line}`)!;
    return { ...others, fraction: Math.round((at % 1) * 100) };
  };

  test("says which route comes or goes, and when", () => {
    expect(read("10.1.0.0/16 dev ipsec0 scope link metric 10 ")).toEqual({
      way: "cat ipsec0",
      prefix: "10.1.0.0/16",
      there: true,
      fraction: 25,
    });
    expect(read("Deleted fd00:1::/48 via fd00::1 dev gw0 metric 10 onlink pref medium")).toEqual({
      way: "cat gw0",
      prefix: "fd00:1::/48",
      there: false,
      fraction: 25,
    });
  });

  test("about an address of the node's own is passed over", () => {
    const line = "[2026-11-26T06:36:55.902468] local fe80::1 dev d1 table local proto kernel metric 0 pref medium";
    expect(routeEvent("cat", line)).toBeUndefined();
  });
});

describe("downtime", () => {
  test("is nothing where no route changes", () => {
    expect(downtime([], TUNNELS, 9)).toEqual({ each: [0, 0], together: undefined });
  });

  test("lasts from the first route that goes to the last that comes back, at either end and in either family", () => {
    const events = [
      gone(1, "cat ipsec0"),
      gone(2, "cat ipsec0", "fd00:1::/48"),
      gone(3, "vnet gw0"),
      back(4, "cat ipsec0"),
      back(5, "cat ipsec0", "fd00:1::/48"),
      back(6, "vnet gw0"),
    ];
    expect(downtime(events, TUNNELS, 9)).toEqual({ each: [5, 0], together: undefined });
  });

  test("lasts while one of two routes at the same end is gone", () => {
    const events = [gone(1, "cat ipsec0"), gone(1, "cat ipsec0", "fd00:1::/48"), back(2, "cat ipsec0")];
    expect(downtime(events, TUNNELS, 4)).toEqual({ each: [3, 0], together: undefined });
  });

  test("of one tunnel after the other is none of both together", () => {
    const events = [gone(1, "cat ipsec0"), back(2, "cat ipsec0"), gone(3, "vnet gw1"), back(5, "vnet gw1")];
    expect(downtime(events, TUNNELS, 9)).toEqual({ each: [1, 2], together: undefined });
  });

  test("of both together counts however the events of two nodes are mixed, and to the end", () => {
    const events = [gone(4, "vnet gw1"), gone(1, "cat ipsec0"), back(6, "cat ipsec0")];
    expect(downtime(events, TUNNELS, 9)).toEqual({ each: [5, 5], together: 2 });
  });

  test("of both together is seen, however short", () => {
    const events = [gone(1, "cat ipsec0"), gone(2, "cat ipsec1"), back(2, "cat ipsec0")];
    expect(downtime(events, TUNNELS, 2)).toEqual({ each: [1, 0], together: 0 });
  });

  test("takes no notice of routes into no tunnel", () => {
    expect(downtime([gone(1, "cat eth2"), gone(1, "vnet ipsec0")], TUNNELS, 9).each).toEqual([0, 0]);
  });
});
