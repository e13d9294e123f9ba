import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Argument } from "commander";
import { loadConfig } from "../config/load";
import { UserError } from "../lib/model/user-error";
import type { Inputs, OnPremises } from "../lab/inputs";
import { checkPrerequisites } from "../lab/prerequisites";
import { resultOf } from "../lib/verify/result";
import { exitCodeAfter, SIGNALS } from "../runner/interruption";
import { standInFolder } from "../runner/stand-ins";
import { commandLine, type Target } from "../runner/target";
import { LAB, readConfig, type NamedConfig } from "./config-file";
import { configuredAlerts } from "./configured-alerts";
import { readDeployment } from "./deployment-record";
import * as onDemand from "./on-demand";
import type { Shell } from "./shell";
import { deployConfig } from "./deploy";
import { MONITORED, rehearseAlerts } from "./rehearse-alerts";
import { keepResult } from "./results";
import { targetOf } from "./target";
import { word, type CommonOptions } from "./word";

interface LabOptions {
  readonly site?: string;
  readonly gatewayState?: string;
  readonly siteState?: string;
  readonly router?: string;
  readonly matrix?: boolean;
  readonly change?: boolean;
  readonly alerts?: boolean;
  readonly short?: boolean;
  readonly keep?: boolean;
  readonly paper?: boolean;
  readonly down?: boolean;
}

export const lab = word<LabOptions>({
  name: "lab",
  does: "Let real IKE daemons negotiate the two ends of a deployment; Linux, root.",
  takes: ["config", "strict"],
  define: (command) =>
    command
      .addArgument(new Argument("[down]", "remove what a lab that was kept has left").choices(["down"]))
      .option("--site <name>", "of several sites, this one (default: the first)")
      .option("--gateway-state <file>", 'what "terraform show -json" prints of the vpn-gateway stack')
      .option("--site-state <file>", "the same of the site's stack")
      .option("--router <file>", "the router's configuration file")
      .option("--matrix", "negotiate every pair of values that the policy accepts, and no more")
      .option("--change", "change the policy and the keys under traffic, and no more")
      .option("--alerts", "break one thing after the other on paper, and hold which alerts fire; no root")
      .option("--short", "leave out what takes longest")
      .option("--keep", "check nothing, and stay: the router's terminal and Azure answer, until Ctrl-C")
      .option("--paper", "with --keep: no daemons, so no root; what both ends agree on is worked out")
      .option("--down", "the same as the word down"),
  examples: [
    "npm run lab",
    "npm run lab -- --config config/mine.json --short",
    "npm run lab -- --site oslo",
    "npm run lab -- --change",
    "npm run lab -- --alerts --config config/mine.json",
    "npm run lab -- --keep --paper",
    "npm run lab:down",
  ],
  notes: `strongSwan negotiates in network namespaces of this machine: Azure's side from the Terraform states alone,
the router's from its configuration file alone. Needs Linux, root, strongSwan and nftables. No packet leaves
the namespaces, and everything is removed at the end. --alerts and --keep --paper need none of that.

It takes the deployment that npm start has made, and makes that first where there is none, or where --config
names its config; or, with the three files, a real deployment. Of a site on premises, which has no state, the config
says what is around the router.`,
  run: async (shell, options, [down]) => {
    // What the lab writes, and what it starts writes, may hold keys.
    process.umask(0o077);
    const { LabRun, removeLab } = onDemand.lab();
    if (down || options.down) {
      await removeLab();
      shell.print("Nothing of the lab is left.");
      return 0;
    }
    if (options.alerts) return alertsOn(targetOf(shell, { simulate: true }), shell, options);
    const { short, keep, paper } = options;
    if (paper && !keep) throw new UserError("--paper goes with --keep: on paper there is nothing to check");
    if (!paper) checkPrerequisites(shell.env.PATH ?? "");
    const { config, inputs } = await inputsOf(shell, options);
    const run = new LabRun();
    for (const signal of SIGNALS) {
      // Whatever still runs is a child of this.
      process.on(signal, () => void run.stop().then(() => process.exit(exitCodeAfter(signal))));
    }
    if (keep) {
      const target = targetOf(shell, { simulate: true });
      const isReal = options.gatewayState !== undefined;
      const folders = { cloud: join(target.home, "cloud"), standIns: standInFolder(target) };
      await run.keep(inputs, paper ?? false, isReal ? undefined : folders, shell.env);
      shell.print(isReal ? "It is up until Ctrl-C." : served(target));
      // Until a signal.
      return new Promise(() => setInterval(() => undefined, 1 << 30));
    }
    const named = options.matrix || options.change ? (config ?? readConfig(shell, options, LAB)) : undefined;
    const trials = named && onDemand.policyTrials();
    const checks = await run.check(inputs, {
      ...(options.matrix && { matrix: trials!.policyTrials(named!) }),
      ...(options.change && { change: trials!.policyChange(named!) }),
      short,
      environment: shell.env,
    });
    const { siteName: site } = inputs;
    if (site !== undefined && !named) {
      const target = targetOf(shell, { simulate: true });
      const { config = LAB } = readDeployment(target) ?? {};
      const found = checks.map(({ name, ok, figure }) => ({
        check: name,
        outcome: ok ? ("passed" as const) : ("failed" as const),
        ...(figure && { seen: figure }),
      }));
      keepResult(target, resultOf({ word: "lab", config, site, ended: new Date().toISOString() }, found));
    }
    process.exit(checks.every(({ ok }) => ok) ? 0 : 1);
  },
});

