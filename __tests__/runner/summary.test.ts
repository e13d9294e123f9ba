import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { printSummary } from "../../runner/summary";
import { azure, simulatedAzure } from "../../runner/target";

const project = mkdtempSync(join(tmpdir(), "project-"));
afterAll(() => rmSync(project, { recursive: true }));

const tunnel = {
  gateway_instance: 1,
  gateway_address: "203.100.113.200",
  connection: `conn2-to-${"a".repeat(70)}`,
  router_interface: "GigabitEthernet3",
  router_private_address: "10.200.100.200",
  router_public_address: "198.151.100.218",
  tunnel_interface: "Tunnel1",
};
const deployed = {
  stack: "vpn-gateway",
  resources: 30,
  outputs: { tunnel_matrix: { cat: [tunnel] }, router_config_files: { cat: "generated/cat-tunnels.cfg" } },
};

function printed(
  target: Parameters<typeof printSummary>[0],
  stack: Parameters<typeof printSummary>[1][number] = deployed,
): string[] {
  const log = jest.spyOn(console, "log").mockReturnValue();
  printSummary(target, [stack], 1234);
  const lines = log.mock.calls.flat().join("\n").split("\n");
  log.mockRestore();
  return lines;
}

test("says what there is in 80 columns, whatever the addresses", () => {
  const lines = printed(azure(project, {}));
  expect(lines).toEqual([
    "",
    "Resources",
    "  vpn-gateway: 30",
    "",
    "Tunnels of cat",
    "  tunnel   gateway instance   router",
    "  Tunnel1  1 203.100.113.200  GigabitEthernet3 10.200.100.200 (198.151.100.218)",
    "",
    "Router configuration",
    "  generated/cat-tunnels.cfg",
    "",
    "Done in 1.2 s, in Azure.",
  ]);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test("says on the simulator where the file is, and what one can do next", () => {
  const lines = printed(simulatedAzure(project, {}));
  expect(lines).toContain("  less .simulator/generated/cat-tunnels.cfg");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test("shows an end of the router once, and nothing of an address that is not known", () => {
  const wan = { ...tunnel, router_interface: "GigabitEthernet0/0/0", router_public_address: "198.51.100.10" };
  const fixed = { ...wan, router_private_address: "198.51.100.10" };
  const changing = { ...wan, router_private_address: "unknown", router_public_address: "oslo.example.com" };
  const lines = printed(azure(project, {}), { ...deployed, outputs: { tunnel_matrix: { oslo: [fixed, changing] } } });
  expect(lines.filter((line) => line.includes("Gigabit"))).toEqual([
    "  Tunnel1  1 203.100.113.200  GigabitEthernet0/0/0 198.51.100.10",
    "  Tunnel1  1 203.100.113.200  GigabitEthernet0/0/0 (oslo.example.com)",
  ]);
});

test("counts what is too much to read one by one", () => {
  const sites = Array.from({ length: 50 }, (_, i) => `site${i}`);
  const outputs = {
    tunnel_matrix: Object.fromEntries(sites.map((site) => [site, [tunnel]])),
    router_config_files: Object.fromEntries(sites.map((site) => [site, `generated/${site}-tunnels.cfg`])),
  };
  expect(printed(azure(project, {}), { ...deployed, outputs }).slice(3, -2)).toEqual([
    "",
    "Tunnels of 50 sites: the output tunnel_matrix has them",
    "",
    "Router configuration",
    "  50 files in generated",
  ]);
});
