import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkAlerts, rehearse, statesUnder, type Rehearsed } from "../../lab/rehearse";
import { rehearsalsOf, type Rehearsal } from "../../lab/rehearsals";
import { Report } from "../../lab/report";
import type { TopologyName } from "../../lib/model/topology";
import type { Resource } from "../../simulator/azure/resource";
import { deployed } from "../helpers/deployed";
import { monitored } from "../helpers/monitored";
import { deploymentOf, fleet, lab, type SimulatedConfig } from "../helpers/synth";

type Deployed = Awaited<ReturnType<typeof deployed>>;

const there: Deployed[] = [];
afterAll(() => there.forEach(({ remove }) => remove()));
async function take(config: Parameters<typeof deployed>[0]): Promise<Deployed> {
  const one = await deployed(config);
  there.push(one);
  return one;
}

const inTopology =
  (topology: TopologyName, change: (config: SimulatedConfig) => void = () => {}) =>
  () =>
    lab((config) => {
      const [site] = config.sites;
      site!.topology = topology;
      if (topology === "single") site!.connections!.pop();
      config.monitoring = {};
      change(config);
    });

/** Of each rehearsal, what it is about and the alerts that it must give, without the gateway's name. */
const expected = (rehearsed: Rehearsed) =>
  Object.fromEntries(
    rehearsalsOf(rehearsed.deployment).map((one) => [
      one.what,
      rehearse(rehearsed, one).expected.map((name) => name.replace(/^gw-/, "")),
    ]),
  );

describe.each([
  ["article", inTopology("article"), 11],
  ["single", inTopology("single"), 11],
  ["mesh", inTopology("mesh"), 15],
  [
    "several sites",
    () =>
      fleet((config) => {
        config.sites.splice(3);
        config.monitoring = {};
      }),
    19,
  ],
  ["routers on premises, one of them behind a name", monitored, 15],
  ["a site of one family", () => monitored((config) => void config.sites.shift()), 11],
  [
    "other thresholds and windows",
    inTopology("mesh", ({ monitoring }) => {
      monitoring!.alerts = {
        noIke: { window: "PT5M", frequency: "PT1M" },
        noIpsec: { window: "P1D" },
        packetDrops: { packets: 1_000_000, window: "PT5M" },
        selectorMismatches: { packets: 5000 },
        bandwidth: { percent: 100 },
      };
    }),
    15,
  ],
] as const)("%s", (_, config, count) => {
  let rehearsed: Deployed;
  beforeAll(async () => {
    rehearsed = await take(config());
  });

  test("no alert fires while all is well, and each has the metrics that it looks at", () => {
    const states = statesUnder(rehearsed).map(({ rule, state }) => `${rule.name}: ${state}`);
    expect(states.sort()).toEqual(rehearsed.alerts.map(({ name }) => `${name}: silent`).sort());
    expect(states).toHaveLength(count);
  });

  test("each rehearsal fires its alerts and no others, each alert is in one, and all is mended afterwards", () => {
    const before = JSON.stringify(rehearsed.cloud.all().sort((a, b) => a.id.localeCompare(b.id)));
    const rehearsals = rehearsalsOf(rehearsed.deployment);
    const outcomes = rehearsals.map((one) => ({ what: one.what, ...rehearse(rehearsed, one) }));
    expect(outcomes.filter(({ missing, surplus }) => missing.length + surplus.length > 0)).toEqual([]);
    const fired = new Set(outcomes.flatMap((one) => one.expected));
    expect([...fired].sort()).toEqual(rehearsed.alerts.map(({ name }) => name).sort());
    expect(JSON.stringify(rehearsed.cloud.all().sort((a, b) => a.id.localeCompare(b.id)))).toBe(before);
  });
});

