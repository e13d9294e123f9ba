/*
 * Who may import whom. Data goes one way: config -> Deployment -> stacks -> constructs -> view, and imports
 * never go back. A folder that is not named in a list is not imported there.
 */

const CDKTF = ["cdktf", "constructs", "@cdktf/provider-azurerm"];

/** For each folder: the folders, the packages, and whether it may use what Node.js has. */
const ROOMS = {
  "lib/model": { folders: [], packages: [] },
  "lib/addressing": { folders: ["lib/model"], packages: ["ipaddr.js", "netmask"] },
  "lib/crypto": { folders: ["lib/model"], packages: [] },
  "lib/catalyst": { folders: ["lib/model", "lib/addressing", "lib/crypto"], packages: ["mustache"] },
  "lib/router": { folders: ["lib/model", "lib/addressing"], packages: [] },
  "lib/monitoring": { folders: ["lib/model"], packages: [] },
  "lib/graph": { folders: ["lib/model"], packages: [] },
  "lib/evidence": { folders: ["lib/model", "lib/addressing", "lib/router"], packages: ["zod"] },
  "lib/verify": { folders: ["lib/model", "lib/addressing", "lib/router", "lib/evidence"], packages: ["zod"] },
  "lib/report": {
    folders: ["lib/model", "lib/crypto", "lib/catalyst", "lib/graph", "lib/monitoring", "lib/evidence", "lib/verify"],
    packages: [],
  },
  "lib/constructs": { folders: ["lib/model", "lib/crypto", "lib/catalyst"], packages: CDKTF },
  "lib/stacks": {
    folders: ["lib/model", "lib/monitoring", "lib/constructs"],
    packages: [...CDKTF, "@cdktf/provider-local", "@cdktf/provider-random"],
    node: true,
  },
  config: {
    folders: ["lib/model", "lib/addressing", "lib/crypto", "lib/catalyst", "lib/monitoring"],
    packages: ["zod", "jsonc-parser"],
    node: true,
  },
  // Written against Azure and its provider, so that it can disagree with lib/.
  simulator: {
    folders: [],
    packages: ["@grpc/grpc-js", "@grpc/proto-loader", "@msgpack/msgpack", "ipaddr.js", "ssh2", "zod"],
    node: true,
  },
  // Runs the simulator as a process.
  runner: {
    folders: ["lib/model", "lib/addressing", "lib/router", "lib/evidence"],
    packages: ["fs-native-extensions", "zod"],
    node: true,
  },
  // Translates each end apart from the view, the template and the tables of policies, so that each proves the other.
  lab: {
    folders: ["lib/model", "lib/addressing", "lib/router", "runner", "simulator"],
    packages: ["zod"],
    node: true,
  },
  bench: { folders: ["config", "runner", "testing"], packages: [], node: true },
  // What the tests, CI and the benchmark share.
  testing: { folders: ["lib/model", "lab", "simulator"], packages: ["playwright-core"], node: true },
  commands: {
    folders: ["lib", "config", "runner", "lab", "bench", "main.ts", "lean-start.cjs"],
    packages: ["commander", "zod", "@cdktf/provider-azurerm"],
    node: true,
  },
  "main.ts": { folders: ["lib", "commands"], packages: ["cdktf"], node: true },
};

const escaped = (text) => text.replace(/[.+]/g, "\\$&");
const inside = (folder) => `^${escaped(folder)}${folder.includes(".") ? "$" : "/"}`;

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  allowed: [
    ...Object.entries(ROOMS).flatMap(([room, { folders, packages, node }]) => [
      { from: { path: inside(room) }, to: { path: [room, ...folders].map(inside) } },
      // An empty list would let everything in.
      ...packages.map((name) => ({ from: { path: inside(room) }, to: { path: `^node_modules/${name}/` } })),
      ...(node ? [{ from: { path: inside(room) }, to: { dependencyTypes: ["core"] } }] : []),
    ]),
    // Comes before all else.
    { from: { path: "^lean-start\\.cjs$" }, to: {} },
    // The one place that reads templates.
    { from: { path: "^lib/catalyst/render\\.ts$" }, to: { dependencyTypes: ["core"] } },
  ],
  allowedSeverity: "error",
  forbidden: [{ name: "no-cycle", severity: "error", from: {}, to: { circular: true } }],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { conditionNames: ["import", "require", "node", "default", "types"] },
  },
};
