/*
 * Every program of this project is started with this preloaded, in place of tsx/cjs. It runs
 * TypeScript, and keeps out of the start what is never used (`npm run bench` has the figures).
 */
const { accessSync, constants, mkdirSync } = require("node:fs");
const { createRequire, Module } = require("node:module");
const os = require("node:os");
const { join } = require("node:path");
const util = require("node:util");

/** Node.js's own loader: packages are JavaScript, and need no search for what tsx would translate. */
const loadPackage = require.extensions[".js"];
loadTsx();
const loadSource = require.extensions[".js"];

require.extensions[".js"] = (module, file) => {
  if (!file.includes("node_modules")) return loadSource(module, file);
  // Reading the source maps inside packages takes longer than running them.
  process.setSourceMapsEnabled(false);
  loadPackage(module, file);
  process.setSourceMapsEnabled(true);
};

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

/**
 * tsx runs what it finds in its cache, which it keeps in the folder for temporary files, where
 * another user can put an entry first. Here it is in the project, or nowhere.
 */
function loadTsx() {
  const cache = join(__dirname, ".cache");
  try {
    mkdirSync(cache, { recursive: true, mode: 0o700 });
    accessSync(cache, constants.W_OK);
  } catch {
    process.env.TSX_DISABLE_CACHE = "1";
  }
  const { tmpdir } = os;
  os.tmpdir = () => cache;
  try {
    require("tsx/cjs");
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    console.error("The project's packages are not installed; npm ci installs them.");
    process.exit(1);
  }
  os.tmpdir = tmpdir;
}
