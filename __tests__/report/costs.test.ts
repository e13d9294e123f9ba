import { costs } from "../../lib/report/costs";
import type { Section, Table } from "../../lib/report/document";
import { deploymentOf } from "../helpers/any-deployment";

const known = { made: "2026-05-04T13:37:00.000Z", results: [] };
const of = (config: string) => {
  const deployment = deploymentOf(config);
  return costs({ deployment, sites: deployment.sites, known });
};
const rows = ({ blocks }: Section) =>
  blocks
    .find((one): one is Table => one.kind === "table")!
    .rows.map(({ what, count, month }) => ({ what, count, month }));

test("the lab costs its gateway and seven addresses; what has no known price is unknown", () => {
  const section = of("lab.json");
  expect(rows(section)).toEqual([
    { what: "VPN gateway VpnGw2AZ", count: "1", month: "394.20" },
    { what: "static public IPv4 addresses, Standard", count: "7", month: "25.55" },
    { what: "router, virtual machine Standard_D16_v5", count: "1", month: "unknown" },
    { what: "test machine, virtual machine Standard_B2ts_v2", count: "2", month: "unknown" },
    { what: "managed disks, of the size of their images", count: "3", month: "unknown" },
  ]);
  expect(section.blocks[0]).toMatchObject({ text: expect.stringMatching(/^USD 419\.75 a month .* 3 further items/) });
});

test("connections beyond ten are counted, and an SKU without a known price is unknown", () => {
  expect(rows(of("examples/fifty-branches.json"))).toEqual([
    { what: "VPN gateway VpnGw4AZ", count: "1", month: "unknown" },
    { what: "connections beyond the 10 that a gateway includes", count: "40", month: "438.00" },
    { what: "static public IPv4 addresses, Standard", count: "3", month: "10.95" },
    { what: "test machine, virtual machine Standard_B2ts_v2", count: "1", month: "unknown" },
    { what: "managed disks, of the size of their images", count: "1", month: "unknown" },
  ]);
});

test("connections that an existing gateway has besides take places among the ten, and are not this deployment's cost", () => {
  const beyond = (otherConnections: number) => {
    const hub = deploymentOf("examples/existing-hub.json");
    const deployment = { ...hub, gateway: { ...hub.gateway, otherConnections } };
    return rows(costs({ deployment, sites: deployment.sites, known })).map(({ what, count }) => `${count} ${what}`);
  };
  expect(deploymentOf("examples/existing-hub.json").gateway.otherConnections).toBe(2);
  expect(beyond(8)).toEqual([]);
  expect(beyond(9)).toEqual(["1 connections beyond the 10 that a gateway includes"]);
  expect(beyond(20)).toEqual(["2 connections beyond the 10 that a gateway includes"]);
});

test("a gateway that exists already is not this deployment's cost, nor are its addresses", () => {
  expect(rows(of("examples/existing-hub.json"))).toEqual([]);
});
