import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { deploy } from "../../runner/deploy";
import { destroy } from "../../runner/destroy";
import { plan } from "../../runner/plan";
import { azure } from "../../runner/target";
import { catchPrinted, type Printed } from "../helpers/printed";

/** What a remote run prints, with -json or without: renderPlanLogs of Terraform's internal/cloud/backend_plan.go. */
const REMOTE = `cat <<'END'
Running plan in HCP Terraform. Output will stream here. Pressing Ctrl-C
will stop streaming the logs, but will not stop the plan running remotely.

  # azurerm_virtual_network_gateway.gateway must be replaced
-/+ resource "azurerm_virtual_network_gateway" "gateway" {

Plan: 1 to add, 0 to change, 1 to destroy.
END`;
const summary = (operation: string, changes: object) =>
  `echo '${JSON.stringify({ "@message": "", type: "change_summary", changes: { ...changes, operation } })}'`;
/** A workspace whose execution mode is Local. */
const LOCAL = `case $1 in
plan) touch planned.tfplan; ${summary("plan", { add: 1, change: 0, remove: 0 })} ;;
apply) ${summary("apply", { add: 1, change: 0, remove: 0 })} ;;
esac`;

describe("a stack whose workspace is in HCP Terraform", () => {
  const home = mkdtempSync(join(tmpdir(), "stack-plan-"));
  afterAll(() => rmSync(home, { recursive: true }));
  const binary = join(home, "terraform");
  const target = azure(home, { ...process.env, TERRAFORM_BINARY_NAME: binary }, "mine.json");
  const folder = join(home, "cdktf.out/stacks/vpn-gateway");
  const synthesize = () => {
    mkdirSync(folder, { recursive: true });
    const manifest = { stacks: { "vpn-gateway": { dependencies: [] } } };
    writeFileSync(join(home, "cdktf.out/manifest.json"), JSON.stringify(manifest));
    const cloud = { organization: "acme", workspaces: { name: "vpn-vpn-gateway" } };
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify({ terraform: { cloud } }));
  };
  const terraform = (script: string) => {
    rmSync(join(home, "calls"), { force: true });
    writeFileSync(
      binary,
      `#!/bin/sh\necho "$@" >> ${join(home, "calls")}\ncase $1 in\nversion) echo '{"terraform_version": "1.9.8"}' ;;\ninit) ;;\n*) ${script}\nesac\n`,
      { mode: 0o755 },
    );
  };
  const called = () => readFileSync(join(home, "calls"), "utf8");

  let printed: Printed;
  beforeEach(() => {
    printed = catchPrinted();
  });
  afterEach(() => jest.restoreAllMocks());

  const terminal = () => ({ input: new PassThrough().end("yes\n"), output: new PassThrough() });

  test.each([
    ["plan", () => plan(target, synthesize)],
    ["deploy", () => deploy(target, synthesize, { terminal: terminal() })],
    ["deploy --yes", () => deploy(target, synthesize, { yes: true })],
    ["destroy", () => destroy(target, [], { synthesize, terminal: terminal() })],
    ["destroy --yes", () => destroy(target, [], { synthesize, yes: true })],
  ])("%s fails where its runs are remote, names the two ways on, and applies nothing", async (_, word) => {
    terraform(REMOTE);
    expect(await word()).toBe(1);
    expect(printed.stderr()).toContain(
      "Error in vpn-gateway: terraform plan has not said what it would change\n  It runs in HCP Terraform, which prints text for people, and what that holds is not guessed here. Set the execution mode of the workspace vpn-vpn-gateway to Local. Or work with Terraform itself: npx vpn synth --config mine.json, then terraform plan and apply in cdktf.out/stacks/vpn-gateway, or a workspace that is connected to version control.",
    );
    expect(printed.stdout()).not.toMatch(/no changes|Nothing was deployed/);
    expect(called()).not.toContain("apply");
  });

  test("deploy --yes plans it before it applies the plan, and leaves no plan behind", async () => {
    terraform(LOCAL);
    expect(await deploy(target, synthesize, { yes: true })).toBe(0);
    expect(called()).toMatch(/^plan .*-out=planned\.tfplan\napply -input=false -json planned\.tfplan\n$/m);
    expect(printed.stdout()).toContain("vpn-gateway: 1 added, 0 changed, 0 destroyed");
    expect(existsSync(join(folder, "planned.tfplan"))).toBe(false);
  });
});
