import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { WORDS } from "../commands/program";

const project = join(__dirname, "..");
const read = (file: string) => readFileSync(join(project, file), "utf8");
const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.md"], {
  cwd: project,
  encoding: "utf8",
});
const pages = listed
  .trim()
  .split("\n")
  .filter((page) => existsSync(join(project, page)));
const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: Readonly<Record<string, string>> };

/** The anchor that a heading gets: lower case, without signs, blanks as "-". */
const anchors = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- ]/gu, "")
      .replaceAll(" ", "-"),
  );

test("the pages are found, and the README fits its bound", () => {
  expect(pages).toEqual(expect.arrayContaining(["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/operations.md"]));
  expect(read("README.md").split("\n").length).toBeLessThanOrEqual(150);
});

test.each(pages)("each link of %s leads to a file and a heading that are there", (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
  const broken = links.filter(([, path, anchor]) => {
    const file = path ? join(dirname(page), path) : page;
    if (!existsSync(join(project, file))) return true;
    return anchor !== undefined && !anchors(read(file)).includes(anchor);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

test.each(pages)("each command of %s exists", (page) => {
  const text = read(page);
  const words = WORDS.map(({ name }) => name);
  const named = [...text.matchAll(/(?:npx vpn|npm start --) ([a-z]+)/g)].map(([, word]) => word!);
  const run = [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, script]) => script!.replace(/:$/, ""));
  expect(named.filter((word) => !words.includes(word))).toEqual([]);
  expect(run.filter((script) => !(script in scripts))).toEqual([]);
});
