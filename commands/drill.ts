import { Option } from "commander";
import { UserError } from "../lib/model/user-error";
import { DRILL_LIMITS } from "../lib/verify/drill";
import { resultOf, type CheckResult } from "../lib/verify/result";
import type { Outcome, Verdict } from "../lib/verify/verdict";
import { ask } from "../runner/ask";
import { commandLine } from "../runner/target";
import { inProject } from "./at-work";
import { drillCourse, pingTargets, type DrillCourse } from "./drill-course";
import * as onDemand from "./on-demand";
import { keepResult } from "./results";
import { routerAddress, sshOptions, type SshOptions } from "./router-login";
import type { Shell } from "./shell";
import { EXIT } from "./verify";
import { evidenceOf, judgedOf, type Judged } from "./verify-evidence";
import { count, word } from "./word";

interface DrillOptions extends SshOptions {
  readonly router?: string;
  readonly instance: "0" | "1";
  readonly minutes: number;
  readonly maxGap: number;
  readonly yes?: boolean;
}

export const drill = word<DrillOptions>({
  name: "drill",
  does: "Reset an instance of the gateway, and measure what that costs: the failover drill.",
  takes: ["simulate", "config", "strict", "json"],
  define: (command) =>
    sshOptions(command.argument("[site]", "of several sites, the one that is watched"))
      .addOption(new Option("--instance <number>", "the instance to reset").choices(["0", "1"]).default("0"))
      .option("--minutes <n>", "until all must be as before", count, DRILL_LIMITS.minutes)
      .option("--max-gap <seconds>", "without an answer, at most", count, DRILL_LIMITS.gapSeconds)
      .option("--router <file>", "the router's configuration file (default: the one that the deployment wrote)")
      .option("-y, --yes", "ask nothing"),
  examples: [
    "npx vpn drill oslo --config config/mine.json --ssh admin@oslo",
    "npx vpn drill oslo --config config/mine.json --ssh admin@oslo --instance 1 --max-gap 15",
    "npm start -- drill",
  ],
  notes: `It looks first, as vpn verify does, and drills a healthy deployment alone. Then it asks. The gateway's test
machine pings the site's in both families, five times a second, while the instance reboots; a site without
test machines is drilled, and its loss is not known. 90 seconds are Microsoft's worst case of an unplanned
failover. It takes the role Network Contributor, and Virtual Machine Contributor for the pings. Ctrl-C ends
the watch and has the pings; nothing takes back a reset that has begun.`,
  exits: "1 also where something is degraded, or unknown; 2 something has not come back in time, or was away too long",
  run: async (shell, options, [wanted]) => {
    const { terminal } = shell;
    if (!options.yes && !terminal) {
      throw new UserError("drill asks before it resets anything, and here is no terminal to ask at; give --yes");
    }
    const judged = judgedOf(shell, options, wanted);
    const { config, site, file, target } = judged;
    // Nobody resets what cannot be watched.
    routerAddress(shell, options, site.router.name);
    const { judge, testMachines, drillChecks } = onDemand.verification();
    const machines = testMachines(config.deployment, site);
    const look: DrillCourse["look"] = async (whole) => {
      const asked = { ...options, azure: true as const, machines: whole && machines.length > 0 };
      return judge({ deployment: config.deployment, site, file }, await evidenceOf(shell, asked, judged));
    };
    shell.say("Looking whether all is well, as vpn verify does.");
    const before = await look(true);
    refuseUnlessHealthy(before, judged);
    const instance = Number(options.instance);
    const { address, tunnels } = instanceOf(judged, instance);
    shell.say(announcement(judged, options, address, tunnels));
    const question = `Reset instance ${instance} of ${config.deployment.gateway.name}?`;
    if (!options.yes && !(await ask(question, terminal!))) {
      shell.say("Nothing was reset.");
      return 1;
    }
    const limits = { minutes: options.minutes, gapSeconds: options.maxGap };
    const stop = new AbortController();
    const interrupt = () => stop.abort();
    process.once("SIGINT", interrupt);
    const course = { judged, address, machines, before, look, limits, stop: stop.signal };
    const end = await drillCourse(shell, course).finally(() => process.off("SIGINT", interrupt));
    if (!end) {
      shell.say("Interrupted before anything was reset.");
      return INTERRUPTED;
    }
    const isStopped = stop.signal.aborted;
    const checks = drillChecks({ ...end, tunnels, limits, targets: pingTargets(machines), isStopped });
    const { name } = site;
    const occasion = { config: inProject(target, config.file), site: name, ended: new Date().toISOString() };
    const result = resultOf({ word: "drill", ...occasion }, checks);
    const { outcome } = result;
    keepResult(target, result);
    if (options.json) shell.print(JSON.stringify({ site: name, instance, address, outcome, checks }, null, 2));
    else print(shell, `${name} ${isStopped ? "was watched for a part of the drill" : WORDS[outcome]}.`, checks);
    if (!isStopped) return EXIT[outcome];
    shell.say(
      `Interrupted. Azure goes on with the reset, which nothing takes back. ${commandLine(target, `verify ${name}`)} says whether all is well again.`,
    );
    return INTERRUPTED;
  },
});

