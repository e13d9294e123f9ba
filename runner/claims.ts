import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nameOf } from "./azure-door";
import { cloudContents } from "./leftovers";
import { readState, type State, type StateResource } from "./state";
import { deployedStacks, stackFolder, stateFile } from "./synthesized";
import type { Target } from "./target";

/** What there is, counted without a look at what any run has said. */
export interface Facts {
  /** Stack to the addresses in its state; of a broken state, those in the backup that takes its place. */
  readonly known: Readonly<Record<string, readonly string[]>>;
  /** Stack to how many of those exist. */
  readonly held: Readonly<Record<string, number>>;
  /** How many resources the cloud has. */
  readonly cloud: number;
  /** How many of those no state knows. */
  readonly unknown: number;
  /** How often the cloud was written to. */
  readonly writes: number;
}

export async function factsOf(target: Target): Promise<Facts> {
  const { home } = target;
  const states = Object.fromEntries(deployedStacks(home).map((stack) => [stack, stateToBe(stateFile(home, stack))]));
  const cloud = new Set((await cloudContents(target)).map(nameOf));
  const exists = (stack: string) => (resource: StateResource) => {
    const { type, id, attributes } = resource;
    if (type.startsWith("azurerm_")) return cloud.has(nameOf(resource));
    if (type !== "local_file") return true;
    const file = join(stackFolder(home, stack), String(attributes.filename));
    return existsSync(file) && createHash("sha1").update(readFileSync(file)).digest("hex") === id;
  };
  const all = Object.values(states).flatMap(({ resources }) => resources);
  const ids = new Set(all.map(nameOf));
  const log = join(home, "cloud", "writes.jsonl");
  const ofEach = <T>(count: (stack: string, state: State) => T) =>
    Object.fromEntries(Object.entries(states).map(([stack, state]) => [stack, count(stack, state)]));
  return {
    known: ofEach((_, { resources }) => resources.map(({ address }) => address)),
    held: ofEach((stack, { resources }) => resources.filter(exists(stack)).length),
    cloud: cloud.size,
    unknown: [...cloud].filter((id) => !ids.has(id)).length,
    writes: existsSync(log) ? readFileSync(log, "utf8").split("\n").length - 1 : 0,
  };
}

function stateToBe(file: string): State {
  for (const one of [file, `${file}.backup`]) {
    try {
      if (existsSync(one)) return readState(one);
    } catch {
      // The backup takes the place of a broken state; without one, nothing is known.
    }
  }
  return { outputs: {}, resources: [] };
}

/** One run of deploy or destroy. */
export interface Report {
  readonly goal: "deploy" | "destroy";
  readonly code: number;
  /** All that it has printed. */
  readonly text: string;
}

/** Holds what a run has said against what there is. @returns how many claims it made, and those that are not so */
export function judge({ goal, code, text }: Report, before: Facts, after: Facts) {
  const untrue: string[] = [];
  let claims = 0;
  const claim = (line: string, holds: boolean) => {
    claims++;
    if (!holds) untrue.push(line);
  };
  const held = ({ held }: Facts, stack: string) => held[stack] ?? 0;
  const known = ({ known }: Facts, stack: string) => known[stack] ?? [];
  const counts = [...text.matchAll(/^([\w-]+): (?:(\d+) added, \d+ changed, )?(\d+) destroyed$/gm)];
  for (const [line, stack, added = 0, destroyed] of counts) {
    const difference = Number(added) - Number(destroyed);
    // A destroy counts a resource too that was gone already, where the state still knew it.
    const forgotten = known(after, stack!).length - known(before, stack!).length;
    const isDestroy = Number(added) === 0 && difference === forgotten;
    claim(line, isDestroy || difference === held(after, stack!) - held(before, stack!));
  }
  const still = [...text.matchAll(/^([\w-]+): no changes$/gm)];
  for (const [line, stack] of still) claim(line, held(after, stack!) === held(before, stack!));
  if (code === 0 && goal === "deploy" && counts.length === 0) {
    const removed = text.includes("They are removed from the simulated cloud.");
    claim("all stacks: no changes", still.length > 0 && (removed || after.writes === before.writes));
  }
  const summary = /^Resources\n((?: {2}[\w-]+: \d+\n)+)/m.exec(text)?.[1] ?? "";
  for (const [line, stack, count] of summary.matchAll(/^ {2}([\w-]+): (\d+)$/gm)) {
    claim(line, Number(count) === held(after, stack!) && Number(count) === known(after, stack!).length);
  }
  if (code === 0 && goal === "deploy") claim("a summary", summary !== "");
  for (const [line, count] of text.matchAll(/The simulated cloud has (\d+) resources? that no state knows/g)) {
    claim(line, [before.unknown, after.unknown].includes(Number(count)));
  }
  for (const [line, stack, addresses] of text.matchAll(/^Left of ([\w-]+): (.*)$/gm)) {
    claim(line, addresses === known(after, stack!).join(", "));
  }
  if (code === 0 && goal === "destroy") {
    claim("destroyed", after.cloud === 0 && Object.values(after.known).every(({ length }) => length === 0));
  }
  if (code === 0 && after.unknown > 0) claim("success", text.includes("that no state knows"));
  if (code !== 0) claim("a way on", /run it again|--remove-leftovers|npm start -- import/i.test(text));
  return { claims, untrue };
}
