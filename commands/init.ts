import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { pathToFileURL } from "node:url";
import { validate } from "../config/validate";
import { report } from "../config/report";
import type { ConfigFile } from "../config/schema";
import { UserError } from "../lib/model/user-error";
import type { Shell } from "./shell";
import { word } from "./word";

interface Answers {
  readonly resourceGroup?: string;
  readonly location?: string;
  readonly site?: readonly string[];
  readonly sshKey?: string;
  readonly source?: readonly string[];
}

const several = (value: string, before: readonly string[] = []) => [...before, value];

export const init = word<Answers>({
  name: "init",
  does: "Write a config: ask for the few values that nobody can guess, and check them as every command does.",
  takes: [],
  define: (command) =>
    command
      .argument("[file]", "the config file to write (default: config/mine.json)")
      .option("--resource-group <name>", "start of the resource groups' names")
      .option("--location <region>", "Azure region, such as uksouth")
      .option("--site <name,ipv4,ipv6>", "a site and its two prefixes; again for each site", several)
      .option("--ssh-key <file>", "your SSH public key, as a file or as its text (without one, a password is made)")
      .option(
        "--source <prefix>",
        "where SSH may come from; again for each prefix (without one, from nowhere)",
        several,
      ),
  examples: [
    "npx vpn init",
    "npx vpn init config/mine.json --resource-group hub --location uksouth --site cat,10.2.0.0/24,2001:db8:2::/48 --ssh-key ~/.ssh/id_ed25519.pub --source 192.0.2.0/24",
  ],
  notes: "In a terminal it asks for what no option gives. It never overwrites a file.",
  run: async (shell, options, [path]) => {
    const file = path === undefined ? join(shell.project, "config", "mine.json") : resolve(shell.cwd, path);
    const shown = shortest(file);
    if (existsSync(file)) throw new UserError(`${shown} is there already, and is not overwritten; name another file`);
    if (!existsSync(dirname(file)))
      throw new UserError(`${shown}: there is no folder ${dirname(shown)}; make it first`);
    const draft = new Draft(shown, schemaFor(file, shell.project));
    const { terminal } = shell;
    const asked = terminal ? await interview(draft, options, shell, terminal) : fill(draft, options, shell);
    if (!asked) {
      shell.say("Nothing was written.");
      return 130;
    }
    try {
      writeFileSync(file, `${JSON.stringify(draft.config, null, 2)}\n`, { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      throw new UserError(`${shown} is there already, and is not overwritten; name another file`);
    }
    shell.print(
      `${shown} is written. Next:\n  npx vpn preview --config ${shown}\n  npx vpn --simulate --config ${shown}`,
    );
    return 0;
  },
});

/** A path as the user can give it to the next command. */
function shortest(file: string): string {
  const short = relative(process.cwd(), file);
  return short.startsWith("..") ? file : short;
}

/** Inside the project a path that moves with it, elsewhere one that holds from anywhere. */
function schemaFor(file: string, project: string): string {
  const schema = join(project, "config", "schema.json");
  if (relative(project, file).startsWith("..")) return pathToFileURL(schema).href;
  const path = relative(dirname(file), schema);
  return path.startsWith(".") ? path : `./${path}`;
}

/** A config on its way: right at any time, with examples in the place of what is not known yet. */
class Draft {
  config: ConfigFile;
  private sites: ConfigFile["sites"] = [];

  constructor(
    private readonly file: string,
    $schema: string,
  ) {
    this.config = {
      $schema,
      location: "uksouth",
      resourceGroup: "vpn",
      adminUsername: "azureadmin",
      gateway: { name: "gw" },
      sites: [{ name: "site" }],
    };
  }

  get siteNames(): string[] {
    return this.sites.map(({ name }) => name);
  }

  /** @throws UserError where the config would not be right with it */
  set(change: Partial<ConfigFile>): void {
    const changed = { ...this.config, ...change };
    const result = validate(changed);
    if ("problems" in result) throw new UserError(report(this.file, result.problems));
    this.config = changed;
  }

  /** @throws UserError likewise */
  addSite(name: string, ipv4: string, ipv6: string): void {
    const sites = [...this.sites, { name, network: { ipv4, ipv6 } }];
    this.set({ sites });
    this.sites = sites;
  }

  addSiteOf(text: string): void {
    const [name = "", ipv4, ipv6, ...rest] = text.split(",").map((part) => part.trim());
    if (!ipv4 || !ipv6 || rest.length > 0) {
      throw new UserError(`--site ${text}: give a name and two prefixes, such as cat,10.2.0.0/24,2001:db8:2::/48`);
    }
    this.addSite(name, ipv4, ipv6);
  }

  setSshKey(text: string, shell: Shell): void {
    this.set({ adminSshPublicKey: /^(ssh-|ecdsa-)/.test(text) ? text : readKey(text, shell) });
  }
}

/** The key in a file. A private one goes nowhere from here. */
function readKey(path: string, { cwd, env }: Shell): string {
  const file = resolve(cwd, path.replace(/^~(?=\/)/, env.HOME ?? "~"));
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new UserError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}); name your .pub file`);
  }
  if (text.includes("PRIVATE KEY")) throw new UserError(`${file} is a private key; name the .pub file beside it`);
  return text;
}

/** Takes all from options. @throws UserError that names those that are missing, or what is wrong with one */
function fill(draft: Draft, { resourceGroup, location, site = [], sshKey, source }: Answers, shell: Shell): true {
  const missing = [
    ...(resourceGroup ? [] : ["--resource-group"]),
    ...(location ? [] : ["--location"]),
    ...(site.length > 0 ? [] : ["--site"]),
  ];
  if (missing.length > 0) throw new UserError(`without a terminal, init needs ${missing.join(", ")}`);
  draft.set({ location });
  draft.set({ resourceGroup });
  for (const one of site) draft.addSiteOf(one);
  if (sshKey) draft.setSshKey(sshKey, shell);
  if (source) draft.set({ adminSourcePrefixes: [...source] });
  return true;
}

/** Asks for what the options do not give, again where an answer is refused. @returns false where Ctrl-C ended it */
async function interview(
  draft: Draft,
  given: Answers,
  shell: Shell,
  terminal: NonNullable<Shell["terminal"]>,
): Promise<boolean> {
  const lines = createInterface({ ...terminal, terminal: true });
  let interrupted = false;
  let over = false;
  lines.on("SIGINT", () => {
    interrupted = true;
    lines.close();
  });
  const closed = new Promise<never>((_, reject) => {
    lines.once("close", () => {
      over = true;
      reject(new UserError("Not every question was answered; nothing was written."));
    });
  });
  closed.catch(() => {});
  const ask = async (question: string, fallback = "") => {
    const answer = lines.question(`${question}${fallback && ` [${fallback}]`}: `);
    return (await Promise.race([answer, closed])).trim() || fallback;
  };
  /** Asks until the answer is taken. */
  const until = async (work: () => Promise<void>) => {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof UserError) || over) throw error;
        shell.say(error.message);
      }
    }
  };
  try {
    if (given.location) draft.set({ location: given.location });
    else await until(async () => draft.set({ location: await ask("Azure region", "uksouth") }));
    if (given.resourceGroup) draft.set({ resourceGroup: given.resourceGroup });
    else await until(async () => draft.set({ resourceGroup: await ask("Start of the resource groups' names", "vpn") }));
    for (const one of given.site ?? []) draft.addSiteOf(one);
    for (let more = !given.site; more;) {
      await until(async () => {
        const first = draft.siteNames.length === 0;
        const name = await ask(first ? "Name of the first site" : "Name of another site (empty: no more)");
        more = first || name !== "";
        if (more)
          draft.addSite(
            name,
            await ask("  its IPv4 prefix, such as 10.2.0.0/24"),
            await ask("  its IPv6 prefix, such as 2001:db8:2::/48"),
          );
      });
    }
    if (given.sshKey) draft.setSshKey(given.sshKey, shell);
    else {
      const own = join(shell.env.HOME ?? "", ".ssh", "id_ed25519.pub");
      await until(async () => {
        const answer = await ask(
          "Your SSH public key, a file or its text (none: a password is made)",
          existsSync(own) ? own : "none",
        );
        if (answer !== "none") draft.setSshKey(answer, shell);
      });
    }
    if (given.source) draft.set({ adminSourcePrefixes: [...given.source] });
    else {
      await until(async () => {
        const answer = await ask("Prefixes that SSH may come from, with commas between (none: from nowhere)", "none");
        if (answer !== "none") draft.set({ adminSourcePrefixes: answer.split(",").map((one) => one.trim()) });
      });
    }
    return true;
  } catch (error) {
    if (interrupted) return false;
    throw error;
  } finally {
    lines.close();
  }
}
