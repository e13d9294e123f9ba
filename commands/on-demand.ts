/* eslint-disable @typescript-eslint/no-require-imports -- an import expression would need the extension .js, which no file here has */

/*
 * What takes long to load, and only some words need: cdktf alone takes longer than all of `vpn status`.
 */

export const alerts = () => ({
  ...(require("../lib/monitoring/alerts") as typeof import("../lib/monitoring/alerts")),
  ...(require("../runner/azure-alerts") as typeof import("../runner/azure-alerts")),
});
export const app = () => require("../main") as typeof import("../main");
export const bench = () => require("../bench/run") as typeof import("../bench/run");
export const graphs = () => ({
  ...(require("../lib/graph/mermaid") as typeof import("../lib/graph/mermaid")),
  ...(require("../lib/graph/svg") as typeof import("../lib/graph/svg")),
  ...(require("../lib/graph/topology-graph") as typeof import("../lib/graph/topology-graph")),
});
export const lab = () => require("../lab/run") as typeof import("../lab/run");
export const labInputs = () => require("../lab/inputs") as typeof import("../lab/inputs");
export const policyTrials = () => require("./policy-trials") as typeof import("./policy-trials");
export const privateFolders = () =>
  require("../lib/stacks/private-folders") as typeof import("../lib/stacks/private-folders");
export const rehearsal = () => ({
  ...(require("../lab/rehearse") as typeof import("../lab/rehearse")),
  ...(require("../lab/rehearsed") as typeof import("../lab/rehearsed")),
  ...(require("../lab/report") as typeof import("../lab/report")),
});
export const reports = () => ({
  ...(require("../lib/report/html") as typeof import("../lib/report/html")),
  ...(require("../lib/report/markdown") as typeof import("../lib/report/markdown")),
  ...(require("../lib/report/report-data") as typeof import("../lib/report/report-data")),
});
export const routers = () => require("../lib/router/difference") as typeof import("../lib/router/difference");
export const soak = () => require("../runner/soak") as typeof import("../runner/soak");
export const verification = () => ({
  ...(require("../lib/router/reader") as typeof import("../lib/router/reader")),
  ...(require("../lib/evidence/azure-evidence") as typeof import("../lib/evidence/azure-evidence")),
  ...(require("../lib/verify/drill") as typeof import("../lib/verify/drill")),
  ...(require("../lib/verify/judge") as typeof import("../lib/verify/judge")),
  ...(require("../lib/evidence/machine-evidence") as typeof import("../lib/evidence/machine-evidence")),
  ...(require("../lib/evidence/ping-series") as typeof import("../lib/evidence/ping-series")),
  ...(require("../lib/verify/markdown") as typeof import("../lib/verify/markdown")),
  ...(require("../lib/evidence/router-evidence") as typeof import("../lib/evidence/router-evidence")),
  ...(require("../lib/evidence/show-commands") as typeof import("../lib/evidence/show-commands")),
});
