/*
 * Every program of this project is started with this preloaded. It runs TypeScript, and keeps out of
 * the start what is never used (`npm run bench` has the figures).
 */
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { createRequire, enableCompileCache, flushCompileCache, Module } = require("node:module");
const { basename, join, relative, sep } = require("node:path");
const util = require("node:util");

/** In the project: in the folder for temporary files another user could put an entry first. */
const CACHE = join(__dirname, ".cache");
const JAVASCRIPT = join(CACHE, "javascript");
keepCompiled(join(CACHE, "compiled"));

const esbuild = requireInstalled("esbuild/package.json");

const { ".ts": _, ".js": loadScript, ...others } = require.extensions;
for (const extension in require.extensions) delete require.extensions[extension];
// First comes first: config/ has a schema.ts and a schema.json.
Object.assign(require.extensions, { ".ts": loadSource, ".js": loadPackage, ...others });
process.setSourceMapsEnabled(true);

function loadSource(module, file) {
  module._compile(javascriptOf(file), file);
}

function loadPackage(module, file) {
  if (!file.includes("node_modules")) return loadScript(module, file);
  // Reading the source maps inside packages takes longer than running them.
  process.setSourceMapsEnabled(false);
  loadScript(module, file);
  process.setSourceMapsEnabled(true);
}

/** Has Node.js 22 and later keep what V8 has compiled. */
function keepCompiled(folder) {
  if (!enableCompileCache) return;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return; // The project cannot be written to.
  }
  enableCompileCache(folder);
  // Before the end, at which files are given to the user who called sudo.
  process.once("exit", () => flushCompileCache?.());
}

/** A source as JavaScript. The cache keeps it, with the hash of what it was made of at its end. */
function javascriptOf(file) {
  const source = readFileSync(file, "utf8");
  const end = `\n//${createHash("sha256").update(esbuild.version).update(source).digest("hex")}\n`;
  const kept = join(JAVASCRIPT, `${relative(__dirname, file).replaceAll(sep, "+")}.js`);
  try {
    const text = readFileSync(kept, "utf8");
    if (text.endsWith(end)) return text;
  } catch {
    // Not translated yet, or not to be read.
  }
  const { code } = require("esbuild").transformSync(source, {
    loader: "ts",
    format: "cjs",
    platform: "node",
    target: `node${process.versions.node}`,
    sourcefile: basename(file),
    sourcemap: "inline",
    sourcesContent: false,
  });
  keep(kept, code + end);
  return code;
}

/** Whole or not at all: another process may read it. */
function keep(file, text) {
  try {
    mkdirSync(JAVASCRIPT, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.${process.pid}`, text, { mode: 0o600 });
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // The project cannot be written to.
  }
}

// cdktf calls util.isArray, at which Node.js 22 and later warn: https://nodejs.org/api/deprecations.html#DEP0044
util.isArray = Array.isArray;

// zod's messages in fifty languages.
seedCache(require.resolve("zod/v4/locales"), {});

// A stack trace for every token that cdktf makes, which it never shows.
const cdktf = createRequire(require.resolve("cdktf"));
seedCache(cdktf.resolve("./tokens/private/stack-trace"), { captureStackTrace: () => [] });

// archiver, which zips TerraformAssets: loaded when it is first called.
const archiver = cdktf.resolve("archiver");
seedCache(archiver, (...options) => {
  delete require.cache[archiver];
  return cdktf("archiver")(...options);
});

function seedCache(path, exports) {
  require.cache[path] = Object.assign(new Module(path), { loaded: true, exports });
}

function requireInstalled(path) {
  try {
    return require(path);
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    console.error("The project's packages are not installed; npm ci installs them.");
    process.exit(1);
  }
}
