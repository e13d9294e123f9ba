import { readFileSync } from "node:fs";
import { createRequire, Module } from "node:module";

/*
 * Import this first. It keeps out of the start of a cdktf app what takes much of it and is never
 * used by this one (`npm run bench` has the figures): `archiver`, which zips TerraformAssets, zod's
 * messages in fifty languages, tsx's search for ES modules in packages, which are all CommonJS, and
 * the source maps inside those.
 */
const load = createRequire(require.resolve("cdktf"));
const archiver = load.resolve("archiver");

function seedCache(path: string, exports: unknown): void {
  require.cache[path] = Object.assign(new Module(path), { loaded: true, exports });
}

seedCache(require.resolve("zod/v4/locales"), {});
seedCache(archiver, (...options: unknown[]) => {
  delete require.cache[archiver];
  return load("archiver")(...options);
});

const throughTsx = require.extensions[".js"]!;
require.extensions[".js"] = (module, file) => {
  if (!file.includes("node_modules")) return throughTsx(module, file);
  process.setSourceMapsEnabled(false);
  (module as Module & { _compile(code: string, file: string): void })._compile(readFileSync(file, "utf8"), file);
  process.setSourceMapsEnabled(true);
};

/**
 * Runs `build` without the stack trace that cdktf formats for every token it makes and never shows.
 * An error keeps its own trace, which is formatted when it is first looked at, after this has ended.
 */
export function withoutTokenTraces(build: () => void): void {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = () => "";
  try {
    build();
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}
