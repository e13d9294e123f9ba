/** @type {import("jest").Config} */
module.exports = {
  testMatch: ["**/__tests__/**/*.test.ts"],
  transform: { "\\.ts$": "@sucrase/jest-plugin" },
};
