import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { ask, requireTerminal } from "../../runner/ask";
import { deploy } from "../../runner/deploy";
import { destroy } from "../../runner/destroy";
import { plan } from "../../runner/plan";
import { Simulator } from "../../runner/process";
import { azure } from "../../runner/target";
import { ProjectCopy } from "../../testing/project-copy";
import { catchPrinted, type Printed } from "../helpers/printed";
import { withTerraform } from "../helpers/with-terraform";
import { lab, type SimulatedConfig } from "../helpers/synth";

jest.mock("../../runner/ask", () => ({ requireTerminal: jest.fn(() => "terminal"), ask: jest.fn() }));

/** Azure is a simulator that Terraform finds in its environment; all else is as it would be. */
withTerraform(() => {
  const project = new ProjectCopy();
  const env = { ...process.env };
  const target = azure(project.folder, env);
  const synthesize = project.synthesis("mine.json");
  let simulator: Simulator;

  const configure = (change: (config: SimulatedConfig) => void = () => {}) =>
    writeFileSync(project.path("mine.json"), JSON.stringify(lab(change)));

  beforeAll(async () => {
    configure();
    simulator = await Simulator.start(target, async () => {
      synthesize();
    });
    env.TF_REATTACH_PROVIDERS = simulator.environment.TF_REATTACH_PROVIDERS;
  });
  afterAll(async () => {
    await simulator.stop();
    project.remove();
  });

  let printed: Printed;
  beforeEach(() => {
    printed = catchPrinted();
    jest.mocked(ask).mockReset();
  });
  afterEach(() => jest.restoreAllMocks());

  const state = (stack: string) => readFileSync(project.path("state", `terraform.${stack}.tfstate`), "utf8");
  const writes = () => readFileSync(project.path("cloud", "writes.jsonl"), "utf8");
  const expectNoPlan = () => {
    for (const stack of ["onprem-cat", "vpn-gateway"]) {
      expect(existsSync(project.path("cdktf.out/stacks", stack, "planned.tfplan"))).toBe(false);
    }
  };

  test("asks for a terminal before anything else, unless nothing is to be asked", async () => {
    jest.mocked(requireTerminal).mockImplementationOnce((command) => {
      throw new Error(`no terminal for ${command}`);
    });
    await expect(deploy(target, synthesize)).rejects.toThrow("no terminal for deploy");
    jest.mocked(requireTerminal).mockImplementationOnce((command) => {
      throw new Error(`no terminal for ${command}`);
    });
    await expect(destroy(target, [], { synthesize })).rejects.toThrow("no terminal for destroy");
    expect(printed.stdout()).toBe("");
  });

  test("shows what is to come, and changes nothing after a no", async () => {
    jest.mocked(ask).mockResolvedValueOnce(false);
    expect(await deploy(target, synthesize)).toBe(1);
    expect(ask).toHaveBeenCalledWith("\nDeploy this to Azure?", "terminal", expect.any(AbortSignal));
    expect(printed.stdout()).toContain("onprem-cat: 41 to add");
    expect(printed.stdout()).toContain("vpn-gateway: can be planned once onprem-cat is deployed");
    expect(printed.stdout()).toContain("Nothing was changed.");
    expect(existsSync(project.path("cloud", "writes.jsonl"))).toBe(false);
    expectNoPlan();
  });

  test("a plan of what is not deployed ends with 2", async () => {
    expect(await plan(target, synthesize, { json: true })).toBe(2);
    const { changes, stacks } = JSON.parse(printed.stdout()) as { changes: boolean; stacks: object[] };
    expect(changes).toBe(true);
    expect(stacks).toMatchObject([
      { stack: "onprem-cat", waitsFor: [] },
      { stack: "vpn-gateway", changes: [], waitsFor: ["onprem-cat"] },
    ]);
    expectNoPlan();
  });

  test("deploys after a yes, with the states where the backend says", async () => {
    jest.mocked(ask).mockResolvedValueOnce(true);
    const code = await deploy(target, synthesize);
    expect({ code, stderr: printed.stderr() }).toEqual({ code: 0, stderr: "" });
    for (const text of ["onprem-cat: 41 added, ", "vpn-gateway: 30 added, ", "  Tunnel1  ", " s, in Azure."]) {
      expect(printed.stdout()).toContain(text);
    }
    for (const stack of ["onprem-cat", "vpn-gateway"]) expect(state(stack)).toContain('"outputs"');
    expect(existsSync(project.path("generated/cat-tunnels.cfg"))).toBe(true);
    expectNoPlan();
  });

  test("asks nothing where nothing is to be done", async () => {
    const before = writes();
    expect(await deploy(target, synthesize)).toBe(0);
    expect(ask).not.toHaveBeenCalled();
    expect(printed.stdout()).toContain("onprem-cat: no changes\nvpn-gateway: no changes");
    expect(await plan(target, synthesize)).toBe(0);
    expect(writes()).toBe(before);
  });

  test("says what forces a replacement, and which stack is planned on outputs that will change", async () => {
    configure(({ sites }) => (sites[0]!.zones = ["1"]));
    expect(await plan(target, synthesize)).toBe(2);
    expect(printed.stdout()).toMatch(
      /^REPLACE\n( {2}onprem-cat {2}azurerm_public_ip\.[\w-]+ {2}\(name, zones\)\n){4}\n/,
    );
    expect(printed.stdout()).toContain(
      "vpn-gateway: no changes; planned on what onprem-cat puts out now, which will change",
    );
  });

  test("a stack that would lose more than was shown is left alone", async () => {
    const wrapper = project.path("terraform-that-loses");
    const line = JSON.stringify({
      type: "planned_change",
      "@message": "",
      change: { resource: { addr: "azurerm_subnet.x" }, action: "delete" },
    });
    writeFileSync(
      wrapper,
      `#!/bin/sh\ncase "$1 $PWD" in plan*vpn-gateway) [ -f lose ] && echo '${line}'; touch lose ;; esac\nexec terraform "$@"\n`,
      { mode: 0o755 },
    );
    env.TERRAFORM_BINARY_NAME = wrapper;
    jest.mocked(ask).mockResolvedValueOnce(true);
    const before = state("vpn-gateway");
    expect(await deploy(target, synthesize)).toBe(1);
    delete env.TERRAFORM_BINARY_NAME;
    expect(printed.stderr()).toContain("Error in vpn-gateway: This stack would lose more than the plan has shown");
    expect(printed.stderr()).toContain("delete azurerm_subnet.x");
    expect(printed.stdout()).toMatch(/onprem-cat: [1-9]\d* added/);
    expect(state("vpn-gateway")).toBe(before);
    expectNoPlan();
  });

  test("deploys without a question where that is asked for, and takes up other addresses of a site", async () => {
    expect(await deploy(target, synthesize, { yes: true })).toBe(0);
    expect(ask).not.toHaveBeenCalled();
    expect(await plan(target, synthesize)).toBe(0);
  });

  test("destroy names what goes, and leaves it after a no", async () => {
    jest.mocked(ask).mockResolvedValueOnce(false);
    const before = writes();
    expect(await destroy(target, ["vpn-gateway"])).toBe(1);
    expect(ask).toHaveBeenCalledWith("\nDestroy this in Azure?", "terminal", expect.any(AbortSignal));
    expect(printed.stdout()).toMatch(/DESTROY\n {2}vpn-gateway {2}[^]*\nvpn-gateway: 30 to destroy/);
    expect(printed.stdout()).not.toContain("onprem-cat");
    expect(writes()).toBe(before);
  });

  test("destroy removes all, a stack before those that it reads", async () => {
    jest.mocked(ask).mockResolvedValueOnce(true);
    expect(await destroy(target, [], { synthesize })).toBe(0);
    expect(printed.stdout()).toMatch(/vpn-gateway: 30 destroyed[^]*onprem-cat: 41 destroyed/);
    expect(await destroy(target, [], { synthesize })).toBe(0);
    expect(printed.stdout()).toContain("Nothing was deployed.");
    expectNoPlan();
  });

  describe("a stack that has left the config", () => {
    const named = "Still deployed, though not in the config:\n  onprem-oslo: npx vpn destroy onprem-oslo";

    test("is named by the deployment that leaves it out", async () => {
      configure(({ sites }) => sites.push({ name: "oslo", network: { ipv4: "10.3.0.0/24", ipv6: "2001:db8:3::/48" } }));
      expect(await deploy(target, synthesize, { yes: true })).toBe(0);
      expect(printed.stdout()).not.toContain("Still deployed");
      configure();
      expect(await deploy(target, synthesize, { yes: true })).toBe(0);
      expect(printed.stdout()).toContain(named);
    });

    test("is named by a plan", async () => {
      expect(await plan(target, synthesize)).toBe(0);
      expect(printed.stdout()).toContain(named);
    });

    test("goes with a destroy of all", async () => {
      jest.mocked(ask).mockResolvedValueOnce(true);
      expect(await destroy(target, [], { synthesize })).toBe(0);
      expect(printed.stdout()).toContain("onprem-oslo: 41 destroyed");
    });

    test("is not named any more when it has gone", async () => {
      expect(await plan(target, synthesize)).toBe(2);
      expect(printed.stdout()).not.toContain("Still deployed");
    });
  });
});