test("the rehearsals of four tunnels, exactly", () => {
  const mesh = there[2]!;
  const [ike, ipsec] = ["no-ike", "no-ipsec"].map((kind) => (...tunnels: number[]) => {
    return tunnels.map((number) => `cat-Tunnel${number}-${kind}`);
  }) as [(...tunnels: number[]) => string[], (...tunnels: number[]) => string[]];
  const connection = (name: string, ...own: number[]) => ({
    [`${name} has another key`]: ike(...own),
    [`${name} has another ESP cipher`]: ipsec(...own),
    [`${name} is policy-based`]: ipsec(...own),
    [`the local network gateway of ${name} has another address`]: ike(...own),
    [`${name} is deleted`]: [],
  });
  expect(expected(mesh)).toEqual({
    ...Object.fromEntries([0, 1, 2, 3].map((number) => [`Tunnel${number} of cat is shut`, ike(number)])),
    "cat is off": ike(0, 1, 2, 3),
    "cat has other keys": ike(0, 1, 2, 3),
    "cat has another transform set": ipsec(0, 1, 2, 3),
    "the tunnels of cat select IPv4 alone": ["egress-mismatches"],
    ...connection("conn1-to-Catalyst", 0, 2),
    ...connection("conn2-to-Catalyst", 1, 3),
    "instance 0 of gw is down": ike(0, 3),
    "instance 1 of gw is down": ike(1, 2),
    "the provider drops ESP from the routers to the gateway": [],
    "the gateway drops packets on their way to the sites": ["egress-drops"],
    "the gateway drops packets from the sites": ["ingress-drops"],
    "packets to the sites match no traffic selector": ["egress-mismatches"],
    "packets from the sites match no traffic selector": ["ingress-mismatches"],
    "the tunnels carry more than the gateway's SKU can": ["bandwidth"],
    "the tunnels carry half of what the gateway's SKU can": [],
    "Azure reports an incident of VPN gateways in the region": ["service-health"],
    "Azure judges the gateway unavailable": ["resource-health"],
  });
});

test("a lower threshold of the bandwidth fires at half of what the SKU can", async () => {
  const low = await take(
    inTopology("article", ({ monitoring }) => (monitoring!.alerts = { bandwidth: { percent: 40 } }))(),
  );
  const half = rehearsalsOf(low.deployment).find(({ what }) => /half of/.test(what))!;
  expect(rehearse(low, half)).toEqual({ expected: ["gw-bandwidth"], missing: [], surplus: [] });
});

test("instances that are called otherwise in Azure are so in the metrics", async () => {
  const own = await take(inTopology("single", ({ monitoring }) => (monitoring!.instanceNames = ["first", "second"]))());
  expect(statesUnder(own).filter(({ state }) => state !== "silent")).toEqual([]);
});

