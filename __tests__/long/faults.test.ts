import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Resource } from "../../simulator/azure/resource";
import type { Fault } from "../../simulator/faults";
import { ProjectCopy } from "../../testing/project-copy";
import { withTerraform } from "../helpers/with-terraform";
import { lab, type SimulatedConfig } from "../helpers/synth";
import { followWays } from "../helpers/ways";

interface Case {
  readonly fault: Fault;
  /** What is done when it happens, on a whole deployment unless it is the first. */
  readonly doing: "first deployment" | "new key" | "more prefixes" | "destroy";
  /** What the run says. */
  readonly says: RegExp;
  /** Azure has a key before Terraform knows, and with it the router's file. */
  readonly azureIsAhead?: boolean;
}

const GATEWAY = "azurerm_virtual_network_gateway";
const CONNECTION = "azurerm_virtual_network_gateway_connection";
const MACHINE = "azurerm_linux_virtual_machine";

const BUSY = /wait until that is over\. Run it again/;
const LOST = /Azure's answer was lost, and its work perhaps not\. Run it again/;
const TAINTED = /marked these as tainted [^]* import vpn-gateway azurerm_virtual_network_gateway\.\w+ /;
const UNPROVISIONED = /Azure had begun it before it failed: run it again/;
const KEY = /Raise that tunnel's keyVersion once more, .* and run it again/;

const CASES: readonly Case[] = [
  { fault: { operation: "create", type: GATEWAY, error: "busy" }, doing: "first deployment", says: BUSY },
  { fault: { operation: "create", type: GATEWAY, error: "lost" }, doing: "first deployment", says: TAINTED },
  { fault: { operation: "create", type: "azurerm_subnet", error: "lost" }, doing: "first deployment", says: LOST },
  {
    fault: { operation: "create", type: CONNECTION, error: "unprovisioned" },
    doing: "first deployment",
    says: UNPROVISIONED,
  },
  {
    fault: { operation: "create", type: MACHINE, error: "unprovisioned" },
    doing: "first deployment",
    says: UNPROVISIONED,
  },
  { fault: { operation: "update", type: CONNECTION, error: "busy" }, doing: "new key", says: BUSY },
  { fault: { operation: "update", type: CONNECTION, error: "lost" }, doing: "new key", says: KEY },
  {
    fault: { operation: "update", type: CONNECTION, error: "lost", skip: 1 },
    doing: "new key",
    says: KEY,
    azureIsAhead: true,
  },
  {
    fault: { operation: "update", type: "azurerm_virtual_network", error: "unprovisioned" },
    doing: "more prefixes",
    says: UNPROVISIONED,
  },
  {
    fault: { operation: "delete", type: "azurerm_local_network_gateway", error: "busy" },
    doing: "more prefixes",
    says: BUSY,
  },
  { fault: { operation: "delete", type: GATEWAY, error: "lost" }, doing: "destroy", says: LOST },
  { fault: { operation: "delete", type: "azurerm_public_ip", error: "busy" }, doing: "destroy", says: BUSY },
];

withTerraform(() => {
  const project = new ProjectCopy();
  afterAll(() => project.remove());
  const home = project.path(".simulator");
  const whole = project.path("whole");
  const faults = project.path("faults.json");
  const environment = { VPN_CONFIG: "mine.json", SIMULATOR_FAULTS: faults };

  const configure = (change: (config: SimulatedConfig) => void = () => {}) => {
    const config = lab((file) => {
      // Without names of their own, so that the local network gateways' follow their prefixes.
      delete file.sites[0]!.connections;
      change(file);
    });
    writeFileSync(project.path("mine.json"), JSON.stringify(config));
  };
  const CHANGES: Readonly<Record<Case["doing"], (config: SimulatedConfig) => void>> = {
    "first deployment": () => {},
    "new key": ({ sites }) => (sites[0]!.connections = [{}, { keyVersion: 2 }]),
    "more prefixes": ({ sites }) => (sites[0]!.network = { ipv4: "10.2.0.0/23" }),
    destroy: () => {},
  };
  const cloud = () =>
    project
      .cloudFiles()
      .map((name) => JSON.parse(readFileSync(join(home, "cloud", "resources", name), "utf8")) as Resource);

  /** The router's file never holds a key that its connection in the cloud does not have. */
  const expectKeysAgree = () => {
    const file = join(home, "generated", "cat-tunnels.cfg");
    if (!existsSync(file)) return;
    const keys = [...readFileSync(file, "utf8").matchAll(/pre-shared-key (\S+)/g)].map(([, key]) => key);
    const connections = cloud()
      .filter(({ type }) => type === "Microsoft.Network/connections")
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(keys).toEqual(connections.map(({ properties }) => properties.sharedKey));
  };

  beforeAll(() => {
    configure();
    writeFileSync(faults, "[]");
    expect(project.run("start", [], environment)).toMatchObject({ status: 0, stderr: "" });
    cpSync(home, whole, { recursive: true });
  });

  test.each(CASES)(
    "$fault.error at $fault.operation of $fault.type ($doing): the message names a way, and that way ends well",
    ({ fault, doing, says, azureIsAhead }) => {
      rmSync(home, { recursive: true, force: true });
      if (doing !== "first deployment") cpSync(whole, home, { recursive: true });
      configure(CHANGES[doing]);
      writeFileSync(faults, JSON.stringify([fault]));
      const args = doing === "destroy" ? ["destroy"] : [];
      const failed = project.run("start", args, environment);
      expect(failed.status).toBe(1);
      expect(failed.stderr).toMatch(says);
      if (!azureIsAhead) expectKeysAgree();
      // The fault is over: the file of faults is read by each simulator anew.
      writeFileSync(faults, "[]");
      if (says === KEY) configure(({ sites }) => (sites[0]!.connections = [{}, { keyVersion: 3 }]));
      expect(followWays(project, failed, args, environment, expectKeysAgree).status).toBe(0);
      if (doing === "destroy") return void expect(project.cloudFiles()).toEqual([]);
      expect(project.run("start", ["plan"], environment)).toMatchObject({
        status: 0,
        stdout: "onprem-cat: no changes\nvpn-gateway: no changes\n",
      });
    },
  );
});
