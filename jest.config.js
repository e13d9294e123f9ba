const { availableParallelism } = require("node:os");

/** @type {import("jest").Config} */
module.exports = {
  // More than there are cores, since many tests wait for a process that they started.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  // For what hangs. A busy machine takes many times as long as a quiet one.
  testTimeout: 600_000,
  testMatch: ["**/__tests__/**/*.test.ts"],
  // By default in the folder for temporary files, where other users can put something first.
  cacheDirectory: "<rootDir>/.cache/jest",
  transform: { "\\.ts$": "@swc/jest" },
  // As lean-start.cjs leaves out: zod's messages in fifty languages, and what zips TerraformAssets.
  moduleNameMapper: { "^\\.\\./locales/index\\.cjs$|^archiver$": "<rootDir>/__tests__/helpers/nothing.ts" },
};
