import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Interruption } from "./interruption";
import { run } from "./process";
import { stackFolder, terraformBlock } from "./synthesized";
import { commandLine, type Target } from "./target";
import { binaryName, hasPluginCache } from "./terraform";
import { terraformEvent, type Diagnostic, type TerraformEvent } from "./terraform-json";

/** The end of one run of Terraform. */
export interface Outcome {
  /** Terraform's own exit code, or 128 and the number of the signal that ended it. */
  readonly code: number;
  readonly events: readonly TerraformEvent[];
}

/** Shows what Terraform says, while it does. */
export type Listener = (stack: string, event: TerraformEvent) => void;

type Initialized = { readonly code: number; readonly event: TerraformEvent } | undefined;

/** Runs Terraform in the folder of one stack after another, or of several at a time. */
export class Driver {
  private readonly initialized = new Map<string, Promise<Initialized>>();
  private readonly takesTurns: boolean;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly target: Target,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly interruption?: Interruption,
  ) {
    this.takesTurns = hasPluginCache(target);
  }

  /** Is aborted once somebody has asked to stop. */
  get stop(): AbortSignal | undefined {
    return this.interruption?.signal;
  }

  /** Whether somebody has asked to stop. */
  get stopped(): boolean {
    return this.interruption?.code !== undefined;
  }

  /** Terraform's text for people; nothing where it has failed. */
  async text(stack: string, args: readonly string[]): Promise<string[]> {
    const lines: string[] = [];
    const code = await this.start(stack, args, (line) => lines.push(line));
    return code === 0 ? lines : [];
  }

  /** Runs Terraform on a stack, and before that `init` where the stack needs it. */
  async run(
    stack: string,
    [command, ...args]: readonly ["plan" | "apply" | "import", ...string[]],
    listener: Listener = () => {},
  ): Promise<Outcome> {
    const events: TerraformEvent[] = [];
    const take = (event: TerraformEvent) => {
      events.push(event);
      listener(stack, event);
    };
    const initialized = await this.init(stack);
    if (initialized) {
      take(initialized.event);
      return { code: initialized.code, events };
    }
    const json = command === "import" ? ["-no-color"] : ["-json"];
    const code = await this.start(stack, [command, "-input=false", ...json, ...args], (line) =>
      take(terraformEvent(line)),
    );
    // With -detailed-exitcode a plan that finds something to do ends with 2.
    const failed = code !== 0 && !(command === "plan" && code === 2);
    if (failed && errorsOf(events).length === 0) take(silentEnd(command, code, events));
    const end = { plan: "counted", apply: "applied", import: undefined }[command];
    if (failed || !end || events.some(({ kind }) => kind === end)) return { code, events };
    take(this.untold(stack, command));
    return { code: 1, events };
  }

  /** Initializes a stack, once. {@link run} does it too; done ahead, it costs no time. @returns undefined where Terraform can go on */
  init(stack: string): Promise<Initialized> {
    const known = this.initialized.get(stack) ?? this.inTurn(() => this.initialize(stack));
    this.initialized.set(stack, known);
    return known;
  }

  /** One after the other where they share a cache, else at once, which is faster. */
  private inTurn(work: () => Promise<Initialized>): Promise<Initialized> {
    if (!this.takesTurns) return work();
    const turn = this.turn.then(work);
    this.turn = turn.catch(() => undefined);
    return turn;
  }

  private async initialize(stack: string): Promise<Initialized> {
    const folder = join(stackFolder(this.target.home, stack), ".terraform");
    const stamp = join(folder, "initialized.json");
    // What Terraform would have to be initialized for again. It says so itself if anything else has changed.
    const wanted = JSON.stringify([binaryName(this.target.env), terraformBlock(this.target.home, stack)]);
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return undefined;
    const lines: string[] = [];
    const code = await this.start(stack, ["init", "-input=false", "-no-color"], (line) => lines.push(line));
    if (code !== 0) {
      const from = lines.findIndex((line) => line.includes("Error: "));
      const said = lines.slice(Math.max(from, 0)).map((line): TerraformEvent => ({ kind: "text", message: line }));
      return { code, event: silentEnd("init", code, said) };
    }
    if (existsSync(folder)) writeFileSync(stamp, wanted);
    return undefined;
  }

  /**
   * A success that says nothing of what was planned or done. It is no "no changes": a remote run ends so, whatever it does.
   *
   * @see https://github.com/hashicorp/terraform/blob/v1.9.8/internal/cloud/backend_plan.go#L475
   */
  private untold(stack: string, command: string): TerraformEvent {
    const { home, project, env } = this.target;
    const workspace = terraformBlock(home, stack)?.cloud?.workspaces?.name;
    const folder = relative(project, stackFolder(home, stack));
    return errorEvent(
      `terraform ${command} has not said what it ${command === "plan" ? "would change" : "has changed"}`,
      workspace === undefined
        ? `Each ${command} with -json ends with a change_summary, and this one had none. See what ${binaryName(env)} prints in ${folder}.`
        : `It runs in HCP Terraform, which prints text for people, and what that holds is not guessed here. Set the execution mode of the workspace ${workspace} to Local. Or work with Terraform itself: ${commandLine(this.target, "synth")}, then terraform plan and apply in ${folder}, or a workspace that is connected to version control.`,
    );
  }

  private async start(stack: string, args: readonly string[], onLine: (line: string) => void): Promise<number> {
    const stopped = this.interruption?.code;
    if (stopped !== undefined) return stopped;
    return run(binaryName(this.target.env), args, {
      cwd: stackFolder(this.target.home, stack),
      env: this.environment,
      interruption: this.interruption,
      onLine,
    });
  }
}

export const diagnosticsOf = (events: readonly TerraformEvent[]): Diagnostic[] =>
  events.flatMap((event) => (event.kind === "diagnostic" ? [event.diagnostic] : []));

export const errorsOf = (events: readonly TerraformEvent[]): Diagnostic[] =>
  diagnosticsOf(events).filter(({ severity }) => severity === "error");

/** An end that Terraform has given no diagnostic for, with all that it has printed as text. */
function silentEnd(command: string, code: number, events: readonly TerraformEvent[]): TerraformEvent {
  const printed = events.flatMap(({ kind, message }) => (kind === "text" ? [message.replace(/^[│╷╵] ?/, "")] : []));
  const summary = `terraform ${command} ended with ${code > 128 ? `signal ${code - 128}` : `exit code ${code}`}`;
  return errorEvent(summary, printed.join("\n").trim());
}

const errorEvent = (summary: string, detail: string): TerraformEvent => ({
  kind: "diagnostic",
  message: `Error: ${summary}`,
  diagnostic: { severity: "error", summary, detail },
});