const served = (target: Target) => `
The simulated router and Azure answer until Ctrl-C. In another terminal:
  ${commandLine(target, "verify")}
  ${commandLine(target, "router diff")}`;

/** The deployment of `npm start`, with the files that are named in its place; and its config, where it was read. */
async function inputsOf(
  shell: Shell,
  options: LabOptions & CommonOptions,
): Promise<{ readonly inputs: Inputs; readonly config?: NamedConfig }> {
  const { deployedInputs, isDeployed, readInput, ShownState } = onDemand.labInputs();
  const target = targetOf(shell, { simulate: true });
  const { gatewayState: gatewayFile, siteState: siteFile, router: routerFile } = options;
  const given = {
    ...(gatewayFile && { gatewayFile, gateway: ShownState.parse(gatewayFile, readInput(gatewayFile)) }),
    ...(siteFile && { siteFile, site: ShownState.parse(siteFile, readInput(siteFile)) }),
    ...(routerFile && { routerFile, router: readInput(routerFile) }),
  };
  if (gatewayFile && siteFile && routerFile) return { inputs: given as Inputs };
  let config: NamedConfig | undefined;
  if (options.config || !isDeployed(target)) {
    config = readConfig(shell, options, LAB);
    const own = onPremises(config).find(({ site }) => options.site === undefined || site.name === options.site);
    // Such a site has no state, so that a real deployment of one gives two files.
    if (gatewayFile && routerFile && own) {
      return { config, inputs: { ...given, siteFile: config.file, site: own } as Inputs };
    }
    await deployFor(shell, config);
  } else {
    config = deployedConfig(shell);
  }
  const sites = config ? onPremises(config) : [];
  const inputs = await deployedInputs(target, sites, config?.file, options.site);
  const mixed = Object.keys(given).length > 0;
  return { config, inputs: { ...inputs, ...given, ...(mixed && { siteName: undefined }) } };
}

async function deployFor(shell: Shell, config: NamedConfig): Promise<void> {
  const code = await deployConfig(targetOf(shell, { simulate: true }, config), config, {});
  if (code !== 0) throw new UserError("The lab was not started, since there is no deployment to take.");
  shell.print("");
}

const OTHER_MODES = [
  "site",
  "gatewayState",
  "siteState",
  "router",
  "matrix",
  "change",
  "short",
  "keep",
  "paper",
] as const;

/** Rehearses the alerts of the deployment that is there, or of one that is made for it. @returns the exit code */
async function alertsOn(target: Target, shell: Shell, options: LabOptions & CommonOptions): Promise<number> {
  const others = OTHER_MODES.filter((name) => options[name] !== undefined);
  if (others.length > 0) throw new UserError("--alerts is about the whole deployment; give it no more than --config");
  const { isDeployed } = onDemand.labInputs();
  const there = !options.config && isDeployed(target) ? deployedConfig(shell) : undefined;
  const config = there ?? readConfig(shell, options, MONITORED);
  const alerts = configuredAlerts(config);
  if (!there) await deployFor(shell, config);
  return rehearseAlerts(target, config, alerts);
}

/** The sites of a config that have a router of their own: of these, no state says what is around the router. */
const onPremises = ({ deployment: { sites, gateway } }: NamedConfig): readonly OnPremises[] =>
  sites.flatMap((site) => (site.kind === "onPremises" ? [{ site, hub: gateway.network }] : []));

/** The config of the deployment that is there, unless it is not known or gone. */
function deployedConfig(shell: Shell): NamedConfig | undefined {
  const deployed = readDeployment(targetOf(shell, { simulate: true }))?.config;
  if (deployed === undefined || !existsSync(resolve(shell.project, deployed))) return undefined;
  shell.say(`Config: ${deployed} (what is deployed is made from it)`);
  return { file: deployed, deployment: loadConfig(resolve(shell.project, deployed)).deployment };
}
