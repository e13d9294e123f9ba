import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a router showed: a file of fixtures/show. */
export const shownText = (name: string): string =>
  readFileSync(join(__dirname, "../fixtures/show", `${name}.txt`), "utf8");

/** Its lines. */
export const shown = (name: string): string[] => shownText(name).split("\n");
