import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Probe, until } from "../lab/probe";
import type { Family } from "../lib/model/dual-stack";

/** A step of the page: a config to write, or a command. */
export type Step =
  { readonly config: string } | { readonly command: string; readonly endsWith: number; readonly isBackground: boolean };

/** The steps of a page: each block of JSON is the config from there on, each line of a block of sh a command. */
export function stepsOf(page: string): Step[] {
  return [...page.matchAll(/^```(json|sh)\n([^]*?)^```$/gm)].flatMap(([, language, text]): Step[] => {
    if (language === "json") return [{ config: text! }];
    return text!
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => {
        const [command = "", remark = ""] = line.split(/\s+# /);
        return {
          command,
          endsWith: Number(/^ends with (\d)/.exec(remark)?.[1] ?? 0),
          isBackground: remark.startsWith("in another terminal"),
        };
      });
  });
}

export interface StepResult {
  readonly command: string;
  readonly endsWith: number;
  readonly exitCode: number | null;
  readonly output: string;
}

/**
 * Runs docs/day-two.md in a copy of the project.
 *
 * @param daemons whether real IKE daemons carry the tunnels, which needs root
 * @returns every command with how it ended; the first that ends otherwise than the page says is the last
 */
export async function runDayTwo(folder: string, daemons: boolean): Promise<StepResult[]> {
  const results: StepResult[] = [];
  let background: ChildProcess | undefined;
  try {
    for (const step of stepsOf(readFileSync(join(folder, "docs", "day-two.md"), "utf8"))) {
      if ("config" in step) {
        writeFileSync(join(folder, "config", "mine.json"), step.config);
        continue;
      }
      const command = daemons ? step.command.replace(" --paper", "") : step.command;
      if (step.isBackground) {
        background = await startLab(folder, command.split(" -- ")[1]!.split(" "));
        continue;
      }
      // The first change of the page is of one tunnel: the other one carries the packets.
      const isFirstChange = command.includes("router apply") && !results.some((one) => one.command === command);
      const pings = daemons && isFirstChange ? [pinging("ipv4", "10.1.0.4"), pinging("ipv6", "2001:db8:1:1::4")] : [];
      const result = await run(folder, command);
      results.push({ command, endsWith: step.endsWith, ...result });
      results.push(...(await Promise.all(pings.map((stop) => stop()))));
      if (results.some(({ exitCode, endsWith }) => exitCode !== endsWith)) break;
    }
  } finally {
    if (background) await endLab(background);
  }
  return results;
}

/** Starts `vpn lab` with these arguments, `--keep` among them. @returns it once the router and Azure answer */
export async function startLab(folder: string, args: readonly string[]): Promise<ChildProcess> {
  const lab = spawn(process.execPath, ["commands/vpn.cjs", "lab", ...args], { cwd: folder, stdio: "inherit" });
  // A busy machine takes its time; what has ended will not start.
  for (let i = 0; i < 3000 && isAtWork(lab); i++) {
    if (existsSync(join(folder, ".simulator", "stand-ins", "azure.json"))) return lab;
    await sleep(100);
  }
  lab.kill();
  throw new Error("the lab has not started");
}

const isAtWork = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;

export async function endLab(lab: ChildProcess): Promise<void> {
  if (!isAtWork(lab)) return;
  lab.kill("SIGINT");
  await once(lab, "close");
}

/**
 * Pings from the machine at the site. @returns what ends it: its exit code is 1 where no answer came for a second.
 * A packet may be lost as a tunnel comes back: its responder may send before the initiator has the keys.
 */
function pinging(family: Family, target: string): () => Promise<StepResult> {
  const probe = new Probe(family, "vm2", target, 0.05);
  return async () => {
    // The tunnel that has changed takes its traffic back.
    await sleep(2000);
    // A silence at the end lies between no two answers.
    const goesOn = await until(() => probe.alive(), 1);
    const { received, lost, outage } = await probe.stop();
    const figures = `${received} answered, ${lost} lost, ${outage.toFixed(1)} s at most without an answer`;
    const output = goesOn ? figures : `${figures}, silent at the end`;
    const isRight = goesOn && received >= 20 && outage < 1;
    return { command: `ping ${target} meanwhile: ${output}`, endsWith: 0, exitCode: isRight ? 0 : 1, output };
  };
}

async function run(cwd: string, command: string): Promise<Pick<StepResult, "exitCode" | "output">> {
  const child = spawn(command, { cwd, shell: true, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, output };
}
