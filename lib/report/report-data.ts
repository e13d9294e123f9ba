import { STAND_INS } from "../catalyst/preview";
import { topologyGraph } from "../graph/topology-graph";
import { alerts } from "./alerts";
import { addressPlan } from "./address-plan";
import { costs } from "./costs";
import type { ReportData } from "./document";
import type { Subject } from "./known";
import { minute } from "../model/minute";
import { notProved } from "./not-proved";
import { policies } from "./policies";
import { results } from "./results";
import { routers } from "./routers";
import { securityAndRoutes } from "./security-and-routes";
import { tunnelMatrix } from "./tunnel-matrix";

/** Gathers what is handed over of a deployment. It reads no clock: `known` says when the report is made. */
export function reportData(subject: Subject): ReportData {
  const { deployment, sites, known } = subject;
  const { gateway, config } = deployment;
  return {
    title: `VPN between ${gateway.name} and ${sites.length === 1 ? `site ${sites[0]!.name}` : `${sites.length} sites`}`,
    facts: {
      Config: config,
      Made: minute(known.made),
      Deployed: known.deployed
        ? `${minute(known.deployed.ended)}, ${known.deployed.simulated ? "on a simulated Azure" : "in Azure"}${known.deployed.exitCode === 0 ? "" : `, with exit code ${known.deployed.exitCode}`}`
        : "not known here: the report is of the config alone",
    },
    notices: known.deployed?.gatewayAddresses
      ? []
      : [`The gateway's addresses are stand-ins: ${STAND_INS.join(" and ")} are set aside for documentation.`],
    sections: [
      {
        id: "topology",
        title: "Topology",
        blocks: [{ kind: "picture", graph: topologyGraph({ ...deployment, sites }) }],
      },
      addressPlan(subject),
      tunnelMatrix(subject),
      policies(subject),
      securityAndRoutes(subject),
      routers(subject),
      costs(subject),
      alerts(subject),
      results(subject),
      notProved(subject),
    ],
  };
}
