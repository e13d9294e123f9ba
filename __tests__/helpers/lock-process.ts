import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { lock } from "../../runner/lock";
import { reset } from "../../runner/reset";

/*
 * A process that does what it reads, a line each, and answers each with a line:
 *
 *   lock FOLDER TIME    at that time (milliseconds since 1970): "in", or why not
 *   release             lets go of the lock
 *   share FOLDER N      locks and resets the folder N times, whenever it gets in: how often somebody else
 *                       was in there too
 */
let release = () => {};

const ANSWERS: Readonly<Record<string, (folder: string, number: string) => string>> = {
  lock: (folder, time) => {
    while (Date.now() < Number(time));
    return trial(() => (release = lock(folder))) ?? "in";
  },
  release: () => {
    release();
    return "released";
  },
  share: (folder, times) => {
    let shared = 0;
    for (let i = 0; i < Number(times); i++) {
      trial(() => reset(folder));
      const out = trial(() => (release = lock(folder)));
      if (out) continue;
      const mark = join(folder, "mark");
      // Fails where the other has set it; its removal fails where the other has reset the folder.
      if (trial(() => writeFileSync(mark, "", { flag: "wx" })) ?? trial(() => rmSync(mark))) shared++;
      release();
    }
    return String(shared);
  },
};

function trial(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const [word, folder, number] = line.split(" ");
  console.log(ANSWERS[word!]!(folder!, number!));
});
console.log(process.pid);
