import type { AzureEvidence } from "../evidence/azure-evidence";
import { gatewayAddresses, last, namesOf, pairs } from "./azure-pair";
import { APPLY, cause } from "./cause";
import { ALL, type Finding } from "./finding";
import type { Intent } from "./intent";
import { azureTunnelFindings } from "./judge-azure-tunnel";
import { connectionFindings, localNetworkGatewayFindings } from "./judge-connection";
import { routeTableFindings } from "./judge-route-tables";

/** Judges what Azure shows of a site against its config and its router's file. */
export function azureFindings(intent: Intent, evidence: AzureEvidence): Finding[] {
  const all = pairs(intent, evidence);
  return [
    ...gateway(intent, evidence),
    ...all.flatMap((pair) => [
      ...connectionFindings(pair, evidence),
      ...localNetworkGatewayFindings(pair, intent),
      ...pair.tunnels.flatMap((tunnel) => azureTunnelFindings(pair, tunnel, evidence, all)),
    ]),
    ...routeTableFindings(intent, evidence),
    ...evidence.unknown.map(({ name, why }): Finding => ({
      check: name,
      outcome: "unknown",
      expected: "what az prints",
      seen: why,
      stage: "setting",
      tunnels: [],
    })),
  ];
}

function gateway(intent: Intent, evidence: AzureEvidence): Finding[] {
  const { deployment, file } = intent;
  const { name } = deployment.gateway;
  const shown = last(evidence.gateways, (one) => one.name === name);
  const addresses = gatewayAddresses(intent, evidence);
  const base = { stage: "setting", tunnels: namesOf(file.tunnels) } as const;
  const state = { ...base, check: `${name}: provisioning`, expected: "Succeeded", seen: shown?.provisioningState };
  const active = { ...base, check: `${name}: instances`, expected: "active-active" };
  const reset = cause(
    "gateway not ready",
    `The gateway is ${shown?.provisioningState}: wait until it has Succeeded; where it stays so, az network vnet-gateway show, and vpn deploy.`,
  );
  const deploy = cause("gateway not active-active", `az network vnet-gateway show: activeActive is false; vpn deploy.`);
  return [
    !shown
      ? { ...state, outcome: "unknown" }
      : shown.provisioningState === "Succeeded"
        ? { ...state, outcome: "passed" }
        : { ...state, outcome: "degraded", breaks: ALL, causes: [reset] },
    shown?.activeActive === undefined
      ? { ...active, outcome: "unknown" }
      : shown.activeActive
        ? { ...active, outcome: "passed", seen: "active-active" }
        : { ...active, outcome: "failed", seen: "active-standby", breaks: ALL, causes: [deploy] },
    ...file.tunnels.map(({ name, destination }): Finding => {
      const base = { check: `${name}: address of the gateway`, stage: "setting", tunnels: [name] } as const;
      const expected = addresses?.join(" or ") ?? "one of the gateway's";
      if (!addresses) return { ...base, outcome: "unknown", expected };
      if (addresses.includes(destination))
        return { ...base, outcome: "passed", expected, seen: destination, settles: ["stale file"] };
      const text = `The file leads ${name} to ${destination}, and the gateway has ${expected}: vpn deploy, and ${APPLY}: tunnel destination, match identity remote address, keyring address and the host route change.`;
      return {
        ...base,
        outcome: "failed",
        expected,
        seen: destination,
        breaks: ALL,
        causes: [cause("stale file", text)],
      };
    }),
  ];
}
