import type { ProjectCopy, Run } from "../../testing/project-copy";

const IMPORT = /^ {2}npm start -- import (\S+) (\S+) '(.+)'$/gm;
const REMOVE = /npm start -- (deploy|destroy) --remove-leftovers/;
const AGAIN = /[Rr]un it again/;

/**
 * Does what a failed run says, and nothing else, until a run goes through: imports first, then what
 * no state knows is removed, else the same again.
 *
 * @param seen is called after each run
 * @returns the last run
 */
export function followWays(
  project: ProjectCopy,
  failed: Run,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  seen: (run: Run) => void = () => {},
): Run {
  let last = failed;
  // What is not over after six runs does not converge.
  for (let attempt = 0; attempt < 6 && last.status !== 0; attempt++) {
    const imports = [...last.stderr.matchAll(IMPORT)];
    for (const [, ...words] of imports) {
      const imported = project.run("start", ["import", ...words], environment);
      if (imported.status !== 0) throw new Error(`${words.join(" ")}: ${imported.stderr}`);
    }
    const [, removal] = REMOVE.exec(last.stderr) ?? [];
    const remove = imports.length === 0 && removal !== undefined;
    if (!remove && !AGAIN.test(last.stderr)) throw new Error(`this names no way on:\n${last.stderr}`);
    last = project.run("start", remove ? [removal, "--remove-leftovers"] : args, environment);
    seen(last);
  }
  return last;
}
