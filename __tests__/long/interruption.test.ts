import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { readState } from "../../runner/state";
import { ProjectCopy } from "../../testing/project-copy";
import { inTerminal } from "../helpers/terminal";
import { withTerraform } from "../helpers/with-terraform";
import { followWays } from "../helpers/ways";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All that a process has started, and what those have. */
function descendants(root: number): Process[] {
  const all = execFileSync("ps", ["-Ao", "pid=,ppid=,args="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line): Process => {
      const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)!;
      return { pid: Number(pid), parent: Number(parent), command: command! };
    });
  const of = (pid: number): Process[] =>
    all.filter(({ parent }) => parent === pid).flatMap((one) => [one, ...of(one.pid)]);
  return of(root);
}

const TARGETS = {
  terraform: /(^|\/)terraform (apply|plan|init)/,
  simulator: /simulator\/serve\.ts/,
} as const;

withTerraform(() => {
  const project = new ProjectCopy();
  afterAll(() => project.remove());

  const stacks = ["onprem-cat", "vpn-gateway"];
  const state = (stack: string) => readState(project.path(".simulator/state", `terraform.${stack}.tfstate`));
  /** Everything that a deployment puts out, but for the secrets in it. */
  const outputs = () =>
    JSON.stringify(
      stacks.map((stack) => state(stack).outputs),
      (key, value: unknown) => (key === "admin_login" || key === "router_configs" ? null : value),
    );
  const slow = { SIMULATOR_FAULTS: project.path("faults.json") };
  /** What a stack's state has of Azure; a link is no resource there, but a property of one. */
  const inAzure = (stack: string) =>
    state(stack).resources.filter(({ type }) => /^azurerm_(?!\w+_association$)/.test(type));
  let undisturbed: string;

  beforeAll(() => {
    // Among the last are the connections: while they wait, no run is done, however late the machine notices a moment.
    const faults = [
      { operation: "create", type: "azurerm_virtual_network_gateway_connection", delayMs: 600_000, times: 1000 },
      { operation: "create", delayMs: 25, times: 1000 },
    ];
    writeFileSync(project.path("faults.json"), JSON.stringify(faults));
    expect(project.run("start").status).toBe(0);
    undisturbed = outputs();
  });

  /** Resources in the cloud at the moment of the kill; the site has 32 and the gateway's stack 22 there. */
  const moments = [1, 12, 34, 48].map((count, i) => [i % 2 === 0 ? "terraform" : "simulator", count] as const);

  test.each(moments)(
    "kill -9 of %s with %i resources made: what the next run says ends as if nothing had been",
    async (who, count) => {
      rmSync(project.path(".simulator"), { recursive: true, force: true });
      const { pid, ended } = project.start(slow);
      while (project.cloudFiles().length < count) await sleep(2);
      const victims = descendants(pid).filter(({ command }) => TARGETS[who].test(command));
      expect(victims.length).toBeGreaterThan(0);
      for (const victim of victims) process.kill(victim.pid, "SIGKILL");
      expect(await ended).not.toBe(0);

      const made = project.cloudFiles();
      const next = project.run("start");
      // Nothing goes unasked.
      expect(project.cloudFiles()).toEqual(expect.arrayContaining(made));
      expect(followWays(project, next, []).status).toBe(0);
      expect(outputs()).toBe(undisturbed);
      expect(project.cloudFiles()).toHaveLength(stacks.flatMap(inAzure).length);
    },
  );

  test.each([
    // As a terminal does.
    ["Ctrl-C, which every process of the group gets,", (pid: number) => process.kill(-pid, "SIGINT")],
    ["a SIGINT to the one process", (pid: number) => process.kill(pid, "SIGINT")],
  ])("%s stops everything, the simulator last, and the next run goes on", async (_, interrupt) => {
    rmSync(project.path(".simulator"), { recursive: true, force: true });
    const { pid, ended } = project.start(slow);
    // Among the public addresses: one that is tainted is made anew before it goes, under a name that is taken.
    while (project.cloudFiles().length < 10) await sleep(2);
    const simulator = descendants(pid).find(({ command }) => TARGETS.simulator.test(command))!;
    interrupt(pid);
    expect(await ended).toBe(130);
    expect(() => process.kill(simulator.pid, 0)).toThrow("ESRCH");
    expect(inAzure("onprem-cat")).toHaveLength(project.cloudFiles().length);
    expect(followWays(project, project.run("start"), []).status).toBe(0);
    expect(outputs()).toBe(undisturbed);
  });

  test("Ctrl-C is one interrupt for Terraform where npm's child is vpn itself, as on macOS", async () => {
    rmSync(project.path(".simulator"), { recursive: true, force: true });
    // Where sh is bash, it becomes the command; npm then hands on to vpn what the terminal has sent to both.
    const env = { ...process.env, ...slow, npm_config_script_shell: "bash" };
    const terminal = inTerminal("npm", ["start", "--", "--verbose"], { cwd: project.folder, env });
    while (project.cloudFiles().length < 10) await sleep(2);
    terminal.type("\x03");
    await terminal.ended;
    expect(terminal.shown()).toContain("Interrupt received.");
    expect(terminal.shown()).not.toContain("Two interrupts received.");
  });

  test("the simulator ends when its parent is killed", async () => {
    rmSync(project.path(".simulator"), { recursive: true, force: true });
    const { pid, ended } = project.start(slow);
    while (project.cloudFiles().length < 3) await sleep(2);
    const all = descendants(pid);
    const simulator = all.find(({ command }) => TARGETS.simulator.test(command))!;
    process.kill(pid, "SIGKILL");
    await ended;
    // Nobody waits for an orphan but its reaper, so ask ps, which shows what runs.
    const runs = () => descendants(1).some((one) => one.pid === simulator.pid && !one.command.includes("defunct"));
    for (let i = 0; i < 200 && runs(); i++) await sleep(20);
    expect(runs()).toBe(false);
    for (const { pid: left } of all.filter((one) => one !== simulator)) {
      try {
        process.kill(left, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
  });
});
