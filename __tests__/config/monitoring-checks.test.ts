import { validate } from "../../config/validate";
import type { ConfigFile } from "../../config/schema";
import { monitored } from "../helpers/monitored";

type Monitoring = NonNullable<ConfigFile["monitoring"]>;

const lines = (config: ConfigFile) => {
  const result = validate(config);
  return "problems" in result ? result.problems.map(({ path, message }) => `${path.join(".")}: ${message}`) : [];
};
const problems = (monitoring: Monitoring, change: (config: ConfigFile) => void = () => {}) =>
  lines(
    monitored((config) => {
      config.monitoring = { actionGroup: { emails: ["noc@example.com"] }, ...monitoring };
      change(config);
    }),
  );

const THERE = { resourceGroup: "central-rg", name: "central-logs" };

test("the example, and monitoring that says nothing, are right", () => {
  expect(lines(monitored())).toEqual([]);
  expect(problems({})).toEqual([]);
  expect(problems({ workspace: { existing: THERE }, actionGroup: { existing: THERE } })).toEqual([]);
});

describe("a name", () => {
  test("of a workspace is what Azure takes, given or by its pattern", () => {
    expect(problems({ workspace: { name: "my_logs" } })).toEqual([
      'monitoring.workspace.name: "my_logs" must be 4 to 63 letters, digits and "-", with a letter or digit at both ends',
    ]);
    const underscore = (config: ConfigFile) => (config.gateway.name = "my_gw");
    expect(problems({}, underscore)).toEqual([
      'monitoring.workspace.name: is missing, and "my_gw-logs", which follows from the gateway\'s name, must be 4 to 63 letters, digits and "-", with a letter or digit at both ends; give a name',
    ]);
    expect(problems({ workspace: { name: "my-logs" } }, underscore)).toEqual([]);
    expect(problems({ workspace: { existing: THERE } }, underscore)).toEqual([]);
  });

  test("of an alert fits beside that of its resource group", () => {
    const long = (config: ConfigFile) => {
      config.gateway.name = "g".repeat(60);
      config.gateway.resourceGroup = "r".repeat(90);
      config.sites[0]!.name = "s".repeat(40);
      config.names = { alert: `${"a".repeat(45)}-{name}-{alert}` };
    };
    const name = `${"a".repeat(45)}-${"g".repeat(60)}-${"s".repeat(40)}-Tunnel0-no-ipsec`;
    const off = { enabled: false };
    expect(problems({ workspace: { name: "logs" }, alerts: { noIke: off, noIpsec: off } }, long)).toEqual([]);
    expect(problems({ workspace: { name: "logs" } }, long)).toEqual([
      `names.alert: "${name}" has ${name.length} characters, and Azure takes 162 of an alert in the resource group ${"r".repeat(90)}; give a shorter pattern, or shorter names`,
    ]);
  });
});

test.each([
  ["noc.example.com"],
  ["noc@example"],
  ["noc@-example.com"],
  [`${"n".repeat(60)}@example.com`],
  ["noc@example.com "],
])("%j is no e-mail address", (email) => {
  expect(problems({ actionGroup: { emails: [email] } })).toEqual([
    `monitoring.actionGroup.emails.0: ${JSON.stringify(email)} must be an e-mail address of 64 characters at most, such as "noc@example.com"`,
  ]);
});

test("an action group has somebody to tell, and tells nobody twice", () => {
  expect(problems({ actionGroup: {} })).toEqual([
    'monitoring.actionGroup: tells nobody; give "emails", or the action group that is there as "existing"',
  ]);
  expect(problems({ actionGroup: { emails: ["a@example.com", "b@example.com", "A@example.com"] } })).toEqual([
    'monitoring.actionGroup.emails.2: "A@example.com" stands at emails[0] already; remove one of the two',
  ]);
  expect(problems({ actionGroup: { emails: ["a@example.com"], shortName: "thirteen char" } })).toEqual([
    expect.stringMatching(/^monitoring\.actionGroup\.shortName: "thirteen char" must be 1 to 12 letters/),
  ]);
});

test("what would go unused beside something that is there is refused", () => {
  expect(
    problems({
      workspace: { existing: THERE, name: "logs", retentionDays: 30 },
      actionGroup: { existing: THERE, emails: ["a@example.com"] },
    }),
  ).toEqual([
    "monitoring.workspace.name: goes unused beside monitoring.workspace.existing, which is only looked up; remove one of the two",
    "monitoring.workspace.retentionDays: goes unused beside monitoring.workspace.existing, which is only looked up; remove one of the two",
    "monitoring.actionGroup.emails: goes unused beside monitoring.actionGroup.existing, which is only looked up; remove one of the two",
  ]);
});

test("windows, frequencies and thresholds are what Azure takes", () => {
  const alerts = (noIke: object, more: object = {}) =>
    problems({ alerts: { noIke, ...more } as NonNullable<Monitoring["alerts"]> });
  expect(alerts({ window: "PT5M", frequency: "PT5M" })).toEqual([]);
  expect(alerts({ window: "P1D", frequency: "PT1H" })).toEqual([]);
  expect(alerts({ window: "PT5M", frequency: "PT15M" })).toEqual([
    "monitoring.alerts.noIke.frequency: PT15M is longer than the window of PT5M, so that samples would pass unseen; Azure takes PT5M at most",
  ]);
  expect(alerts({ window: "PT1M" })).toEqual([expect.stringContaining("monitoring.alerts.noIke.window: ")]);
  expect(alerts({ severity: 5 })).toEqual([
    expect.stringContaining("monitoring.alerts.noIke.severity: 5 must be one of"),
  ]);
  const thresholds = { packetDrops: { packets: 0 }, bandwidth: { percent: 101 } };
  expect(alerts({}, thresholds)).toEqual([
    expect.stringContaining("monitoring.alerts.packetDrops.packets: "),
    expect.stringContaining("monitoring.alerts.bandwidth.percent: "),
  ]);
});

test("logs are kept as long as Azure takes", () => {
  expect(problems({ workspace: { retentionDays: 730 } })).toEqual([]);
  for (const retentionDays of [29, 731]) {
    expect(problems({ workspace: { retentionDays } })).toEqual([
      expect.stringContaining("monitoring.workspace.retentionDays: "),
    ]);
  }
});

test("a log is named once, and one at least", () => {
  expect(problems({ logs: ["IKEDiagnosticLog", "IKEDiagnosticLog"] })).toEqual([
    expect.stringContaining("monitoring.logs: "),
  ]);
  expect(problems({ logs: [] })).toEqual([expect.stringContaining("monitoring.logs: ")]);
});
