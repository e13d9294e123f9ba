import { existsSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { report } from "../config/report";
import { UserError } from "../lib/model/user-error";
import { fill, requireAll, type Answers } from "./answers";
import { shown } from "./config-file";
import { Draft } from "./draft";
import { interview } from "./interview";
import { several, word } from "./word";

export const init = word<Answers>({
  name: "init",
  does: "Write a config: ask for the few values that nobody can guess, and check them as every command does.",
  takes: [],
  define: (command) =>
    command
      .argument("[file]", "the config file to write (default: config/mine.json)")
      .option(
        "--hub <id>",
        "id of a VPN gateway that is there already, or of a network for a new one: az reads all else of it",
      )
      .option("--resource-group <name>", "start of the resource groups' names")
      .option("--location <region>", "Azure region, such as uksouth; with --hub, by default the hub's")
      .option("--site <name,ipv4,ipv6>", "a simulated site and its two prefixes; again for each site", several)
      .option(
        "--on-premises <name,address,interface,prefixes>",
        "a site with a router of its own: its public address or name, its interface, what is behind it; again for each site",
        several,
      )
      .option("--ssh-key <file>", "your SSH public key, as a file or as its text (without one, a password is made)")
      .option(
        "--source <prefix>",
        "where SSH may come from; again for each prefix (without one, from nowhere)",
        several,
      ),
  examples: [
    "npx vpn init",
    "npx vpn init config/mine.json --resource-group hub --location uksouth --site cat,10.2.0.0/24,2001:db8:2::/48 --ssh-key ~/.ssh/id_ed25519.pub --source 192.0.2.0/24",
    "npx vpn init --hub /subscriptions/.../virtualNetworkGateways/hub-vpngw",
    "npx vpn init --resource-group branches --location uksouth --on-premises oslo,198.51.100.10,GigabitEthernet0/0/0,10.20.0.0/16,2001:db8:20::/48",
  ],
  notes: "In a terminal it asks for what no option gives. It never overwrites a file.",
  run: async (shell, options, [path]) => {
    const file = path === undefined ? join(shell.project, "config", "mine.json") : resolve(shell.cwd, path);
    const name = shown(shell.cwd, file);
    if (existsSync(file)) throw new UserError(`${name} is there already, and is not overwritten; name another file`);
    if (!existsSync(dirname(file))) throw new UserError(`${name}: there is no folder ${dirname(name)}; make it first`);
    const draft = new Draft(name, schemaFor(file, shell.project));
    const { terminal } = shell;
    if (!terminal) requireAll(options);
    await fill(draft, options, shell);
    const asked = !terminal || (await interview(draft, options, shell, terminal));
    if (!asked) {
      shell.say("Nothing was written.");
      return 130;
    }
    try {
      writeFileSync(file, `${JSON.stringify(draft.config, null, 2)}\n`, { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      throw new UserError(`${name} is there already, and is not overwritten; name another file`);
    }
    if (draft.warnings.length > 0) shell.say(report(name, draft.warnings, "warning"));
    // The simulated Azure has a hub only where SIMULATOR_AZURE names a file of it.
    const trial = draft.config.gateway.existing ? "npx vpn plan" : "npx vpn --simulate";
    shell.print(`${name} is written. Next:\n  npx vpn preview --config ${name}\n  ${trial} --config ${name}`);
    return 0;
  },
});

/** Inside the project a path that moves with it, elsewhere one that holds from anywhere. */
function schemaFor(file: string, project: string): string {
  const schema = join(project, "config", "schema.json");
  if (relative(project, file).startsWith("..")) return pathToFileURL(schema).href;
  const path = relative(dirname(file), schema);
  return path.startsWith(".") ? path : `./${path}`;
}
