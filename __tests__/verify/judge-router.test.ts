import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readRouterConfig } from "../../lib/router/reader";
import { judgeRouter } from "../../lib/verify/judge-router";
import { routerEvidence } from "../../lib/evidence/router-evidence";
import { showCommands } from "../../lib/evidence/show-commands";
import { rootCause, worst } from "../../lib/verify/verdict";
import { healthy, terminalOf, type RouterState, type TunnelState } from "../helpers/showing-router";

const fileOf = (name: string) => readRouterConfig(readFileSync(join(__dirname, "../fixtures", `${name}.cfg`), "utf8"));
const FILES = [
  "cat-tunnels",
  "single-tunnels",
  "mesh-tunnels",
  "on-premises/two-providers-oslo",
  "on-premises/behind-a-firewall-bergen",
  "on-premises/ipv4-branches-oslo",
  "on-premises/ipv4-branches-tromso",
];
const cat = fileOf("cat-tunnels");

const judged = (state: RouterState, file = cat, commands = showCommands(file)) =>
  judgeRouter(file, routerEvidence(terminalOf(file, state, commands)));
/** The lab's router with other states of its tunnels, or with other routes. */
const broken = (first: Partial<TunnelState>, second: Partial<TunnelState> = {}, more: Partial<RouterState> = {}) => {
  const state = healthy(cat);
  const [a, b] = state.tunnels;
  return judged({
    ...state,
    tunnels: [
      { ...a!, ...first },
      { ...b!, ...second },
    ],
    ...more,
  });
};

