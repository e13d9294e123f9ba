import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "../lib/model/user-error";
import { giveBackAtEnd } from "../runner/owner";
import { attempt } from "./attempt";
import { checkRefused, checkRoutes, checkTunnels } from "./checks";
import { deployedInputs, deployedSites, readInput, ShownState, parseRouter, type Inputs } from "./inputs";
import { checkFailover } from "./failover";
import { Lab, takeDown } from "./lab";
import { checkMatrix } from "./matrix";
import { checkMismatches } from "./mismatches";
import { namespace, NODES } from "./namespaces";
import { checkPrerequisites } from "./prerequisites";
import { Report } from "./report";
import { checkRekeying, checkTraffic } from "./traffic";

const HELP = `npm run lab [-- OPTIONS]

Lets strongSwan negotiate the two ends of a deployment in network namespaces of this machine: Azure's
side from the Terraform states alone, the router's from its configuration file alone. Needs Linux,
root, strongSwan and nftables. No packet leaves the namespaces, and everything is removed at the end.

It takes the deployment that npm start has made, and makes that first where there is none.
  --config F          deploy this config first, as VPN_CONFIG=F npm start does
  --site NAME         of several sites, this one (default: the first)
Or, in its place, a real deployment's:
  --gateway-state F   what "terraform show -json" prints of the vpn-gateway stack
  --site-state F      the same of the site's stack
  --router F          the router's configuration file

  --matrix   negotiate every pair of values that the policy accepts, and no more
  --short    leave out what takes longest
  --keep     leave it up to look around; npm run lab:down removes it
  --help     show this`;

const project = join(__dirname, "..");
/** One for the machine, as the namespaces are, and in memory, since the daemons' files hold the keys. */
const home = "/run/vpnlab";

async function main(): Promise<number> {
  // What the lab writes, and what it starts writes, may hold keys.
  process.umask(0o077);
  const options = parse();
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  if (options.down) {
    await takeDown(home);
    console.log("Nothing of the lab is left.");
    return 0;
  }
  checkPrerequisites();
  let made = false;
  const stop = async () => {
    if (!made) return;
    made = false;
    await takeDown(home);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => void stop().then(() => process.exit(signal === "SIGINT" ? 130 : 143)));
  }
  const inputs = await inputsOf(options);
  const lab = new Lab(inputs.gateway, inputs.site, parseRouter(inputs.routerFile, inputs.router), home);
  made = true;
  let keep = false;
  try {
    const report = new Report();
    console.log(`${inputs.gatewayFile}, ${inputs.siteFile}: Azure's side\n${inputs.routerFile}: the router's side`);
    report.section("Start");
    const seconds = await lab.up();
    if (seconds === undefined) {
      const { outcome, detail } = await attempt(lab, () => lab.ends);
      report.check("both tunnels carry traffic", false, `tunnel 0: ${outcome} (${detail})`);
      checkRoutes(lab, report);
    } else {
      report.check("both tunnels carry traffic", true, `after ${seconds.toFixed(1)} s`);
      await (options.matrix ? checkMatrix(lab, report) : checkAll(lab, report, options.short ?? false));
    }
    keep = options.keep ?? false;
    const passed = report.summary();
    if (keep) console.log(KEPT);
    return passed ? 0 : 1;
  } finally {
    if (!keep) await stop();
  }
}

async function checkAll(lab: Lab, report: Report, short: boolean): Promise<void> {
  checkTunnels(lab, report);
  checkRoutes(lab, report);
  await checkTraffic(lab, report);
  checkRefused(lab, report);
  await checkRekeying(lab, report);
  await checkFailover(lab, report, short);
  await checkMismatches(lab, report);
}

const KEPT = `
The lab is up; npm run lab:down removes it. Nodes: ${NODES.join(", ")}.
  ip netns exec ${namespace("vm2")} ping ...
  ip netns exec ${namespace("cat")} ip route
  swanctl --list-sas --uri unix://${join(home, "cat0", "vici")}     also cat1, gw0, gw1; the log is beside it`;

function parse() {
  try {
    const { values } = parseArgs({
      options: {
        config: { type: "string" },
        site: { type: "string" },
        "gateway-state": { type: "string" },
        "site-state": { type: "string" },
        router: { type: "string" },
        matrix: { type: "boolean" },
        short: { type: "boolean" },
        keep: { type: "boolean" },
        down: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (error) {
    throw new UserError(`${(error as Error).message}; npm run lab -- --help lists what there is`);
  }
}

/** The deployment of `npm start`, with the files that are named in its place. */
async function inputsOf(options: ReturnType<typeof parse>): Promise<Inputs> {
  const { "gateway-state": gatewayFile, "site-state": siteFile, router: routerFile } = options;
  const given = {
    ...(gatewayFile && { gatewayFile, gateway: ShownState.parse(gatewayFile, readInput(gatewayFile)) }),
    ...(siteFile && { siteFile, site: ShownState.parse(siteFile, readInput(siteFile)) }),
    ...(routerFile && { routerFile, router: readInput(routerFile) }),
  };
  const whole = gatewayFile && siteFile && routerFile;
  if (options.config) process.env.VPN_CONFIG = options.config;
  if (whole) return given as Inputs;
  // At the end, whichever it is: a signal ends the lab in the middle of this.
  giveBackAtEnd(project);
  if (options.config || deployedSites(project).length === 0) deploy();
  return { ...(await deployedInputs(project, options.site)), ...given };
}

/** Does what `npm start` does. */
function deploy(): void {
  const script = ["-r", "./lean-start.cjs", join("runner", "start.ts")];
  const { status } = spawnSync(process.execPath, script, { cwd: project, stdio: "inherit" });
  if (status !== 0) throw new UserError("The lab was not started, since there is no deployment to take.");
  console.log();
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(error instanceof UserError ? error.message : error.stack);
    // Whatever still runs is a child of this.
    process.exit(1);
  },
);