const INTERRUPTED = 130;

function refuseUnlessHealthy(verdicts: readonly Verdict[], { target, site }: Judged): void {
  const amiss = verdicts.filter(({ outcome }) => outcome !== "passed");
  if (amiss.length === 0) return;
  const { check, outcome } = amiss.find((one) => one.outcome === "failed") ?? amiss[0]!;
  throw new UserError(
    `${site.name} is not healthy, and is not drilled: ${check} is ${outcome}${amiss.length > 1 ? `, and ${amiss.length - 1} more` : ""}; ${commandLine(target, `verify ${site.name}`)} says what to do`,
  );
}

/** The public address of an instance, and the site's tunnels to it. */
function instanceOf({ site, file }: Judged, instance: number) {
  const own = site.tunnels.filter((one) => one.instance === instance).map(({ name }) => name);
  const { destination } = file.tunnels.find(({ name }) => own.includes(name))!;
  return { address: destination, tunnels: own };
}

function announcement(
  { config, site, target }: Judged,
  { instance, minutes, maxGap }: DrillOptions,
  address: string,
  tunnels: readonly string[],
): string {
  const { gateway, sites } = config.deployment;
  const others = sites.length > 1 || gateway.exists ? ", and what else is connected to it" : "";
  const [near, far] = onDemand.verification().testMachines(config.deployment, site);
  return [
    `Instance ${instance} of ${gateway.name} (${address}) ${target.simulated ? "goes down for a while" : "is rebooted"}, and with it ${tunnels.join(" and ")} of ${site.name}${others}.`,
    `Instance ${1 - Number(instance)} is to carry the traffic. Nothing takes back a reset that has begun.`,
    `All must be as it is now within ${minutes} min.`,
    near && far
      ? `${near.name} pings ${far.name} all the while: no more than ${maxGap} s without an answer.`
      : "There are no two test machines, so that the loss is not measured.",
  ].join("\n");
}

const WORDS: Readonly<Record<Outcome, string>> = {
  passed: "has come through the drill",
  degraded: "has come through the drill, and is degraded",
  failed: "has not come through the drill",
  unknown: "may have come through the drill",
};

function print({ print }: Shell, headline: string, checks: readonly CheckResult[]): void {
  const width = Math.max(...checks.map(({ check }) => check.length));
  print(`${headline}\n`);
  for (const { check, outcome, expected, seen } of checks) {
    const said = outcome === "passed" ? seen : `${seen ?? "nothing is known"}; expected: ${expected}`;
    print(`  ${outcome.padEnd(8)}  ${check.padEnd(width)}  ${said ?? ""}`.trimEnd());
  }
}
