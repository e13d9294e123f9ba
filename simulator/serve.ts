import { once } from "node:events";
import { join } from "node:path";
import { Azurerm } from "./azure/azurerm";
import { Cloud } from "./azure/cloud";
import { Faults } from "./faults";
import { local } from "./local";
import { ProviderError } from "./protocol/provider";
import { serve } from "./protocol/server";
import { NOTE } from "../runner/process";
import { random } from "./random";
import { inWords } from "../runner/system-error";
import { resourceTypes } from "../runner/synthesized";

/*
 * The simulator's process: azurerm, random and local, a unix socket each. It waits for a first line on
 * its standard input, before which its folder may still be written; then it says "ready" and serves until its standard input ends, which is when its parent has, for whatever reason. Every
 * error that it answers with is a further line; a line that starts with `note: ` is none, and says what
 * else the user should know.
 *
 * Arguments: the simulator's folder, the folder of the sockets.
 */
async function main([home, sockets]: readonly string[]): Promise<void> {
  await once(process.stdin, "data");
  const cloud = new Cloud(join(home!, "cloud"));
  const faults = new Faults(process.env.SIMULATOR_FAULTS);
  const report = (message: string) => void process.stdout.write(`${message.replaceAll("\n", " ")}\n`);
  const note = (message: string) => report(`${NOTE}${message}`);
  const types = new Set([...resourceTypes(home!), ...cloud.all().map(({ type }) => type)]);
  const providers = [
    new Azurerm({
      cloud,
      faults,
      types: [...types].filter((type) => type.startsWith("azurerm_")),
      termsAccepted: process.env.SIMULATOR_TERMS !== "required",
      note,
    }),
    random,
    // Terraform runs in a stack's folder; relative paths count from there, and all stacks lie equally deep.
    local(join(home!, "cdktf.out", "stacks", "any")),
  ];
  await Promise.all(providers.map((provider) => serve(provider, join(sockets!, `${provider.name}.sock`), report)));
  process.stdout.write("ready\n");
  process.stdin.resume().on("end", () => {
    faults.left.forEach(note);
    process.stdout.write("", () => process.exit());
  });
}

// Nobody reads where the parent was killed.
process.stdout.on("error", () => process.exit());
main(process.argv.slice(2)).catch((error: Error) => {
  // By name, since the simulator imports nothing of lib.
  const said = error instanceof ProviderError || ["InputError", "UserError"].includes(error.name);
  console.error(said ? error.message : (inWords(error) ?? error.stack));
  process.exit(1);
});
