import { z } from "zod";
import { DEFAULT_NAMES, placeholders, type ResourceKind } from "../lib/model/names";
import { object } from "./field-kinds";

/** What Azure takes at least of every kind here: the placeholders stand for names of such characters. */
const SHAPE = /^(?:[A-Za-z0-9]|\{\w*\})(?:[A-Za-z0-9_.-]|\{\w*\})*$/;

function pattern(kind: ResourceKind, what: string) {
  const needed = placeholders(DEFAULT_NAMES[kind]);
  const list = needed.map((key) => `{${key}}`).join(", ");
  const rule = `must hold each of ${list} once, and letters, digits, "_", "." and "-" besides, with a letter or digit first and no "." or "-" at the end`;
  return z
    .string()
    .max(60)
    .refine((text) => {
      const found = placeholders(text);
      return SHAPE.test(text) && !/[.-]$/.test(text) && [...found].sort().join() === [...needed].sort().join();
    }, rule)
    .default(DEFAULT_NAMES[kind])
    .meta({ description: `${what}; ${rule}` });
}

export const names = object({
  networkSecurityGroup: pattern(
    "networkSecurityGroup",
    "Network security group; {name} is the router, the subnet or the machine",
  ),
  routeTable: pattern("routeTable", "Route table; {name} is the subnet"),
  networkInterface: pattern(
    "networkInterface",
    "Network interface; {name} is the router with -eth1 to -eth3, or the machine",
  ),
  routerPublicIp: pattern("routerPublicIp", "Public address of a router; {name} is the router with -eth1 to -eth3"),
  testVmPublicIp: pattern("testVmPublicIp", "Public address of a test machine; {name} is the machine"),
  gatewayPublicIp: pattern(
    "gatewayPublicIp",
    "Public address of the gateway's instances; {name} is the gateway, {number} 1 or 2",
  ),
  osDisk: pattern("osDisk", "Disk of a machine; {name} is the machine"),
  connection: pattern("connection", "Connection; {name} is the site, {number} 1 or 2"),
  localNetworkGateway: pattern(
    "localNetworkGateway",
    "Local network gateway; {name} is the site, {number} 1 or 2, and {fingerprint} changes with the prefixes",
  ),
  logAnalyticsWorkspace: pattern("logAnalyticsWorkspace", "Log Analytics workspace; {name} is the gateway"),
  diagnosticSetting: pattern("diagnosticSetting", "Diagnostic setting of the gateway; {name} is the gateway"),
  actionGroup: pattern("actionGroup", "Action group; {name} is the gateway"),
  alert: pattern("alert", "Alert rule; {name} is the gateway, {alert} what it is about"),
}).prefault({});
