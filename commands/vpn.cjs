#!/usr/bin/env node
// What `npx vpn` and the npm scripts run.
require("../lean-start.cjs");
require("./main.ts").main();
