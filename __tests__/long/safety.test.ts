import { readdirSync, readFileSync, rmSync, writeFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Write } from "../../simulator/azure/cloud";
import { run, Simulator } from "../../runner/process";
import { simulatedAzure } from "../../runner/target";
import { ProjectCopy } from "../../testing/project-copy";
import { withTerraform } from "../helpers/with-terraform";
import { lab, type SimulatedConfig } from "../helpers/synth";

withTerraform(() => {
  const project = new ProjectCopy();
  afterAll(() => project.remove());

  const secrets = {
    TF_VAR_admin_password: "Known-Password-1",
    TF_VAR_shared_key_cat_1: "KnownKeyOfTunnel1",
    TF_VAR_shared_key_cat_2: "KnownKeyOfTunnel2",
  };
  const start = (
    args: readonly string[],
    change: (config: SimulatedConfig) => void,
    environment: NodeJS.ProcessEnv = {},
  ) => {
    const config = lab((file) => {
      file.adminPassword = "variable";
      file.sharedKeys = "variable";
      // Without names of their own, so that the local network gateways' follow their prefixes.
      delete file.sites[0]!.connections;
      change(file);
    });
    writeFileSync(project.path("mine.json"), JSON.stringify(config));
    return project.run("start", args, { VPN_CONFIG: "mine.json", ...secrets, ...environment });
  };
  /** What Terraform prints for machines while it does this to both stacks as they are synthesized. */
  const terraformJson = async (commands: readonly ("plan" | "apply")[]): Promise<string> => {
    const lines: string[] = [];
    const simulator = await Simulator.start(simulatedAzure(project.folder, process.env));
    const terraform = (stack: string, ...args: string[]) =>
      run("terraform", args, {
        cwd: project.path(".simulator/cdktf.out/stacks", stack),
        env: { ...simulator.environment, ...secrets },
        onLine: (line) => void lines.push(line),
      });
    try {
      for (const stack of ["onprem-cat", "vpn-gateway"]) {
        for (const command of commands) {
          const approved = command === "apply" ? ["-auto-approve"] : [];
          expect(await terraform(stack, command, "-json", "-input=false", ...approved)).toBe(0);
        }
      }
    } finally {
      await simulator.stop();
    }
    return lines.join("\n");
  };
  /** What Azure saw being written since `mark`. */
  const writes = (mark = 0): Write[] =>
    readFileSync(project.path(".simulator/cloud/writes.jsonl"), "utf8")
      .trim()
      .split("\n")
      .slice(mark)
      .map((line) => JSON.parse(line) as Write);
  const last = (id: string) => id.split("/").at(-1)!;

  test.each([
    ["is too short", "short-of-16"],
    ["holds a hyphen, which Azure refuses", "a-key-of-this-length"],
    ["holds a line break", "KnownKeyOfTunnel1\nno ip ssh"],
    ["holds a question mark, which asks IOS-XE for help", "KnownKeyOf?Tunnel"],
  ])("fails when a key that somebody brings %s, and does not show it", (_, key) => {
    const { status, stdout, stderr } = start([], () => {}, { TF_VAR_shared_key_cat_1: key });
    expect(status).toBe(1);
    expect(stderr.replace(/\s+/g, " ")).toContain("The shared key of conn1-to-cat must be 16 to 127 letters, digits");
    expect(stdout + stderr).not.toContain(key);
  });

  test("fails when the password that somebody brings is too short, and does not show it", () => {
    const { status, stdout, stderr } = start([], () => {}, { TF_VAR_admin_password: "Short-Pass1" });
    expect(status).toBe(1);
    expect(stderr.replace(/\s+/g, " ")).toContain("password must be 12 to 72 printable ASCII characters");
    expect(stdout + stderr).not.toContain("Short-Pass1");
  });

  test("no secret is in anything but the states, the simulated cloud and the router's file", async () => {
    const { status, stdout, stderr } = start(["--verbose"], () => {});
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const planned = start(["plan", "--verbose"], (file) => (file.tags = { owner: "net" }));
    expect(planned.stdout).toContain("Plan: ");
    expect(planned.status).toBe(2);
    const written = ["state", "generated"].flatMap((folder) =>
      readdirSync(project.path(".simulator", folder)).map((name) => project.path(".simulator", folder, name)),
    );
    expect(written.length).toBeGreaterThanOrEqual(3);
    expect(written.filter((file) => (statSync(file).mode & 0o077) !== 0)).toEqual([]);
    const json = await terraformJson(["plan", "apply"]);
    expect(json).toContain('"type":"planned_change"');
    expect(json).toContain('"type":"apply_complete"');
    const leaks = (text: string) => Object.values(secrets).filter((secret) => text.includes(secret));
    expect(leaks(stdout + planned.stdout + planned.stderr + json)).toEqual([]);
    const files = readdirSync(project.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
      .map((entry) => join(entry.parentPath, entry.name));
    const holders = files.filter((file) => leaks(readFileSync(file, "utf8")).length > 0);
    const allowed =
      /^\.simulator\/(state\/terraform\.[\w-]+\.tfstate(\.backup)?|cloud\/resources\/\w+\.json|generated\/cat-tunnels\.cfg)$/;
    expect(holders.length).toBeGreaterThan(3);
    expect(holders.map((file) => relative(project.folder, file)).filter((file) => !allowed.test(file))).toEqual([]);
  });

  test("a site's changed prefix reaches Azure without a moment in which a tunnel lacks a family", () => {
    const mark = writes().length;
    const { status, stderr } = start([], (file) => (file.sites[0]!.network = { ipv4: "10.2.0.0/23" }));
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const since = writes(mark);
    const made = since.filter(({ operation, id }) => operation === "put" && id.includes("/localNetworkGateways/"));
    expect(made.map(({ addressSpace }) => addressSpace)).toEqual([
      ["10.2.0.0/23", "2001:db8:2::/48"],
      ["10.2.0.0/23", "2001:db8:2::/48"],
    ]);
    // The connections move over before the old ones go.
    const order = since
      .filter(({ id }) => /\/(localNetworkGateways|connections)\//.test(id))
      .map(({ operation, id }) => `${operation} ${last(id).replace(/-[0-9a-f]{6}$/, "")}`);
    const moved = ["put conn1-to-cat", "put conn2-to-cat"].map((write) => order.indexOf(write));
    const deleted = ["delete localNetGw1-cat", "delete localNetGw2-cat"].map((write) => order.indexOf(write));
    expect(Math.min(...moved)).toBeGreaterThan(-1);
    expect(moved[0]).toBeLessThan(deleted[0]!);
    expect(moved[1]).toBeLessThan(deleted[1]!);
  });

  test("a key is rotated on one connection together with its version, and the other is not touched", () => {
    const changed = (file: SimulatedConfig) => (file.sites[0]!.network = { ipv4: "10.2.0.0/23" });
    const newKey = { TF_VAR_shared_key_cat_2: "AnotherKeyOfTunnel2" };
    const alone = start([], changed, newKey);
    expect(alone.status).toBe(1);
    expect(alone.stderr).toContain("polling after CreateOrUpdate: context deadline exceeded");
    expect(alone.stderr).toContain("https://github.com/hashicorp/terraform-provider-azurerm/issues/33102");
    expect(alone.stdout + alone.stderr).not.toContain("AnotherKeyOfTunnel2");

    const mark = writes().length;
    const rotated = (file: SimulatedConfig) => {
      changed(file);
      file.sites[0]!.connections = [{}, { keyVersion: 2 }];
    };
    expect(start([], rotated, newKey).status).toBe(0);
    expect(writes(mark).map(({ operation, id }) => `${operation} ${id.replace(/^.*\/connections\//, "")}`)).toEqual([
      "put conn2-to-cat",
      "put conn2-to-cat/sharedkey",
    ]);
    const text = readFileSync(project.path(".simulator/generated/cat-tunnels.cfg"), "utf8");
    expect([...text.matchAll(/pre-shared-key (\S+)/g)].map(([, key]) => key)).toEqual([
      "KnownKeyOfTunnel1",
      "AnotherKeyOfTunnel2",
    ]);
  });

  test("a fault ends in a message, and the next run goes on, with a file that has gone", () => {
    const faults = project.path("faults.json");
    writeFileSync(
      faults,
      JSON.stringify([
        { type: "azurerm_subnet", operation: "read", error: "busy" },
        { type: "azurerm_storage_account", error: "busy" },
      ]),
    );
    const failed = start([], () => {}, { SIMULATOR_FAULTS: faults });
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain("unexpected status 409 (409 Conflict) with error: AnotherOperationInProgress");
    expect(failed.stderr).toContain("Run it again to go on from here");
    expect(failed.stderr).toContain(
      'Note: the fault {"type":"azurerm_storage_account","error":"busy"} happened 0 of 1 times\n',
    );
    const file = project.path(".simulator/generated/cat-tunnels.cfg");
    rmSync(file);
    expect(start([], () => {}).status).toBe(0);
    expect(readFileSync(file, "utf8")).toContain(`pre-shared-key ${secrets.TF_VAR_shared_key_cat_2}\n`);
    expect(start(["plan"], () => {}).stdout).toBe("onprem-cat: no changes\nvpn-gateway: no changes\n");
  });

  test("fails with a sentence when the file of faults is missing or wrong", () => {
    const missing = start([], () => {}, { SIMULATOR_FAULTS: "no-such.json" });
    expect(missing).toMatchObject({ status: 1 });
    expect(missing.stderr).toMatch(
      /^SIMULATOR_FAULTS: no-such\.json cannot be read \(ENOENT\); give the path [^\n]*\n$/,
    );
    writeFileSync(project.path("faults.json"), '[{ "error": "throtled" }]');
    const wrong = start([], () => {}, { SIMULATOR_FAULTS: project.path("faults.json") });
    expect(wrong.stderr).toContain(
      '[0].error: "throtled" must be one of throttled, failed, busy, lost, unprovisioned\n',
    );
  });

  test("another backend is left alone", () => {
    const { status, stderr } = start([], (file) =>
      Object.assign(file, { backend: { type: "cloud", organization: "acme" }, writeFile: true }),
    );
    expect(status).toBe(0);
    expect(stderr).toBe("The cloud backend is left alone: state is in .simulator.\n");
  });
});
