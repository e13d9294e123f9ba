import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Azurerm } from "./azure/azurerm";
import { Cloud } from "./azure/cloud";
import { contents } from "./azure/contents";
import { DATA_SOURCES } from "./azure/data-sources";
import { door } from "./azure/door";
import { readPrepared } from "./azure/prepared";
import { Faults } from "./faults";
import { InputError } from "./input-error";
import { ProviderError } from "./protocol/provider";
import { serve } from "./protocol/server";
import { local } from "./providers/local";
import { random } from "./providers/random";

/** Begins a line that is no error. */
const NOTE = "note: ";

/*
 * The simulator's process: azurerm, random and local, a unix socket each, and azure.sock, which speaks
 * Azure Resource Manager's own language.
 *
 * It waits for a line on its standard input, before which its folders may still be written: the
 * resource types to serve beside those that the cloud has, and data sources, as `data.azurerm_subnet`,
 * beside those that it knows, with commas between them. Then it says
 * "ready" and serves until its standard input ends, which is when its parent has, for whatever reason.
 * Every error that it answers with is a further line; a line that starts with `note: ` is none, and says
 * what else the user should know. What is wrong with its input is on stderr, with exit code 1.
 */
const { values: options } = parseArgs({
  options: {
    /** Folder of the cloud, made where it is missing. */
    cloud: { type: "string", default: "cloud" },
    /** Folder of the sockets. */
    sockets: { type: "string", default: "." },
    /** Folder from which the paths of local_file count. */
    folder: { type: "string", default: "." },
  },
});

async function main(): Promise<void> {
  const [line] = (await once(process.stdin, "data")) as [Buffer];
  const cloud = new Cloud(options.cloud);
  const faults = new Faults(process.env.SIMULATOR_FAULTS);
  const report = (message: string) => void process.stdout.write(`${message.replaceAll("\n", " ")}\n`);
  const note = (message: string) => report(`${NOTE}${message}`);
  const prepared = process.env.SIMULATOR_AZURE ? readPrepared(process.env.SIMULATOR_AZURE) : [];
  const asked = String(line).trim().split(",");
  const types = new Set([...asked, ...contents(cloud).map(({ type }) => type)]);
  const data = asked.flatMap((name) => /^data\.(azurerm_.*)$/.exec(name)?.[1] ?? []);
  const providers = [
    new Azurerm({
      cloud,
      faults,
      types: [...types].filter((type) => type.startsWith("azurerm_")),
      dataSources: [...new Set([...Object.keys(DATA_SOURCES), ...data])],
      prepared,
      subscription: process.env.ARM_SUBSCRIPTION_ID,
      termsAccepted: process.env.SIMULATOR_TERMS !== "required",
      note,
    }),
    random,
    local(options.folder),
  ];
  await Promise.all(
    providers.map((provider) => serve(provider, join(options.sockets, `${provider.name}.sock`), report)),
  );
  const azure = door(cloud).listen(join(options.sockets, "azure.sock"));
  await once(azure, "listening");
  process.stdout.write("ready\n");
  process.stdin.resume().on("end", () => {
    faults.left.forEach(note);
    process.stdout.write("", () => process.exit());
  });
}

// Nobody reads where the parent was killed.
process.stdout.on("error", () => process.exit());
main().catch((error: NodeJS.ErrnoException) => {
  const { name, code, path, syscall, message, stack } = error;
  if (error instanceof ProviderError || error instanceof InputError) {
    console.error(message);
    process.exit(1);
  }
  console.error(syscall ? JSON.stringify({ name, code, path, syscall, message }) : stack);
  process.exit(syscall ? 3 : 2);
});