test.each(FILES)("a router that runs %s as it should is healthy in every check", (name) => {
  const file = fileOf(name);
  const verdicts = judged(healthy(file), file);
  expect(verdicts.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
  expect(verdicts.length).toBeGreaterThan(file.tunnels.length * 3);
});

describe("names first what is wrong", () => {
  const without = (via: RegExp) => (list: typeof cat.ipv4Routes) => list.filter((one) => !via.test(one.via));
  test.each<[string, ReturnType<typeof judgeRouter>, string, string, RegExp]>([
    ["the gateway does not answer", broken({ ike: "IN-NEG" }), "Tunnel0: IKE SA", "failed", /drops UDP 500/],
    ["the router does not ask", broken({ ike: "none" }), "Tunnel0: IKE SA", "failed", /does not ask at all/],
    ["the tunnel is shut", broken({ ike: "none", shut: true }), "Tunnel0: interface", "failed", /no shutdown/],
    [
      "an instance is reached by another interface",
      broken(
        { ike: "IN-NEG" },
        {},
        {
          routes: (list) =>
            list.map((one) =>
              one.prefix === "203.0.113.4/32" ? { ...one, via: "GigabitEthernet1", nextHop: "10.2.0.1" } : one,
            ),
        },
      ),
      "Tunnel0: IKE SA",
      "failed",
      /^203\.0\.113\.4 is reached by GigabitEthernet1 10\.2\.0\.1, where the file has GigabitEthernet2/,
    ],
    [
      "an instance has no route of its own",
      broken({ ike: "IN-NEG" }, {}, { routes: without(/^GigabitEthernet2$/) }),
      "Tunnel0: IKE SA",
      "failed",
      /^203\.0\.113\.4 is reached by no route of its own/,
    ],
    [
      "the router runs another IKE policy",
      broken({ encryption: "AES-CBC, keysize: 256" }),
      "Tunnel0: IKE algorithms",
      "degraded",
      /runs another policy than its file/,
    ],
    [
      "the router runs another transform set",
      broken({}, { transform: "esp-256-aes esp-sha256-hmac" }),
      "Tunnel1: IPv4 flow",
      "degraded",
      /another transform set than its file/,
    ],
    [
      "ESP does not come up",
      broken({ families: [] }),
      "Tunnel0: IPv4 flow",
      "failed",
      /^The router's ESP algorithms are others than Azure's/,
    ],
    [
      "Azure has no IPv6 prefix of the site",
      broken({ families: ["ipv4"] }),
      "Tunnel0: IPv6 flow",
      "failed",
      /local network gateway in Azure has no IPv6 prefix/,
    ],
    [
      "nothing comes back",
      broken({ received: 0 }, { received: 0 }),
      "Tunnel0: traffic",
      "degraded",
      /far side does not answer/,
    ],
    [
      "answers go by another way",
      broken({ sent: 0 }, { sent: 0 }),
      "Tunnel0: traffic",
      "degraded",
      /answers by another way/,
    ],
    [
      "the licence level is not active",
      judged({ ...healthy(cat), licenceLevel: "" }),
      "licence level",
      "failed",
      /becomes active with a reload/,
    ],
    [
      "the level of throughput is not that of the file",
      judged({ ...healthy(cat), throughputKbps: 10000 }),
      "throughput level",
      "degraded",
      /after the reload/,
    ],
    [
      "the route through a tunnel was removed",
      broken({}, {}, { routes: without(/^Tunnel1$/) }),
      "route to 10.1.0.0/24",
      "degraded",
      /look at Tunnel1 first\. Where that is up, the route was removed/,
    ],
    [
      "the route to the site's network was removed",
      broken({}, {}, { routes: without(/^10\.2\.0\.1$/) }),
      "route to 10.2.0.96/27",
      "failed",
      /was removed or changed/,
    ],
  ])("%s", (_, verdicts, check, outcome, cause) => {
    const bad = verdicts.filter((one) => one.outcome !== "passed");
    const first = bad.find((one) => one.outcome === worst(bad.map((each) => each.outcome)));
    expect(first).toMatchObject({ check, outcome });
    expect(rootCause(verdicts)!.text).toMatch(cause);
  });

  test("no tunnel is up: each has its cause, and every route of a tunnel has failed", () => {
    const verdicts = broken({ ike: "IN-NEG" }, { ike: "IN-NEG" });
    const failed = verdicts.filter(({ outcome }) => outcome === "failed").map(({ check }) => check);
    expect(failed).toEqual(["Tunnel0: IKE SA", "Tunnel1: IKE SA", "route to 10.1.0.0/24", "route to 2001:db8:1::/48"]);
  });
});

describe("an SA counts for its own tunnel alone", () => {
  const ike = (file: typeof cat, text: string) =>
    judgeRouter(file, routerEvidence(text))
      .filter(({ check }) => check.endsWith("IKE SA"))
      .map(({ outcome }) => outcome);
  const shown = (file: typeof cat, down: number) => {
    const state = healthy(file);
    const tunnels = state.tunnels.map((one, i) => (i === down ? { ...one, ike: "none" as const } : one));
    return terminalOf(file, { ...state, tunnels }, ["show crypto ikev2 sa detailed"]);
  };

  test("by the instance that it goes to", () => {
    const single = fileOf("single-tunnels");
    expect(ike(single, shown(single, 1))).toEqual(["passed", "failed"]);
  });

  test("by the address that it leaves from", () => {
    const other = shown(cat, -1).replaceAll("10.2.0.36", "10.2.0.4");
    expect(ike(cat, other)).toEqual(["failed", "passed"]);
  });

  test("by the VRF of its way", () => {
    const mesh = fileOf("mesh-tunnels");
    const other = shown(mesh, -1).replace("az-WAN2/none", "none/none");
    expect(ike(mesh, other)).toEqual(["failed", "passed", "passed", "passed"]);
  });
});

test("a route that is missing in a VRF is missed there, and is the cause of its tunnel's failure", () => {
  const oslo = fileOf("on-premises/ipv4-branches-oslo");
  const [host] = oslo.ipv4Routes.filter(({ vrf }) => vrf === "INTERNET1");
  const state = healthy(oslo);
  const tunnels = state.tunnels.map((one, i) => (i === 0 ? { ...one, ike: "IN-NEG" as const } : one));
  const routes = (list: typeof cat.ipv4Routes) => list.filter((one) => one !== host);
  const verdicts = judged({ ...state, tunnels, routes }, oslo).filter(({ outcome }) => outcome === "failed");
  expect(verdicts.map(({ check }) => check)).toEqual(["Tunnel0: IKE SA", `route to ${host!.prefix} in INTERNET1`]);
  expect(verdicts[0]!.causes![0]!.text).toMatch(
    /^203\.0\.113\.4 is reached by no route of its own, where the file has/,
  );
});

test("counters that began anew between two readings say nothing", () => {
  const verdicts = broken({ sent: -5, received: 10 });
  expect(verdicts.filter(({ outcome }) => outcome !== "passed")).toMatchObject([
    { check: "Tunnel0: traffic", outcome: "unknown" },
  ]);
});

test("a host route by the right interface and another next hop is no way to the gateway", () => {
  const verdicts = broken(
    {},
    {},
    { routes: (list) => list.map((one) => (one.via === "GigabitEthernet2" ? { ...one, nextHop: "10.2.0.62" } : one)) },
  );
  expect(verdicts.filter(({ outcome }) => outcome !== "passed")).toMatchObject([
    { check: "route to 203.0.113.4/32", outcome: "failed", seen: "GigabitEthernet2 10.2.0.62" },
  ]);
});

test("what the evidence does not say is unknown, and never passed", () => {
  const nothing = judgeRouter(cat, routerEvidence(""));
  expect(new Set(nothing.map(({ outcome }) => outcome))).toEqual(new Set(["unknown"]));
  for (const left of showCommands(cat).slice(1)) {
    const commands = showCommands(cat).filter((one) => one !== left);
    const outcomes = judged(healthy(cat), cat, commands).map(({ outcome }) => outcome);
    expect(outcomes).not.toContain("failed");
    expect(outcomes).not.toContain("degraded");
  }
  const withoutSas = judged(healthy(cat), cat, ["show crypto session detail"]);
  expect(worst(withoutSas.map(({ outcome }) => outcome))).toBe("unknown");
});

describe("what was shown last counts", () => {
  const [first, second] = healthy(cat).tunnels;
  const up = { ...healthy(cat), tunnels: [first!, second!].map((one) => ({ ...one, activeSeconds: 5000 })) };
  const down: RouterState = { ...up, tunnels: [{ ...first!, ike: "none", shut: true }, second!] };
  const bare: RouterState = { ...up, licenceLevel: "", throughputKbps: 10_000 };
  const terminal = (state: RouterState, commands = showCommands(cat)) => terminalOf(cat, state, commands);
  const bad = (...texts: string[]) =>
    judgeRouter(cat, routerEvidence(...texts)).filter(({ outcome }) => outcome !== "passed");

  test.each([
    ["a tunnel that went down", up, down],
    ["a tunnel that came up", down, up],
    ["a router that was unlicensed before", bare, up],
    ["a router that has lost its licence", up, bare],
    ["a router that is shown twice", up, up],
  ])("of %s", (_, before, now) => {
    expect(bad(terminal(before), terminal(now))).toEqual(bad(terminal(now)));
  });

  test("of an ESP SA that was gone at the second reading of its counters", () => {
    const commands = showCommands(cat);
    const later = terminal({ ...up, tunnels: [{ ...first!, families: [] }, second!] }, commands.slice(-1));
    const failed = bad(terminal(up, commands.slice(0, -1)), later).filter(({ outcome }) => outcome === "failed");
    expect(failed.map(({ check }) => check)).toEqual(["Tunnel0: IPv4 flow", "Tunnel0: IPv6 flow"]);
  });

  test("of a part that a narrower command shows", () => {
    const narrow = (state: RouterState) => {
      return terminal(state, ["show crypto ikev2 sa detailed"]).replace("detailed", "remote 203.0.113.4");
    };
    expect(bad(terminal(up), narrow(up))).toEqual([]);
    expect(bad(narrow(up), terminal(down))).toEqual(bad(terminal(down)));
  });
});

test.each([
  ["of somebody else's VPN leaves what is missing a failure", "Tunnel11", "failed"],
  ["of a tunnel of the file may hold what is missing", "Tunnel1", "unknown"],
])("an unreadable flow %s", (_, name, outcome) => {
  const state = healthy(cat);
  const shown = terminalOf(cat, { ...state, tunnels: [{ ...state.tunnels[0]!, families: [] }, state.tunnels[1]!] }, [
    "show crypto ikev2 sa detailed",
    "show crypto ipsec sa",
  ]);
  const own = shown.slice(shown.indexOf("interface: Tunnel1"), shown.lastIndexOf("oslo#"));
  const other = own.replace("Tunnel1", name).replace(/#pkts encaps.*/, "");
  const verdicts = judgeRouter(cat, routerEvidence(shown.replace(/(?=interface: Tunnel0)/, other)));
  expect(verdicts.find(({ check }) => check === "Tunnel0: IPv4 flow")).toMatchObject({ outcome });
});

test("without traffic between two readings, whether packets flow is not known", () => {
  const idle = { sent: 0, received: 0 };
  expect(broken(idle, idle).filter(({ outcome }) => outcome !== "passed")).toMatchObject([
    { check: "Tunnel0: traffic", outcome: "unknown", seen: "0 sent, 0 received between the two readings" },
    { check: "Tunnel1: traffic", outcome: "unknown" },
  ]);
});

test("a tunnel beside one that carries packets may be idle, and its answers may come by the other", () => {
  expect(broken({ sent: 0, received: 0 }).map(({ check }) => check)).not.toContain("Tunnel0: traffic");
  const outcome = (verdicts: ReturnType<typeof broken>) =>
    verdicts.find(({ check }) => check === "Tunnel0: traffic")?.outcome;
  expect(outcome(broken({ sent: 0, received: 5 }))).toBe("passed");
  // Whether they get there, Azure alone knows.
  expect(outcome(broken({ sent: 5, received: 0 }))).toBe("unknown");
});
