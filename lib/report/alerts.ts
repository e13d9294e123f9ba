import type { Alert } from "../model/alert";
import { alertsOf } from "../monitoring/alerts";
import { table, type Section, type Table } from "./document";
import type { Subject } from "./known";

/** The alert rules of a deployment that is watched, for the sites that the report is about. */
export function alerts({ deployment, sites }: Subject): Section {
  const all = alertsOf(deployment);
  const tunnels = all.flatMap((alert) =>
    alert.type === "metric" && alert.tunnel ? [{ alert, of: alert.tunnel }] : [],
  );
  const ofTunnels = new Set<Alert>(tunnels.map(({ alert }) => alert));
  return {
    id: "alerts",
    title: "Alerts",
    blocks: [
      all.length === 0
        ? { kind: "text", text: "The config has no monitoring: nothing tells that a tunnel is down." }
        : alertTable(
            "Alerts of the gateway",
            all.filter((alert) => !ofTunnels.has(alert)),
          ),
      ...sites.flatMap(({ name }) => {
        const own = tunnels.filter(({ of }) => of.site === name).map(({ alert }) => alert);
        const title = `Tunnels of site ${name}`;
        return own.length === 0
          ? []
          : [{ kind: "group" as const, title, blocks: [alertTable(`Alerts: ${title}`, own)] }];
      }),
    ],
  };
}

const alertTable = (caption: string, alerts: readonly Alert[]): Table =>
  table(
    caption,
    { name: "Alert", severity: "Severity", meaning: "What it means", action: "What to do" },
    alerts.map((alert) => ({
      name: alert.name,
      severity: alert.type === "metric" ? String(alert.severity) : "none",
      meaning: alert.meaning,
      action: alert.action,
    })),
  );
