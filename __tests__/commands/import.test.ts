import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Import } from "../../runner/imports";
import { runVpn } from "../helpers/vpn";

// As lean-start.cjs does: half of a synthesis goes into these traces.
jest.mock("cdktf/lib/tokens/private/stack-trace", () => ({ captureStackTrace: () => [] }));

const project = join(__dirname, "../..");
const SUBSCRIPTION = "11111111-2222-3333-4444-555555555555";
const list = (args: readonly string[], env: NodeJS.ProcessEnv = { ARM_SUBSCRIPTION_ID: SUBSCRIPTION }) =>
  runVpn(["import", "--list", ...args], { project, env });
const HUB = ["--config", "config/examples/existing-hub.json"];
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/hub-sites-vpn-gateway/providers/Microsoft.Network`;

test("lists the whole command for each local network gateway and connection, and writes nothing", async () => {
  const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith("import-list-"));
  const before = folders();
  const { code, out, err } = await list(HUB);
  expect({ code, err }).toEqual({ code: 0, err: "Config: config/examples/existing-hub.json (--config)\n" });
  const config = "--config config/examples/existing-hub.json";
  expect(out.replaceAll(GROUP, "GROUP").trim().split("\n")).toEqual([
    `npx vpn import vpn-gateway azurerm_local_network_gateway.site-oslo_tunnel-1_local-network-gateway_EB1302B7 'GROUP/localNetworkGateways/localNetGw1-oslo-9773db' ${config}`,
    `npx vpn import vpn-gateway azurerm_local_network_gateway.site-oslo_tunnel-2_local-network-gateway_2268A75C 'GROUP/localNetworkGateways/localNetGw2-oslo-9773db' ${config}`,
    `npx vpn import vpn-gateway azurerm_virtual_network_gateway_connection.site-oslo_tunnel-1_7B5307D4 'GROUP/connections/conn1-to-oslo' ${config}`,
    `npx vpn import vpn-gateway azurerm_virtual_network_gateway_connection.site-oslo_tunnel-2_18B221AD 'GROUP/connections/conn2-to-oslo' ${config}`,
  ]);
  expect(folders()).toEqual(before);
});

test("--blocks prints them for Terraform", async () => {
  const { out } = await list([...HUB, "--blocks"]);
  expect(out.match(/^import \{$/gm)).toHaveLength(4);
  expect(out).toContain(`import {
  to = azurerm_virtual_network_gateway_connection.site-oslo_tunnel-2_18B221AD
  id = "${GROUP}/connections/conn2-to-oslo"
}
`);
});

test("--json is a list, of one site where one is named", async () => {
  const branches = ["--config", "config/examples/ipv4-branches.json", "--json"];
  const imports = async (...site: string[]) => JSON.parse((await list([...site, ...branches])).out) as Import[];
  const [all, bodo] = [await imports(), await imports("bodo")];
  expect(
    bodo.map(({ id }) =>
      id
        .split("/")
        .slice(-2)
        .join("/")
        .replace(/-\w{6}$/, ""),
    ),
  ).toEqual(["localNetworkGateways/localNetGw1-bodo", "connections/conn1-to-bodo"]);
  expect(all).toHaveLength(8);
  expect(all).toEqual(expect.arrayContaining(bodo));
});

test("on the simulated Azure, the default config and subscription are the simulator's", async () => {
  const { out } = await list(["--simulate"], {});
  expect(out.trim().split("\n")).toHaveLength(4);
  expect(out).toContain(
    "npm start -- import vpn-gateway azurerm_virtual_network_gateway_connection.site-cat_tunnel-1_CDB0A891 '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/dual-stack-vpn-gateway/providers/Microsoft.Network/connections/conn1-to-Catalyst'\n",
  );
});

test("the subscription of the config comes before that of the environment", async () => {
  const config = JSON.parse(readFileSync(join(project, "config/examples/existing-hub.json"), "utf8")) as object;
  const folder = mkdtempSync(join(tmpdir(), "import-"));
  const file = join(folder, "own.json");
  writeFileSync(file, JSON.stringify({ ...config, subscriptionId: SUBSCRIPTION }));
  const { code, out } = await list(["--config", file], { ARM_SUBSCRIPTION_ID: "99999999-2222-3333-4444-555555555555" });
  rmSync(folder, { recursive: true });
  expect(code).toBe(0);
  expect(out).toContain(`'${GROUP}/connections/`);
  expect(out).not.toContain("99999999");
});

test.each<[string, readonly string[], NodeJS.ProcessEnv, string]>([
  [
    "no subscription is known",
    HUB,
    {},
    "give config/examples/existing-hub.json a subscriptionId, or set ARM_SUBSCRIPTION_ID",
  ],
  ["there is no such site", ["bodo", ...HUB], {}, 'existing-hub.json has no site "bodo"; its sites are oslo'],
  ["two sites are named", ["oslo", "bodo", ...HUB], {}, "--list takes one site; bodo goes unused"],
])("fails when %s", async (_, args, env, says) => {
  expect(await list(args, env)).toMatchObject({ code: 1, out: "", err: expect.stringContaining(says) });
});

test.each(["--blocks", "--json"])("fails when %s comes without --list", async (flag) => {
  const { code, err } = await runVpn(["import", flag, "a.b", "/id"], { project });
  expect({ code, err }).toEqual({ code: 1, err: `${flag} goes with --list\n` });
});

describe("a resource is taken in", () => {
  const folder = mkdtempSync(join(tmpdir(), "import-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const terraform = join(folder, "terraform");
  writeFileSync(terraform, '#!/bin/sh\necho \'{"terraform_version": "1.5.0"}\'\n', { mode: 0o755 });
  const take = (...args: string[]) =>
    runVpn(["import", ...args, "a.b", "/id"], { project: folder, env: { TERRAFORM_BINARY_NAME: terraform } });

  test("into the stacks of the config that is named, whatever was synthesized last", async () => {
    const stack = join(folder, "cdktf.out", "stacks", "vpn-gateway");
    mkdirSync(stack, { recursive: true });
    writeFileSync(join(stack, "cdk.tf.json"), JSON.stringify({ resource: { a: { b: {} } } }));
    const { code, err } = await take("--config", join(project, "config/lab.json"));
    expect([code, err.split("\n")[1]]).toEqual([1, "no stack has a.b; stacks are onprem-cat, vpn-gateway"]);
  });

  test("on the simulated Azure too only where that config is there", async () => {
    const { code, err } = await take("--simulate", "--config", "none.json");
    expect([code, err]).toEqual([1, expect.stringContaining("none.json is not there")]);
  });
});
