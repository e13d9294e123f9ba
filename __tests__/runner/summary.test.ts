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

function printed(target: Parameters<typeof printSummary>[0]): string[] {
  const log = jest.spyOn(console, "log").mockReturnValue();
  printSummary(target, [deployed], 1234);
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
