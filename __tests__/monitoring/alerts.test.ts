import { alertsOf } from "../../lib/monitoring/alerts";
import { monitored } from "../helpers/monitored";
import { deploymentOf, lab } from "../helpers/synth";

const alerts = (...args: Parameters<typeof monitored>) => alertsOf(deploymentOf(monitored(...args)));

test("without monitoring there is no alert", () => {
  expect(alertsOf(deploymentOf(lab()))).toEqual([]);
});

test("the tunnels come first, each with its two, then the gateway", () => {
  expect(alerts().map(({ name }) => name)).toEqual([
    "gw-oslo-Tunnel0-no-ike",
    "gw-oslo-Tunnel0-no-ipsec",
    "gw-oslo-Tunnel1-no-ike",
    "gw-oslo-Tunnel1-no-ipsec",
    "gw-tromso-Tunnel0-no-ike",
    "gw-tromso-Tunnel0-no-ipsec",
    "gw-tromso-Tunnel1-no-ike",
    "gw-tromso-Tunnel1-no-ipsec",
    "gw-egress-drops",
    "gw-ingress-drops",
    "gw-egress-mismatches",
    "gw-ingress-mismatches",
    "gw-bandwidth",
    "gw-service-health",
    "gw-resource-health",
  ]);
});

test("each kind can be switched off by itself, and all of them", () => {
  const kinds = [...new Set(alerts().map(({ kind }) => kind))];
  expect(kinds).toHaveLength(7);
  for (const kind of kinds) {
    const left = alerts(({ monitoring }) => (monitoring!.alerts = { [kind]: { enabled: false } }));
    expect([...new Set(left.map((one) => one.kind))]).toEqual(kinds.filter((one) => one !== kind));
  }
  const off = Object.fromEntries(kinds.map((kind) => [kind, { enabled: false }]));
  expect(alerts(({ monitoring }) => (monitoring!.alerts = off))).toEqual([]);
});

test("each has an id and a name of its own, and says what it means and what to do within what Azure takes", () => {
  const all = alerts();
  for (const key of ["id", "name"] as const) expect(new Set(all.map((one) => one[key])).size).toBe(all.length);
  for (const { id, meaning, action } of all) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$|^bandwidth$/);
    expect(`${meaning} ${action}`.length).toBeLessThanOrEqual(2048);
    expect([meaning, action].every((text) => text.endsWith("."))).toBe(true);
  }
});

test("a convention names all of them", () => {
  const [first] = alerts((config) => (config.names = { alert: "ar-{alert}.{name}" }));
  expect(first!.name).toBe("ar-oslo-Tunnel0-no-ike.gw");
});
