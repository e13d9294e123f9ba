import { join } from "node:path";
import { attempt } from "./attempt";
import type { Carrier } from "./carrier";
import { checkChange, type PolicyChange } from "./change";
import { checkOpenings, checkRefused, checkRoutes, checkTunnels } from "./checks";
import { Daemons } from "./daemons";
import { checkFailover } from "./failover";
import { parseRouter, ShownState, type Inputs } from "./inputs";
import { keep, keptSite, type KeptFolders } from "./keep";
import { Lab, takeDown } from "./lab";
import { checkMatrix, type PolicyTrials } from "./matrix";
import { checkFlaws } from "./flaws";
import { checkMismatches } from "./mismatches";
import { namespace, NODES } from "./namespaces";
import { Paper } from "./paper";
import { Report, type Check } from "./report";
import type { Served } from "./stand-ins";
import { topologyOf } from "./topology";
import { checkNoIpv6, checkNoTunnel, checkRekeying, checkTraffic } from "./traffic";

/** The one folder of the machine, as its namespaces are the only ones; in memory, since the files hold the keys. */
const home = "/run/vpnlab";

export interface LabOptions {
  /** Negotiate these policies in place of all other checks. */
  readonly matrix?: PolicyTrials;
  /** Change the policy and the keys under traffic in place of all other checks. */
  readonly change?: PolicyChange;
  /** Leave out the third failover. */
  readonly short?: boolean;
  /** The environment of the programs that the lab starts. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Removes whatever a lab has left. */
export const removeLab = () => takeDown(home);

/** One run of the lab, which takes down at its end what it has made. */
export class LabRun {
  private made = false;
  private served: Served | undefined;

  /** Removes what this run has made so far. */
  async stop(): Promise<void> {
    await this.served?.close();
    this.served = undefined;
    if (!this.made) return;
    this.made = false;
    await removeLab();
  }

  /** Brings both ends up and checks them. @returns every check */
  async check(inputs: Inputs, { matrix, change, short = false, environment }: LabOptions): Promise<readonly Check[]> {
    const lab = this.labOf(inputs, environment);
    try {
      const report = new Report();
      report.section("Start");
      const seconds = await lab.up();
      if (seconds === undefined) {
        const { outcome, detail } = await attempt(lab, () => lab.ends);
        report.check("all tunnels carry traffic", false, `tunnel 0: ${outcome} (${detail})`);
        checkRoutes(lab, report);
      } else {
        report.check("all tunnels carry traffic", true, `after ${seconds.toFixed(1)} s`);
        if (matrix) await checkMatrix(lab, report, matrix);
        else if (change) await checkChange(lab, report, change);
        else await checkAll(lab, report, inputs, short);
      }
      return report.summary();
    } finally {
      await this.stop();
    }
  }

  /**
   * Brings both ends up, on paper or by daemons, and serves what is simulated of them until {@link stop}.
   *
   * @param simulated absent: the deployment is a real one, of which nothing is simulated
   */
  async keep(
    inputs: Inputs,
    paper: boolean,
    simulated: KeptFolders | undefined,
    environment: NodeJS.ProcessEnv,
  ): Promise<void> {
    const topology = topologyOf(inputs.gateway, inputs.site);
    let carrier: Carrier = new Paper(topology);
    if (!paper) {
      const lab = this.labOf(inputs, environment);
      const seconds = await lab.up();
      console.log(
        seconds === undefined
          ? "Not all tunnels carry traffic."
          : `All tunnels carry traffic, after ${seconds.toFixed(1)} s.`,
      );
      console.log(LOOK_AROUND);
      carrier = new Daemons(lab);
    }
    if (simulated) this.served = await keep(simulated, keptSite(inputs, topology, carrier));
  }

  private labOf(inputs: Inputs, environment: NodeJS.ProcessEnv): Lab {
    const router = parseRouter(inputs.routerFile, inputs.router);
    const lab = new Lab(inputs.gateway, topologyOf(inputs.gateway, inputs.site), router, home, environment);
    this.made = true;
    const from = inputs.site instanceof ShownState ? "Azure's side" : "Azure's side, and what is around the router";
    console.log(`${inputs.gatewayFile}, ${inputs.siteFile}: ${from}\n${inputs.routerFile}: the router's side`);
    return lab;
  }
}

async function checkAll(lab: Lab, report: Report, inputs: Inputs, short: boolean): Promise<void> {
  checkTunnels(lab, report);
  checkRoutes(lab, report);
  checkOpenings(lab, report, inputs.router);
  await checkTraffic(lab, report);
  checkNoIpv6(lab, report);
  await checkNoTunnel(lab, report);
  checkRefused(lab, report);
  await checkRekeying(lab, report);
  await checkFailover(lab, report, short);
  await checkFlaws(lab, report, inputs.routerFile, inputs.router);
  await checkMismatches(lab, report);
}

const LOOK_AROUND = `
Nodes: ${NODES.join(", ")}.
  ip netns exec ${namespace("vm2")} ping ...
  ip netns exec ${namespace("cat")} ip route
  swanctl --list-sas --uri unix://${join(home, "cat0", "vici")}     one folder for each end of a tunnel; the log is beside it`;
