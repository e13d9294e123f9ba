import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { WORDS } from "../commands/program";
import { refusals, RENDERED, renderedFile, routerOf, typed } from "./helpers/simulated-router";

const project = join(__dirname, "..");
const read = (file: string) => readFileSync(join(project, file), "utf8");
const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: project, encoding: "utf8" })
  .trim()
  .split("\n")
  .filter((file) => existsSync(join(project, file)));
const pages = files.filter((file) => file.endsWith(".md"));
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

test("the README's picture is what vpn graph --mermaid prints of the lab", () => {
  const [, picture] = /^```mermaid\n(.*?)^```$/ms.exec(read("README.md")) ?? [];
  expect(picture).toBe(read("__tests__/fixtures/graph/lab.mmd"));
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

/** Whether git ignores what lies at this path: then a command makes it. */
const isGenerated = (path: string) =>
  spawnSync("git", ["check-ignore", "-q", `${path}/any`], { cwd: project }).status === 0;

/**
 * Whether the text in backticks names a path that is not there. A path has a slash and begins with a small
 * letter, "." or "_"; it counts up to its first placeholder, such as `<word>`. A name alone counts if it ends as
 * a source file does.
 */
function isMissing(text: string): boolean {
  if (/^[\w.-]+\.(ts|cjs|mjs|json|md|mustache)$/.test(text)) return !files.some((file) => basename(file) === text);
  if (!/^[a-z._][^\s/]*\//.test(text)) return false;
  const path = text.replace(/(^|\/)[^/]*<.*$/, "");
  return !existsSync(join(project, path)) && !isGenerated(path);
}

// The changelog names files of earlier releases, too.
test.each(pages.filter((page) => page !== "CHANGELOG.md"))("each path in backticks of %s is there", (page) => {
  const prose = read(page).replace(/^```.*?^```/gms, "");
  const quoted = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text!);
  expect(quoted.filter(isMissing)).toEqual([]);
});

test.each(pages)("no command of %s hands to a program or a file what npm prints before", (page) => {
  const blocks = [...read(page).matchAll(/^```sh\n(.*?)^```/gms)].map(([, text]) => text!);
  const lines = blocks.flatMap((text) => text.split("\n")).map((line) => line.replace(/\s# .*/, ""));
  expect(lines.filter((line) => /^npm (start|run) .*(--json|--format json|[|>])/.test(line))).toEqual([]);
});

test.each(pages)("each command of %s exists", (page) => {
  const text = read(page);
  const words = WORDS.map(({ name }) => name);
  const named = [...text.matchAll(/(?:npx vpn|npm start --) ([a-z]+)/g)].map(([, word]) => word!);
  const run = [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, script]) => script!.replace(/:$/, ""));
  expect(named.filter((word) => !words.includes(word))).toEqual([]);
  expect(run.filter((script) => !(script in scripts))).toEqual([]);
});

test.each(Object.keys(RENDERED).filter((file) => file.startsWith("on-premises/")))(
  "the page's command takes %s back from a router, and leaves what is beside it",
  (file) => {
    const [, grep, sed] = /^(grep -E .*) oslo-removed\.cfg \| tac \|\n +(sed -E .*)$/m.exec(
      read("docs/living-with-it.md"),
    )!;
    const pipeline = spawnSync("sh", ["-c", `${grep!} | tac | ${sed!}`], {
      input: renderedFile(file),
      encoding: "utf8",
    });
    const commands = pipeline.stdout.trim().split("\n");
    const router = routerOf(file);
    const before = router.configurationText();
    router.take(renderedFile(file), "test");
    expect(router.configurationText()).toMatch(/^interface Tunnel\d/m);
    const said = typed(router, "configure terminal", ...commands, "end").join("\n");
    expect(refusals(said).filter((line) => !line.startsWith("% Not all config may be removed"))).toEqual([]);
    expect(router.configurationText()).toBe(before);
  },
);
