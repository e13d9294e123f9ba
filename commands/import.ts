import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../lib/model/user-error";
import { connectedImports, type Import } from "../runner/imports";
import { synthesizedStacks } from "../runner/synthesized";
import { takeIn } from "../runner/take-in";
import { commandLine, outputFolder, type Target } from "../runner/target";
import { atWork, statesOf, synthesis } from "./at-work";
import { readConfig, sitesOf, type NamedConfig } from "./config-file";
import { readDeployment } from "./deployment-record";
import * as onDemand from "./on-demand";
import { subscriptionOf } from "./subscription";
import { readDeployedConfig, targetOf } from "./target";
import { word } from "./word";

interface ImportOptions {
  readonly list?: boolean;
  readonly blocks?: boolean;
}

export const importWord = word<ImportOptions>({
  name: "import",
  does: "Take a resource that Azure has into a stack's state.",
  takes: ["simulate", "config", "strict", "json"],
  define: (command) =>
    command
      .argument("[what...]", "the stack, where several have the address; Terraform's address; Azure's id")
      .option("--list", "print the import of each connection and local network gateway of the config, or of a site")
      .option("--blocks", "with --list: as Terraform's import blocks")
      .usage("[options] [stack] <address> <id>, or --list [site]"),
  examples: [
    "npx vpn import --config config/mine.json onprem-cat azurerm_resource_group.resource-group /subscriptions/.../resourceGroups/dual-stack-onprem-cat",
    "npm start -- import onprem-cat azurerm_resource_group.resource-group /subscriptions/.../resourceGroups/dual-stack-onprem-cat",
    "npx vpn import --list --config config/mine.json",
    "npx vpn import --list oslo --blocks --config config/mine.json",
  ],
  notes:
    "A failed deployment prints the whole line for each resource that exists already. --list looks at the config alone and writes nothing; its JSON is a list of { stack, address, id }.",
  run: (shell, options, args) => {
    const { list, blocks, json, simulate } = options;
    if (list) {
      const config = readDeployedConfig(shell, options);
      const target = targetOf(shell, options, config);
      const found = importsIn(config, target, args);
      if (json) shell.print(JSON.stringify(found, null, 2));
      else for (const one of found) shell.print(blocks ? block(one) : commandFor(target, one));
      return 0;
    }
    if (blocks || json) throw new UserError(`--${blocks ? "blocks" : "json"} goes with --list`);
    const named = options.config !== undefined || !simulate;
    const config = named ? readConfig(shell, options) : undefined;
    const target = targetOf(shell, options, config);
    const deployed = readDeployment(target);
    if (!config && deployed) shell.say(`Config: ${deployed.config} (what is deployed is made from it)`);
    return atWork(target, () => {
      const states = statesOf(target);
      if (config && states) onDemand.privateFolders().refuseOtherDeployment(config.deployment, states);
      return takeIn(target, args, config && synthesis(target, config));
    });
  },
});

/** The imports of what the config's connections are made of, or of those of one site. */
function importsIn(config: NamedConfig, target: Target, [wanted, ...rest]: readonly string[]): Import[] {
  if (rest.length > 0) throw new UserError(`--list takes one site; ${rest.join(" ")} goes unused`);
  const connections = sitesOf(config, wanted).flatMap((site) => site.connections);
  const subscription = subscriptionOf(config, target);
  const home = mkdtempSync(join(tmpdir(), "import-list-"));
  try {
    const folders = { outdir: outputFolder({ ...target, home }), states: join(home, "state"), environment: {} };
    onDemand.app().synthesize(config.deployment, folders);
    return connectedImports(synthesizedStacks(home), subscription, connections);
  } finally {
    rmSync(home, { recursive: true });
  }
}

const commandFor = (target: Target, { stack, address, id }: Import) =>
  commandLine(target, `import ${stack} ${address} '${id}'`);

/** @see https://developer.hashicorp.com/terraform/language/import */
const block = ({ address, id }: Import) => `import {\n  to = ${address}\n  id = "${id}"\n}\n`;
