import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";

const project = join(__dirname, "..");
const read = (file: string) => readFileSync(join(project, file), "utf8");

interface LockedPackage {
  readonly name?: string;
  readonly version: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { dependencies } = JSON.parse(read("package.json")) as {
  dependencies: Record<string, string>;
};
const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, LockedPackage> };

/** Names of the packages that a source file imports or requires. */
function packagesOf(source: string): string[] {
  const specifiers = source.matchAll(/(?:\bfrom|\bimport\(?|\brequire\() ?"([^."\s][^"\s]*)"/g);
  const names = [...specifiers].map(([, specifier]) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier!)![0]);
  return names.filter((name) => !name.startsWith("node:") && !builtinModules.includes(name));
}

/** What an installation without development's packages has to run. */
const RUN = ["commands", "config", "lab", "lib", "runner", "simulator"]
  .flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  )
  .filter((file) => /\.c?ts$|\.cjs$/.test(file))
  .concat("main.ts", "lean-start.cjs");

test("declares whatever runs outside of development as a dependency", () => {
  const imported = RUN.flatMap((file) => packagesOf(read(file)).map((name) => ({ file, name })));
  expect(imported.filter(({ name }) => !(name in dependencies))).toEqual([]);
  expect(imported.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["cdktf", "@grpc/grpc-js", "fs-native-extensions", "esbuild", "zod"]),
  );
  // Users run it: npx cdktf deploy.
  expect(dependencies).toHaveProperty("cdktf-cli");
});

test("gives cdktf a terminal that is built for every platform and every version of Node.js", () => {
  const terminals = Object.entries(packages).filter(([path]) => path.endsWith("/@cdktf/node-pty-prebuilt-multiarch"));
  expect(terminals.map(([path, { name }]) => ({ path, name }))).toEqual([
    { path: "node_modules/@cdktf/node-pty-prebuilt-multiarch", name: "@lydell/node-pty" },
  ]);
  const builds = Object.keys(terminals[0]![1].optionalDependencies!).map((name) => packages[`node_modules/${name}`]!);
  const platforms = builds.map(({ os, cpu }) => `${os!.join()}-${cpu!.join()}`);
  expect(platforms).toEqual(expect.arrayContaining(["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"]));
});
