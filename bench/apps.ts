import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { ConfigFile } from "../config/schema";

const project = join(__dirname, "..");

/** Begins a folder with an app in it that has this one's packages. */
function appFolder(folder: string, main: string, app: string): string {
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  for (const file of ["package.json", "tsconfig.json"]) cpSync(join(project, file), join(folder, file));
  writeFileSync(join(folder, "main.ts"), main);
  const cdktf = JSON.parse(readFileSync(join(project, "cdktf.json"), "utf8")) as object;
  writeFileSync(join(folder, "cdktf.json"), JSON.stringify({ ...cdktf, app }));
  return folder;
}

/** Two stacks with nothing in them, on the same runner: as plain cdktf, or started as this application is. */
export function emptyApp(folder: string, start: "plain" | "lean"): string {
  const main = `import { App, TerraformStack } from "cdktf";
const app = new App();
new TerraformStack(app, "onprem-cat");
new TerraformStack(app, "vpn-gateway");
app.synth();
`;
  appFolder(folder, main, `node -r ${start === "lean" ? "./lean-start.cjs" : "tsx/cjs"} main.ts`);
  cpSync(join(project, "lean-start.cjs"), join(folder, "lean-start.cjs"));
  return folder;
}

/**
 * The same application as cdktf's template would have it: ts-node with its type check, every class
 * from the root of its provider's package, and nothing left out of the start.
 */
export function stockApp(folder: string): string {
  appFolder(folder, readFileSync(join(project, "main.ts"), "utf8"), "npx ts-node main.ts");
  for (const part of ["lib", "config", "commands", "runner", "simulator", "templates"])
    cpSync(join(project, part), join(folder, part), { recursive: true });
  for (const file of readdirSync(join(folder, "lib"), { recursive: true, encoding: "utf8" })) {
    if (file.endsWith(".ts")) importFromRoot(join(folder, "lib", file));
  }
  return folder;
}

function importFromRoot(file: string): void {
  const deep = /^import (?:type )?\{([^}]*)\} from "(@cdktf\/provider-\w+)\/lib\/([\w-]+)";$/gm;
  let count = 0;
  const text = readFileSync(file, "utf8").replace(deep, (_, names: string, provider: string, module: string) => {
    const namespace = module.replace(/-(\w)/g, (__, letter: string) => letter.toUpperCase());
    const root = `root${count++}`;
    const classes = [...names.matchAll(/(?:type )?(\w+)(?: as (\w+))?/g)].map(
      ([, name = "", ownName = name]) => `import ${ownName} = ${root}.${name};`,
    );
    return [`import { ${namespace} as ${root} } from "${provider}";`, ...classes].join("\n");
  });
  writeFileSync(file, text);
}

/** config/fleet.json with another number of sites. */
export function fleetOf(count: number): ConfigFile {
  const fleet = JSON.parse(readFileSync(join(project, "config", "fleet.json"), "utf8")) as ConfigFile;
  const sites = Array.from({ length: count }, (_, index) => ({ name: `site${index}`, index }));
  return { ...fleet, gateway: { name: "hub", sku: "VpnGw4AZ" }, sites };
}

/** The same, but that two of three sites are on premises: with one WAN, and with two. */
export function mixedFleetOf(count: number): ConfigFile {
  const fleet = fleetOf(count);
  const onPremises = (name: string, index: number): ConfigFile["sites"][number] => ({
    kind: "onPremises",
    name,
    networks: { ipv4: [`10.${100 + index}.0.0/24`], ipv6: [`2001:db8:${(0x500 + index).toString(16)}::/48`] },
    router: {
      wans: Array.from({ length: index % 3 }, (_, wan) => ({
        interface: `GigabitEthernet0/0/${wan}`,
        publicAddress: `${wan === 0 ? "198.51.100" : "203.0.113"}.${index + 1}`,
        nextHop: "dhcp",
      })),
    },
  });
  const sites = fleet.sites.map((site, index) => (index % 3 === 0 ? site : onPremises(site.name, index)));
  return { ...fleet, sites };
}

/** Everything that a synthesis has written into its stacks' folders, or nothing. */
export function synthesized(outdir: string): string {
  const stacks = join(outdir, "stacks");
  if (!existsSync(stacks)) return "";
  const files = readdirSync(stacks, { recursive: true, encoding: "utf8" }).map((file) => join(stacks, file));
  return files
    .filter((file) => statSync(file).isFile())
    .sort()
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
}
