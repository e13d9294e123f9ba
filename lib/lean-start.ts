import { createRequire, Module } from "node:module";

/*
 * Import this first. It loads cdktf and zod without what takes a third of the start of a cdktf app
 * and is never used by this one: `archiver`, which zips TerraformAssets, zod's messages in fifty
 * languages, and the source maps inside cdktf's own files (`npm run bench` has the figures).
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
process.setSourceMapsEnabled(false);
load("cdktf");
load("zod");
process.setSourceMapsEnabled(true);

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
