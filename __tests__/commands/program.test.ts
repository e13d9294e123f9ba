import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { WORDS } from "../../commands/program";
import { runVpn } from "../helpers/vpn";

const project = join(__dirname, "../..");
const help = (...args: string[]) => runVpn([...args, "--help"], { project });
const NAMES = WORDS.map(({ name }) => name);
const EXITS = "Exit codes: 0 done, 1 an error, 130 interrupted";

test("every word of a file in commands/ stands in the program", async () => {
  const files = readdirSync(join(project, "commands")).filter((file) => file.endsWith(".ts"));
  const modules = await Promise.all(files.map((file) => import(join(project, "commands", file)) as Promise<object>));
  const isWord = (value: unknown) => typeof value === "object" && value !== null && "does" in value && "run" in value;
  const words = modules.flatMap((module) => Object.values(module).filter(isWord) as typeof WORDS);
  expect(words.map(({ name }) => name).sort()).toEqual([...NAMES].sort());
});

test.each(WORDS)("vpn $name --help says what it does, with examples and exit codes", async ({ name, does }) => {
  const { code, out, err } = await help(name);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(new RegExp(`^Usage: vpn ${name}\\b`));
  expect(out.replace(/\s+/g, " ")).toContain(does);
  expect(out).toMatch(/^Examples:\n {2}\$ np/m);
  expect(out).toContain(EXITS);
});

test("every example calls a word that there is, with options that it takes", async () => {
  const { out: program } = await help();
  const examples = WORDS.flatMap(({ examples }) => examples).concat(
    [...program.matchAll(/^ {2}\$ (.*)$/gm)].map(([, example]) => example!),
  );
  const { scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  expect(examples.length).toBeGreaterThan(WORDS.length);
  // npm prints lines of its own before what a program is to read.
  expect(examples.filter((example) => /^npm .*json$/.test(example) && !example.endsWith(".json"))).toEqual([]);
  for (const example of examples) {
    const [, words, rest = ""] = /^npm (?:run )?([\w:]+)(?: -- (.*))?$/.exec(example) ?? [];
    const line = words ? `${scripts[words]!.replace("node commands/vpn.cjs", "npx vpn")} ${rest}` : example;
    const args = line
      .replace(/^npx vpn/, "")
      .trim()
      .split(/ +/);
    const word = args.find((arg, i) => !arg.startsWith("-") && args[i - 1] !== "--config");
    const { out } = await help(...(word ? [word] : []));
    const flags = args.filter((arg) => arg.startsWith("-") && arg !== "--simulate");
    expect({ example, known: word === undefined || NAMES.includes(word) }).toEqual({ example, known: true });
    for (const flag of flags) expect(`${example}\n${out}`).toMatch(new RegExp(`^ .*${flag}\\b`, "m"));
  }
});

test("the program's help lists every word but the developers'", async () => {
  const { code, out } = await help();
  expect(code).toBe(0);
  const listed = [...out.matchAll(/^ {2}([a-z]+) {2,}[A-Z]/gm)].map(([, name]) => name);
  expect(listed).toEqual(WORDS.filter(({ hidden }) => !hidden).map(({ name }) => name));
  expect(out).toContain(EXITS);
});

test("nothing is done without a word: that shows the help", async () => {
  expect(await runVpn([], { project })).toEqual({ ...(await help()), code: 0 });
});

test.each([[["--version"]], [["-V"]], [["--simulate", "--version"]]])(
  "vpn %j prints the package's version",
  async (args) => {
    const { version } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as { version: string };
    expect(await runVpn(args, { project })).toEqual({ code: 0, out: `${version}\n`, err: "" });
  },
);

test("what is wrong with an option leads to the help of its word", async () => {
  const { code, err } = await runVpn(["graph", "--format", "svg"], { project });
  expect([code, err]).toEqual([1, "error: unknown option '--format'\nnpx vpn graph --help lists what it takes\n"]);
});

test("plan's help says that 2 means changes", async () => {
  expect((await help("plan")).out).toContain("2 there are changes");
});
