import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { routerFile } from "../lib/model/router-file";
import type { Site } from "../lib/model/site";
import { UserError } from "../lib/model/user-error";
import type { RouterConfig } from "../lib/router/router-config";
import type { RouterEvidence } from "../lib/verify/router-evidence";
import { rootCause, worst, type Outcome, type Verdict } from "../lib/verify/verdict";
import { LAB, readConfig, sitesOf, type NamedConfig } from "./config-file";
import * as onDemand from "./on-demand";
import type { Shell } from "./shell";
import { targetOf } from "./target";
import { several, word } from "./word";

interface VerifyOptions {
  readonly shown?: readonly string[];
  readonly router?: string;
  readonly commands?: boolean;
}

/** Exit codes: what is not known is no health. */
const EXIT = { passed: 0, degraded: 1, unknown: 1, failed: 2 } as const satisfies Record<Outcome, number>;

export const verify = word<VerifyOptions>({
  name: "verify",
  does: "Judge from what a router shows whether its tunnels are as its file says.",
  takes: ["simulate", "config", "strict", "json"],
  define: (command) =>
    command
      .argument("[site]", "of several sites, this one")
      .option(
        "--shown <file>",
        "what the router printed, as pasted from its terminal; again for each file; -: what comes on stdin",
        several,
      )
      .option("--router <file>", "the router's configuration file (default: the one that the deployment wrote)")
      .option("--commands", "print what to type at the router, and judge nothing"),
  examples: [
    "npx vpn verify --config config/mine.json --commands",
    "npx vpn verify oslo --config config/mine.json --shown oslo.txt",
  ],
  notes: `It reads the router's terminal, with its prompts, in any order; what is not there is unknown. Azure's side is not
asked. Nothing of a running configuration is kept, and no key is shown.`,
  exits: "1 also where a tunnel is degraded, or something is unknown; 2 something has failed",
  run: (shell, options, [wanted]) => {
    const { judgeRouter, routerEvidence, showCommands } = onDemand.verification();
    const { router } = siteOf(readConfig(shell, options, options.simulate ? LAB : undefined), wanted);
    const file = options.router
      ? resolve(shell.cwd, options.router)
      : join(targetOf(shell, options).home, routerFile(router.name));
    const config = readFile(shown(file), read(file));
    if (options.commands) {
      shell.print(showCommands(config).join("\n"));
      return 0;
    }
    if (!options.shown) {
      throw new UserError(
        "What has the router printed? --shown FILE names a file with it; --commands prints what to type at the router",
      );
    }
    const evidence = routerEvidence(
      ...options.shown.map((one) => read(one === "-" ? "/dev/stdin" : resolve(shell.cwd, one))),
    );
    checkHost(evidence, router.name, shell);
    const verdicts = judgeRouter(config, evidence);
    const outcome = worst(verdicts.map((one) => one.outcome));
    if (options.json) shell.print(JSON.stringify({ router: router.name, outcome, verdicts }, null, 2));
    else print(shell, router.name, outcome, verdicts);
    for (const command of evidence.leftOut) shell.say(`${command} was left out: it may hold keys.`);
    if (evidence.unknown.length > 0)
      shell.say(`${evidence.unknown.length} passages of the text are of no known command.`);
    return EXIT[outcome];
  },
});

/** The site that is named, or the only one. */
function siteOf(config: NamedConfig, wanted: string | undefined): Site {
  const [site, ...others] = sitesOf(config, wanted);
  if (others.length === 0) return site!;
  throw new UserError(`Which site? ${[site!, ...others].map(({ name }) => name).join(", ")}`);
}

/** A text may be of another router than the one that is meant, or of several. @throws UserError where it is of several */
function checkHost({ unknown: _, leftOut: __, ...parts }: RouterEvidence, name: string, { say }: Shell): void {
  const hosts = new Set(Object.values(parts).flatMap((readings) => readings.flatMap(({ host }) => host ?? [])));
  if (hosts.size > 1)
    throw new UserError(`the text is of ${[...hosts].join(" and ")}; give what one router has printed`);
  const [host = name] = hosts;
  if (host.toLowerCase() !== name.toLowerCase()) say(`The text is of ${host}, and the config has the router ${name}.`);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`${shown(file)} cannot be read (${(error as NodeJS.ErrnoException).code}); name another file`);
  }
}

function readFile(name: string, text: string): RouterConfig {
  try {
    return onDemand.verification().readRouterConfig(text);
  } catch (error) {
    throw new UserError(`${name}, ${(error as Error).message}`);
  }
}

function shown(file: string): string {
  const short = relative(process.cwd(), file);
  return short.startsWith("..") ? file : short;
}

const WORDS = {
  passed: "is healthy",
  degraded: "is degraded",
  failed: "has failed",
  unknown: "is not known to be healthy",
} as const;

/** The first cause first, then every check. */
function print({ print }: Shell, router: string, outcome: Outcome, verdicts: readonly Verdict[]): void {
  print(`${router} ${WORDS[outcome]}.`);
  const first = rootCause(verdicts);
  if (first) print(`\nFirst: ${first.name}\n  ${first.text}`);
  const width = Math.max(...verdicts.map(({ check }) => check.length));
  print("");
  for (const { check, outcome, expected, seen, causes = [] } of verdicts) {
    const said = outcome === "passed" ? seen : `${seen ?? "nothing is known"}; expected: ${expected}`;
    print(`  ${outcome.padEnd(8)}  ${check.padEnd(width)}  ${said}`);
    for (const { text } of causes) print(`  ${" ".repeat(8)}  ${" ".repeat(width)}  - ${text}`);
  }
}
