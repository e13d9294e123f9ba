import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makePrivateFolders } from "../../lib/stacks/private-folders";
import { lab, deploymentOf } from "../helpers/synth";
import type { ConfigFile } from "../../config/schema";

let root: string;
beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), "folders-")))));
afterEach(() => rmSync(root, { recursive: true }));

const path = (...parts: string[]) => join(root, ...parts);
const make = (change: (config: ConfigFile) => void = () => {}, environment: NodeJS.ProcessEnv = {}) =>
  makePrivateFolders(deploymentOf(lab(change)), { outdir: path("cdktf.out"), environment });
const modeOf = (folder: string) => (statSync(path(folder)).mode & 0o777).toString(8);
const state = (resourceGroup: string) =>
  JSON.stringify({
    resources: [{ type: "azurerm_resource_group", instances: [{ attributes: { name: resourceGroup } }] }],
  });
const cloud = (config: ConfigFile) => void (config.backend = { type: "cloud", organization: "acme" });

test("makes what will hold secrets private, what is there already as well", () => {
  mkdirSync(path("cdktf.out"), { mode: 0o755 });
  make();
  for (const folder of ["cdktf.out", "generated", "state"]) expect(modeOf(folder)).toBe("700");
});

test("makes no folder that the config has no use for", () => {
  make((config) => {
    cloud(config);
    config.writeFile = false;
  });
  expect(["cdktf.out", "generated", "state"].map((folder) => existsSync(path(folder)))).toEqual([true, false, false]);
});

test("takes a state where it should be, and an old one that has been moved", () => {
  mkdirSync(path("state"));
  writeFileSync(path("state", "terraform.vpn-gateway.tfstate"), state("dual-stack-vpn-gateway"));
  writeFileSync(path("terraform.vpn-gateway.tfstate"), "");
  expect(() => make()).not.toThrow();
});

describe("fails when", () => {
  test("a workspace would put the state into the output folder", () => {
    expect(() => make(undefined, { TF_WORKSPACE: "prod" })).toThrow(
      "TF_WORKSPACE is prod: with the local backend, Terraform would keep that workspace's state in cdktf.out",
    );
    expect(() => make(undefined, { TF_WORKSPACE: "default" })).not.toThrow();
    expect(() => make(cloud, { TF_WORKSPACE: "prod" })).not.toThrow();
  });

  test("states of an earlier release lie in the project's folder, and says the one command that moves them", () => {
    for (const stack of ["onprem-cat", "vpn-gateway"]) writeFileSync(path(`terraform.${stack}.tfstate`), "");
    expect(() => make()).toThrow(
      "move it first: mkdir -p -m 700 state && mv terraform.onprem-cat.tfstate* terraform.vpn-gateway.tfstate* state/",
    );
    expect(existsSync(path("state"))).toBe(false);
  });

  test("a state is that of another config, with both names", () => {
    mkdirSync(path("state"));
    writeFileSync(path("state", "terraform.onprem-cat.tfstate"), state("mine-onprem-cat"));
    expect(() => make()).toThrow(
      /terraform\.onprem-cat\.tfstate is the state of resource group mine-onprem-cat, and this config means dual-stack-onprem-cat;/,
    );
  });

  test.each([
    ["a folder of its own", { type: "local", folder: "mine" }],
    ["a remote backend", { type: "cloud", organization: "acme" }],
  ] as const)("a simulated run would take over another config's state, whatever backend it names: %s", (_, backend) => {
    mkdirSync(path("state"));
    writeFileSync(path("state", "terraform.vpn-gateway.tfstate"), state("mine-vpn-gateway"));
    const deployment = deploymentOf(lab((config) => (config.backend = backend)));
    const folders = { outdir: path("cdktf.out"), environment: {} };
    expect(() => makePrivateFolders(deployment, { ...folders, states: path("state") })).toThrow(
      /is the state of resource group mine-vpn-gateway, and this config means dual-stack-vpn-gateway; .*npm start -- destroy\)$/,
    );
    expect(() => makePrivateFolders(deployment, folders)).not.toThrow();
  });

  test.each(["generated", "state", "cdktf.out", "generated/cat-tunnels.cfg", "state/terraform.onprem-cat.tfstate"])(
    "%s is a symbolic link",
    (name) => {
      for (const folder of ["generated", "state"]) if (name !== folder) mkdirSync(path(folder));
      symlinkSync(path("elsewhere"), path(name));
      expect(() => make()).toThrow(`${path(name)} is a symbolic link`);
      expect(existsSync(path("elsewhere"))).toBe(false);
    },
  );

  test("a file is in the way of a folder", () => {
    writeFileSync(path("generated"), "");
    expect(() => make()).toThrow(`${path("generated")} cannot be made readable to you alone (EEXIST)`);
  });
});
