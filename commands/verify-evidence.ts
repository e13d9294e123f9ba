import { setTimeout as sleep } from "node:timers/promises";
import type { Deployment } from "../lib/model/deployment";
import type { Site } from "../lib/model/site";
import { UserError } from "../lib/model/user-error";
import type { RouterConfig } from "../lib/router/router-config";
import type { AzureText } from "../lib/evidence/azure-evidence";
import { azureQuestions } from "../lib/evidence/azure-questions";
import type { Evidence } from "../lib/verify/judge";
import type { MachineEvidence, TestMachine } from "../lib/evidence/machine-evidence";
import type { RouterEvidence } from "../lib/evidence/router-evidence";
import { collectAzure, runOnMachine } from "../runner/azure-facts";
import type { AzureManagement } from "../runner/azure-management";
import { RouterTerminal } from "../runner/router-terminal";
import type { Target } from "../runner/target";
import { managementOf } from "./azure-access";
import type { NamedConfig } from "./config-file";
import * as onDemand from "./on-demand";
import { differenceOf, runningAt } from "./router-difference";
import { reading, readText, routerText, siteOf, type NamedText } from "./router-file";
import { routerAddress, type SshOptions } from "./router-login";
import type { Shell } from "./shell";
import { subscriptionOf } from "./subscription";
import { readDeployedConfig, targetOf } from "./target";
import type { CommonOptions } from "./word";

/** What there is to judge: files, or what is to be asked. */
export interface EvidenceOptions extends SshOptions, CommonOptions {
  /** Files of what the router has printed. */
  readonly shown?: readonly string[];
  /** Files of what Azure has printed; true: ask it. */
  readonly azure?: readonly string[] | true;
  readonly machines?: boolean;
}

/** What the evidence is of. */
export interface Judged {
  readonly config: NamedConfig;
  readonly target: Target;
  readonly site: Site;
  /** The configuration of the site's router, as it should be. */
  readonly text: NamedText;
  readonly file: RouterConfig;
}

/** What a site is to be judged by: its config, and the file of its router. @param wanted the site, of several */
export function judgedOf(
  shell: Shell,
  options: CommonOptions & { readonly router?: string },
  wanted: string | undefined,
): Judged {
  const config = readDeployedConfig(shell, options);
  const site = siteOf(config, wanted);
  const text = routerText(shell, options, config, site);
  const file = reading(text, onDemand.verification().readRouterConfig);
  return { config, target: targetOf(shell, options, config), site, text, file };
}

/** Gathers what is there and what the options ask for. What nobody asked for is absent. */
export async function evidenceOf(shell: Shell, options: EvidenceOptions, judged: Judged): Promise<Evidence> {
  const { azureEvidence } = onDemand.verification();
  const ask = options.azure === true || options.machines ? managementOf(shell, judged.target) : undefined;
  // Once more at the end: between two readings the counters of Azure grow too.
  const first = options.azure === true ? await azureTexts(ask!, judged) : [];
  let machines: MachineEvidence | undefined;
  const router = await routerOf(shell, options, judged, async () => {
    if (options.machines) machines = await machinesOf(ask!, judged);
    else if (isRouterAsked(options)) await sleep(1000 * BETWEEN);
  });
  const last = options.azure === true ? await azureTexts(ask!, judged) : azureFiles(shell, options.azure ?? []);
  return {
    ...router,
    ...(options.azure && { azure: azureEvidence(...first, ...last) }),
    ...(machines && { machines }),
  };
}

async function azureTexts(azure: AzureManagement, { config, target, site }: Judged): Promise<AzureText[]> {
  const questions = azureQuestions(config.deployment, site, subscriptionOf(config, target));
  const facts = await collectAzure(azure, [...new Set(questions.map(({ id }) => id))]);
  return facts.map(({ name, body }) => ({ name, text: JSON.stringify(body) }));
}

const azureFiles = (shell: Shell, files: readonly string[]): AzureText[] => files.map((file) => readText(shell, file));

async function machinesOf(azure: AzureManagement, judged: Judged) {
  const { machineEvidence, machineScript, testMachines } = onDemand.verification();
  const { config, site } = judged;
  const machines = testMachines(config.deployment, site);
  if (machines.length === 0) throw new UserError(`--machines: ${site.name} and the gateway have no two test machines`);
  const texts = await Promise.all(
    machines.map(async (machine) => {
      const { side } = machine;
      const targets = machines.filter((one) => one.side !== side).flatMap(({ addresses }) => addresses);
      const { stdout, stderr } = await runOnMachine(azure, machineId(judged, machine), machineScript(targets));
      return { side, text: `${stdout}\n${stderr}` };
    }),
  );
  return machineEvidence(...texts);
}

/** Azure's id of a test machine. */
export const machineId = ({ config, target, site }: Judged, { side, name }: TestMachine): string =>
  `/subscriptions/${subscriptionOf(config, target)}/resourceGroups/${groupOf(config.deployment, site, side)}/providers/Microsoft.Compute/virtualMachines/${name}`;

const groupOf = ({ gateway }: Deployment, site: Site, side: "gateway" | "site") =>
  side === "gateway" || site.kind !== "simulated" ? gateway.resourceGroup : site.resourceGroup;

const isRouterAsked = ({ shown, ssh, simulate }: EvidenceOptions) => !shown && (ssh !== undefined || simulate === true);

/** @param meanwhile what is done between the two readings of the router's counters */
async function routerOf(
  shell: Shell,
  options: EvidenceOptions,
  { site, text, file }: Judged,
  meanwhile: () => Promise<void>,
): Promise<Pick<Evidence, "router" | "configuration">> {
  const { routerEvidence, showCommands } = onDemand.verification();
  const { name } = site.router;
  const read = (texts: readonly string[]) => {
    const router = routerEvidence(...texts);
    checkHost(router, name, shell);
    return router;
  };
  if (!isRouterAsked(options)) {
    await meanwhile();
    return options.shown ? { router: read(options.shown.map((one) => readText(shell, one).text)) } : {};
  }
  const terminal = await RouterTerminal.open(routerAddress(shell, options, name), shell.env);
  try {
    const typed: string[] = [];
    const commands = showCommands(file);
    for (const [i, command] of commands.entries()) {
      // The last is the second reading of the counters.
      if (i === commands.length - 1) await meanwhile();
      typed.push(`${terminal.host}#${command}\n${await terminal.ask(command)}`);
    }
    const router = read([typed.join("\n")]);
    return { router, configuration: differenceOf(await runningAt(terminal), text) };
  } finally {
    await terminal.close();
  }
}

/** Seconds between the readings of the counters, where nothing else is done. */
const BETWEEN = 3;

/** A text may be of another router than the one that is meant, or of several. @throws UserError where it is of several */
function checkHost({ unknown: _, leftOut: __, ...parts }: RouterEvidence, name: string, { say }: Shell): void {
  const hosts = new Set(Object.values(parts).flatMap((readings) => readings.flatMap(({ host }) => host ?? [])));
  if (hosts.size > 1)
    throw new UserError(`the text is of ${[...hosts].join(" and ")}; give what one router has printed`);
  const [host = name] = hosts;
  if (host.toLowerCase() !== name.toLowerCase()) say(`The text is of ${host}, and the config has the router ${name}.`);
}
