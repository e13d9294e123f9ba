import type { Alert } from "../lib/model/alert";
import { minute } from "../lib/model/minute";
import type { AzureAlert, AzureRule } from "../runner/azure-alerts";
import { commandLine, type Target } from "../runner/target";
import { managementOf } from "./azure-access";
import { configuredAlerts } from "./configured-alerts";
import * as onDemand from "./on-demand";
import { subscriptionOf } from "./subscription";
import { readDeployedConfig, targetOf } from "./target";
import { word } from "./word";

/** `off`: Azure has the rule, and it is switched off. `missing`: Azure has none. */
type State = "fires" | "missing" | "off" | "silent";

interface FoundAlert extends Pick<Alert, "name" | "kind" | "meaning" | "action"> {
  readonly state: State;
  /** Since when it fires. */
  readonly since?: string;
}

export const alerts = word({
  name: "alerts",
  does: "List the alerts of a config with whether they fire, what they mean and what to do.",
  takes: ["simulate", "config", "strict", "json"],
  examples: ["npx vpn alerts --config config/mine.json", "npm start -- alerts --config config/examples/monitored.json"],
  notes: `Azure is asked with the login that az has, which needs the role Reader. It keeps what has fired for 30 days; an
alert about Azure's health fires until somebody closes it in the portal. With --simulate, what npm run lab -- --keep
serves is asked: the router of one site, so that the tunnels of others are down.`,
  exits: "1 also where Azure has no such rule, or it is switched off; 2 an alert fires",
  run: async (shell, options) => {
    const config = readDeployedConfig(shell, options);
    const configured = configuredAlerts(config);
    const target = targetOf(shell, options, config);
    const subscription = subscriptionOf(config, target);
    const { alertRules, firedAlerts } = onDemand.alerts();
    const azure = managementOf(shell, target);
    const group = `/subscriptions/${subscription}/resourceGroups/${config.deployment.gateway.resourceGroup}`;
    const [rules, fired] = await Promise.all([alertRules(azure, group), firedAlerts(azure, subscription)]);
    const found = configured.map((alert) => foundAlert(alert, rules, fired));
    shell.print(options.json ? JSON.stringify({ alerts: found }, null, 2) : described(found, target));
    if (found.some(({ state }) => state === "fires")) return 2;
    return found.every(({ state }) => state === "silent") ? 0 : 1;
  },
});

/** An alert of the config as Azure has it. */
export function foundAlert(alert: Alert, rules: readonly AzureRule[], fired: readonly AzureAlert[]): FoundAlert {
  const { name, kind, meaning, action } = alert;
  const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
  const rule = rules.find((one) => same(one.name, name));
  // Azure never ends an alert of the activity log.
  const goesOn = fired.filter(({ closed }) => alert.type === "metric" || !closed);
  const [first] = goesOn
    .filter((one) => rule && same(one.rule, rule.id))
    .map(({ since }) => since)
    .sort();
  const state = !rule ? "missing" : first !== undefined ? "fires" : rule.enabled ? "silent" : "off";
  return { name, kind, state, meaning, action, ...(first !== undefined && { since: first }) };
}

const ORDER: readonly State[] = ["fires", "missing", "off", "silent"];

/** What is to be done first; what is silent has its names alone. */
function described(found: readonly FoundAlert[], target: Target): string {
  const sorted = ORDER.flatMap((state) => found.filter((one) => one.state === state));
  const count = (state: State) => found.filter((one) => one.state === state).length;
  const counts = ORDER.filter((state) => count(state) > 0).map((state) => `${count(state)} ${WORDS[state]}`);
  const rows = sorted.flatMap((one) => [
    `  ${one.state.padEnd(7)}  ${one.name}${one.since === undefined ? "" : `, since ${minute(one.since)}`}`,
    ...said(one, target).map((line) => `${" ".repeat(11)}${line}`),
  ]);
  return [`${found.length} alerts: ${counts.join(", ")}.`, "", ...rows].join("\n");
}

const WORDS: Readonly<Record<State, string>> = {
  fires: "firing",
  missing: "not in Azure",
  off: "switched off",
  silent: "silent",
};

/** What a listed alert says: of one that fires its meaning and what to do. */
function said({ state, meaning, action }: FoundAlert, target: Target): readonly string[] {
  if (state === "silent") return [];
  if (state === "fires") return [meaning, action];
  const what = state === "missing" ? "Azure has no such rule" : "The rule is switched off in Azure";
  return [`${what}, so that nobody would be told.`, `${commandLine(target, "plan")} shows it.`];
}