describe("fails, and says which alert, where", () => {
  let rehearsed: Rehearsed;
  let lines: string[];
  beforeAll(() => {
    rehearsed = there[0]!;
  });
  beforeEach(() => {
    lines = [];
    jest.spyOn(console, "log").mockImplementation((text: string) => void lines.push(text));
  });
  afterEach(() => jest.restoreAllMocks());

  const ruleOf = (name: string): Resource =>
    rehearsed.cloud.ofType("Microsoft.Insights/metricAlerts").find((one) => one.name === name)!;
  /** What is wrong with the rule of this name changed so. */
  function failures(changed: Partial<Rehearsed>, name?: string, change?: (text: string) => string): string[] {
    const rule = name === undefined ? undefined : ruleOf(name);
    if (rule && change) rehearsed.cloud.put(JSON.parse(change(JSON.stringify(rule))) as Resource);
    else if (rule) rehearsed.cloud.remove(rule.id);
    try {
      checkAlerts({ ...rehearsed, ...changed }, new Report());
    } finally {
      if (rule) rehearsed.cloud.put(rule);
    }
    return lines.filter((line) => line.startsWith("  FAIL")).map((line) => line.replace("  FAIL  ", ""));
  }
  const IKE = "gw-cat-Tunnel0-no-ike";

  test("nothing is wrong: nothing", () => {
    expect(failures({})).toEqual([]);
    expect(lines).toContain("  PASS  Tunnel0 of cat is shut: gw-cat-Tunnel0-no-ike");
    expect(lines).toContain(
      "  PASS  conn1-to-Catalyst is deleted: no alert: a rule without its metric is not evaluated; vpn plan finds it",
    );
  });

  test("Azure has no such rule", () => {
    expect(failures({}, IKE)).toEqual(
      expect.arrayContaining([`each has its rule in Azure: ${IKE}`, `Tunnel0 of cat is shut: silent: ${IKE}`]),
    );
  });

  test.each([
    ["it is switched off", (text: string) => text.replace('"enabled":true', '"enabled":false')],
    ["its connection has another name", (text: string) => text.replaceAll("conn1-to-Catalyst", "conn9-to-Catalyst")],
  ])("%s", (_, change) => {
    expect(failures({}, IKE, change)).toEqual(
      expect.arrayContaining([
        `each rule is on, and has the metrics that it looks at: ${IKE}`,
        `Tunnel0 of cat is shut: silent: ${IKE}`,
      ]),
    );
  });

  test("it is on a tunnel that is down by design", () => {
    expect(failures({}, IKE, (text) => text.replace("IN_0", "IN_1"))).toEqual(
      expect.arrayContaining([
        `none fires: ${IKE}`,
        `Tunnel1 of cat is shut: fires, and must not: ${IKE}`,
        `mended, none fires: ${IKE}`,
      ]),
    );
  });

  test("its threshold is never met", () => {
    const name = "gw-cat-Tunnel0-no-ipsec";
    expect(failures({}, name, (text) => text.replace('"threshold":1', '"threshold":9'))).toContain(
      `cat has another transform set: silent: ${name}`,
    );
  });

  test("an alert is in no rehearsal", () => {
    const [first, ...rest] = rehearsed.alerts;
    expect(failures({ alerts: [{ ...first!, kind: "other" as never }, ...rest] })).toContain(
      `each alert fires in a rehearsal: ${IKE}`,
    );
  });
});

test("what the config has no alert for is left out", async () => {
  const few = await take(
    inTopology("article", ({ monitoring }) => (monitoring!.alerts = { packetDrops: { enabled: false } }))(),
  );
  const lines: string[] = [];
  jest.spyOn(console, "log").mockImplementation((text: string) => void lines.push(text));
  checkAlerts(few, new Report());
  jest.restoreAllMocks();
  expect(lines.filter((line) => line.startsWith("  LEFT"))).toEqual(
    ["the gateway drops packets on their way to the sites", "the gateway drops packets from the sites"].map(
      (what) => `  LEFT  ${what}: the config has no alert for it, and none fires`,
    ),
  );
  expect(lines.filter((line) => line.startsWith("  FAIL"))).toEqual([]);
});

test("the page has the rehearsals of the example's first tunnel and of its gateway", async () => {
  const page = readFileSync(join(__dirname, "../../docs/monitoring.md"), "utf8");
  const [, section] = page.split("\n## Rehearsing\n");
  const [, ...rows] = [...section!.split("\n## ")[0]!.matchAll(/^\| (.+?) +\| (.+?) +\|$/gm)].map(
    ([, ...cells]) => cells,
  );
  const example = await take(monitored());
  const others = /tromso|conn2|Tunnel1|instance 1/;
  expect(rows.filter(([what]) => !/^-+$/.test(what!))).toEqual(
    rehearsalsOf(example.deployment)
      .filter(({ what }) => !others.test(what))
      .map((one) => {
        const names = rehearse(example, one).expected.map((name) => `\`${name}\``);
        return [one.what, names.join(", ") || `none: ${one.why}`];
      }),
  );
});

test("what breaks at a site that has one family is not rehearsed in two", () => {
  const what = (rehearsals: readonly Rehearsal[]) => rehearsals.filter((one) => /select IPv4 alone/.test(one.what));
  const premises = deploymentOf(monitored());
  expect(what(rehearsalsOf(premises)).map((one) => one.what)).toEqual(["the tunnels of oslo select IPv4 alone"]);
});
