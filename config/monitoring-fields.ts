import { z } from "zod";
import {
  DEFAULT_ALERTS,
  DEFAULT_INSTANCE_NAMES,
  FREQUENCIES,
  LOG_CATEGORIES,
  SEVERITIES,
  WINDOWS,
  type Evaluation,
} from "../lib/model/monitoring";
import { azureName, object, resourceGroup, text, withExample } from "./field-kinds";

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
export const WORKSPACE_NAME = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/,
  rule: 'must be 4 to 63 letters, digits and "-", with a letter or digit at both ends',
};
const workspaceName = text(WORKSPACE_NAME.pattern, WORKSPACE_NAME.rule, "Name of the workspace");

const email = withExample(
  text(
    /^(?=.{3,64}$)[A-Za-z0-9.!#&'*+/=?^_`|~-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$/,
    'must be an e-mail address of 64 characters at most, such as "noc@example.com"',
    "E-mail address",
  ),
  "noc@example.com",
);

const existing = (what: "workspace" | "action group", example: string, name: z.ZodString) =>
  object({
    resourceGroup: withExample(resourceGroup.meta({ description: `Resource group of the ${what}` }), "monitoring-rg"),
    name: withExample(name, example),
  })
    .optional()
    .meta({ description: `The ${what} of others, which is there already, in the same subscription` });

const workspace = object({
  existing: existing("workspace", "central-logs", workspaceName),
  name: workspaceName.optional().meta({ description: "Name of a new workspace, by default <gateway>-logs" }),
  retentionDays: z
    .int()
    .min(30)
    .max(730)
    .optional()
    .meta({ description: "Days that a new workspace keeps the logs; default: 30, which cost nothing" }),
}).default({});

const actionGroup = object({
  existing: existing("action group", "on-call", azureName("Name of the action group", 260)),
  name: azureName("Name of a new action group, by default <gateway>-alerts", 260).optional(),
  shortName: text(
    /^[A-Za-z0-9](?:[\w -]{0,10}[A-Za-z0-9])?$/,
    'must be 1 to 12 letters, digits, blanks, "_" and "-", with a letter or digit at both ends',
    "What messages of a new action group begin with, by default VPN",
  ).optional(),
  emails: withExample(z.array(email), ["noc@example.com"])
    .max(1000)
    .optional()
    .meta({ description: "Who gets an e-mail; Azure asks each of them to confirm" }),
});

const enabled = z.boolean().default(true).meta({ description: "Whether there is such an alert" });

/** When a metric alert is looked at, and how bad it is. */
const evaluation = (by: Evaluation) => ({
  enabled,
  severity: z
    .literal(SEVERITIES)
    .default(by.severity)
    .meta({ description: "0 critical, 1 error, 2 warning, 3 informational, 4 verbose" }),
  window: z.enum(WINDOWS).default(by.window).meta({ description: "How far back it looks each time" }),
  frequency: z
    .enum(FREQUENCIES)
    .default(by.frequency)
    .meta({ description: "How often it looks; no longer than the window" }),
});

const packets = (fallback: number) =>
  z.int().min(1).default(fallback).meta({ description: "More packets than this within a window are an alert" });

const { noIke, noIpsec, packetDrops, selectorMismatches, bandwidth } = DEFAULT_ALERTS;

const alerts = object({
  noIke: object(evaluation(noIke)).prefault({}).meta({ description: "A tunnel without an IKE SA: it is down" }),
  noIpsec: object(evaluation(noIpsec))
    .prefault({})
    .meta({ description: "A tunnel with an IKE SA and no IPsec SA: it carries nothing" }),
  packetDrops: object({ ...evaluation(packetDrops), packets: packets(packetDrops.packets) })
    .prefault({})
    .meta({ description: "Packets that the gateway drops, in either direction" }),
  selectorMismatches: object({ ...evaluation(selectorMismatches), packets: packets(selectorMismatches.packets) })
    .prefault({})
    .meta({ description: "Packets that no traffic selector matches, in either direction" }),
  bandwidth: object({
    ...evaluation(bandwidth),
    percent: z
      .int()
      .min(1)
      .max(100)
      .default(bandwidth.percent)
      .meta({ description: "More than this part of the throughput of the gateway's SKU is an alert" }),
  })
    .prefault({})
    .meta({ description: "Traffic near what the gateway's SKU carries" }),
  serviceHealth: object({ enabled }).prefault({}).meta({
    description: "Azure's incidents, maintenances and things to do about VPN gateways in the gateway's region",
  }),
  resourceHealth: object({ enabled })
    .prefault({})
    .meta({ description: "The gateway degraded or unavailable by Azure's judgement" }),
}).prefault({});

export const monitoring = object({
  workspace: workspace.meta({ description: "The Log Analytics workspace that the gateway's logs go to" }),
  actionGroup: actionGroup.optional().meta({ description: "Who is told; absent: alerts show in the portal alone" }),
  logs: z
    .array(z.enum(LOG_CATEGORIES))
    .min(1, "must name one log or more")
    .refine((list) => new Set(list).size === list.length, "names a log twice")
    .default([...LOG_CATEGORIES])
    .meta({ description: "The gateway's logs; that of IKE is the longest by far" }),
  metricsToWorkspace: z
    .boolean()
    .default(false)
    .meta({ description: "Whether the gateway's metrics go to the workspace, too; the alerts do without" }),
  instanceNames: z
    .tuple(
      [
        withExample(azureName("Name of instance 0"), DEFAULT_INSTANCE_NAMES[0]),
        withExample(azureName("Name of instance 1"), DEFAULT_INSTANCE_NAMES[1]),
      ],
      "must name both instances",
    )
    .default([...DEFAULT_INSTANCE_NAMES])
    .meta({ description: "What the dimension Instance of the metrics calls the instances 0 and 1" }),
  alerts: alerts.meta({ description: "What there are alerts for, and when" }),
});
