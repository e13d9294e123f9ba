import { UserError } from "../lib/model/user-error";
import { azureQuestions, azCommands } from "../lib/evidence/azure-questions";
import { judgedResult } from "../lib/verify/result";
import { rootCause, worst, type Outcome, type Verdict } from "../lib/verify/verdict";
import { SIMULATED_SUBSCRIPTION } from "../runner/target";
import { inProject } from "./at-work";
import * as onDemand from "./on-demand";
import { keepResult } from "./results";
import { sshOptions } from "./router-login";
import type { Shell } from "./shell";
import { evidenceOf, judgedOf, type EvidenceOptions, type Judged } from "./verify-evidence";
import { several, word } from "./word";

interface VerifyOptions extends EvidenceOptions {
  readonly router?: string;
  readonly commands?: boolean;
  readonly markdown?: boolean;
}

/** Exit codes: what is not known is no health. */
export const EXIT = { passed: 0, degraded: 1, unknown: 1, failed: 2 } as const satisfies Record<Outcome, number>;

export const verify = word<VerifyOptions>({
  name: "verify",
  does: "Judge whether the tunnels of a site work, by what its router and Azure show.",
  takes: ["simulate", "config", "strict", "json", "verbose"],
  define: (command) =>
    sshOptions(command.argument("[site]", "of several sites, this one"))
      .option(
        "--shown <file>",
        "what the router printed, as pasted from its terminal; again for each file, the latest last; -: what comes on stdin",
        several,
      )
      .option("--azure [files...]", "ask Azure, with the login that az has; or read what commands of az printed")
      .option("--machines", "let the test machines ping each other and load a page, by Azure's run command")
      .option("--router <file>", "the router's configuration file (default: the one that the deployment wrote)")
      .option("--commands", "print what to type at the router and for Azure, and judge nothing")
      .option("--markdown", "print a page of Markdown"),
  examples: [
    "npx vpn verify oslo --config config/mine.json --ssh admin@oslo --azure",
    "npx vpn verify oslo --config config/mine.json --commands",
    "npx vpn verify oslo --config config/mine.json --shown oslo.txt --azure connection.json sas.json",
    "npm start -- verify",
  ],
  notes: `Each end tells what the other end's failure comes from; the likeliest cause stands first. What nobody asked is
unknown. With --simulate, all is asked of what npm run lab -- --keep serves. Nothing of a running
configuration is kept, and no key is shown.`,
  exits: "1 also where a tunnel is degraded, or something is unknown; 2 something has failed",
  run: async (shell, options, [wanted]) => {
    const judged = judgedOf(shell, options, wanted);
    const { config, site, file } = judged;
    const { judge, markdown, testMachines } = onDemand.verification();
    if (options.commands) {
      shell.print(commandsOf(judged).join("\n"));
      return 0;
    }
    const asked = withDefaults(options, testMachines(config.deployment, site).length > 0);
    if (!asked.shown && !asked.ssh && !asked.azure && !asked.simulate) {
      throw new UserError(
        "What is there to judge? --ssh admin@router asks the router, --azure asks Azure; --shown and --azure FILE read what they printed, and --commands says what to type",
      );
    }
    const evidence = await evidenceOf(shell, asked, judged);
    const verdicts = judge({ deployment: config.deployment, site, file }, evidence);
    const outcome = worst(verdicts.map((one) => one.outcome));
    const { name } = site.router;
    const ended = new Date().toISOString();
    const occasion = { word: "verify", config: inProject(judged.target, config.file), site: site.name, ended } as const;
    keepResult(judged.target, judgedResult(occasion, verdicts));
    if (options.json) shell.print(JSON.stringify({ router: name, outcome, verdicts }, null, 2));
    else if (options.markdown) shell.print(markdown(name, verdicts).trimEnd());
    else print(shell, name, outcome, verdicts, options.verbose ?? false);
    for (const command of evidence.router?.leftOut ?? []) shell.say(`${command} was left out: it may hold keys.`);
    const unread = evidence.router?.unknown.length ?? 0;
    if (unread > 0)
      shell.say(
        `${unread} ${unread === 1 ? "passage of the text is" : "passages of the text are"} of no known command.`,
      );
    for (const { name, why } of evidence.azure?.unknown ?? []) shell.say(`${name} is not read: ${why}`);
    return EXIT[outcome];
  },
});

/** On the simulated Azure all that is served is asked, unless something is named. */
function withDefaults(options: VerifyOptions, hasMachines: boolean): VerifyOptions {
  if (!options.simulate || options.shown || options.azure) return options;
  return { ...options, azure: true, machines: hasMachines };
}

function commandsOf({ config, target, site, file }: Judged): string[] {
  const { machineScript, showCommands, testMachines } = onDemand.verification();
  const machines = testMachines(config.deployment, site);
  // Where neither says it, the shell is to.
  const named = config.deployment.provider.subscriptionId ?? (target.env.ARM_SUBSCRIPTION_ID || "$ARM_SUBSCRIPTION_ID");
  return [
    `! At the router ${site.router.name}:`,
    ...showCommands(file),
    "",
    "# For Azure:",
    ...azCommands(azureQuestions(config.deployment, site, target.simulated ? SIMULATED_SUBSCRIPTION : named)),
    ...machines.flatMap(({ side, name }) => [
      "",
      `# On ${name}:`,
      machineScript(machines.filter((one) => one.side !== side).flatMap(({ addresses }) => addresses)),
    ]),
  ];
}

const WORDS = {
  passed: "is healthy",
  degraded: "is degraded",
  failed: "has failed",
  unknown: "is not known to be healthy",
} as const;

/** What to mend first; then every check that has not passed with its likely causes; then the others by what they are of. */
function print({ print }: Shell, router: string, outcome: Outcome, verdicts: readonly Verdict[], all: boolean): void {
  print(`${router} ${WORDS[outcome]}.`);
  const first = rootCause(verdicts);
  if (first) print(`\nFirst: ${first.name}\n  ${first.text}`);
  const listed = all ? verdicts : verdicts.filter((one) => one.outcome !== "passed");
  const passed = bySubject(verdicts.filter((one) => !listed.includes(one)));
  const width = Math.max(...[...listed.map(({ check }) => check), ...passed.keys()].map((text) => text.length));
  const row = (outcome: Outcome, check: string, said = "") =>
    print(`  ${outcome.padEnd(8)}  ${check.padEnd(width)}  ${said}`.trimEnd());
  print("");
  for (const { check, outcome, expected, seen, causes = [] } of listed) {
    row(outcome, check, outcome === "passed" ? seen : `${seen ?? "nothing is known"}; expected: ${expected}`);
    for (const { text } of causes) print(`  ${" ".repeat(8)}  ${" ".repeat(width)}  - ${text}`);
  }
  for (const [subject, checks] of passed) row("passed", subject, checks.join(", "));
}

/** Checks by what stands before their colon: `Tunnel0` to `IKE SA` and others. */
function bySubject(verdicts: readonly Verdict[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { check } of verdicts) {
    const [, subject = check, rest] = /^(.+?): (.+)$/.exec(check) ?? [];
    found.set(subject, [...(found.get(subject) ?? []), ...(rest ? [rest] : [])]);
  }
  return found;
}
