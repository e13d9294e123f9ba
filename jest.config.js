/** @type {import("jest").Config} */
module.exports = {
  testMatch: ["**/__tests__/**/*.test.ts"],
  // By default in the folder for temporary files, where other users can put something first.
  cacheDirectory: "<rootDir>/.cache/jest",
  transform: { "\\.ts$": "@swc/jest" },
};
