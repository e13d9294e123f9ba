import { tunnelMatrix } from "../../lib/report/tunnel-matrix";
import { deploymentOf as exampleOf } from "../helpers/any-deployment";
import { DEPLOYED, reportOf, rowsOf } from "../helpers/report";
import { deploymentOf, lab } from "../helpers/synth";

const [FIRST, SECOND] = ["203.0.113.1 (stand-in)", "203.0.113.2 (stand-in)"];
const DOWN = "none: down by design";

/** The rows as a reader sees them. */
const matrix = (...args: Parameters<typeof reportOf>) =>
  rowsOf(reportOf(...args), "tunnels", "Instance and WAN").map((row) => Object.values(row).flat().join(" | "));

test("article: each instance has a tunnel to a WAN of its own, and none by design to the other", () => {
  expect(matrix(exampleOf("lab.json"))).toEqual([
    `cat | conn1-to-Catalyst | GigabitEthernet2 | given by Azure | 0 | ${FIRST} | Tunnel0 | 172.16.0.1`,
    `cat | conn1-to-Catalyst | GigabitEthernet2 | given by Azure | 1 | ${SECOND} | ${DOWN}`,
    `cat | conn2-to-Catalyst | GigabitEthernet3 | given by Azure | 0 | ${FIRST} | ${DOWN}`,
    `cat | conn2-to-Catalyst | GigabitEthernet3 | given by Azure | 1 | ${SECOND} | Tunnel1 | 172.16.0.2`,
  ]);
});

test("single: both instances have a tunnel to the one WAN", () => {
  const single = lab(({ sites }) => {
    sites[0] = { name: "cat", topology: "single" };
  });
  expect(matrix(deploymentOf(single))).toEqual([
    `cat | conn1-to-cat | GigabitEthernet2 | given by Azure | 0 | ${FIRST} | Tunnel0 | 172.16.0.1`,
    `cat | conn1-to-cat | GigabitEthernet2 | given by Azure | 1 | ${SECOND} | Tunnel1 | 172.16.0.2`,
  ]);
});

test("mesh has no tunnel that is down by design, and a site's name stands for an address that changes", () => {
  expect(matrix(exampleOf("examples/ipv4-branches.json"))).toEqual([
    `oslo | conn1-to-oslo | GigabitEthernet0/0/0 | 198.51.100.10 | 0 | ${FIRST} | Tunnel0 | 172.16.0.1`,
    `oslo | conn1-to-oslo | GigabitEthernet0/0/0 | 198.51.100.10 | 1 | ${SECOND} | Tunnel2 | 172.16.0.3`,
    `oslo | conn2-to-oslo | GigabitEthernet0/0/1 | 203.0.113.20 | 0 | ${FIRST} | Tunnel3 | 172.16.0.4`,
    `oslo | conn2-to-oslo | GigabitEthernet0/0/1 | 203.0.113.20 | 1 | ${SECOND} | Tunnel1 | 172.16.0.2`,
    `bodo | conn1-to-bodo | GigabitEthernet0/0/0 | 198.51.100.40 | 0 | ${FIRST} | Tunnel0 | 172.16.0.1`,
    `bodo | conn1-to-bodo | GigabitEthernet0/0/0 | 198.51.100.40 | 1 | ${SECOND} | Tunnel1 | 172.16.0.2`,
    `tromso | conn1-to-tromso | Cellular0/2/0 | tromso.example.com | 0 | ${FIRST} | Tunnel0 | 172.16.0.1`,
    `tromso | conn1-to-tromso | Cellular0/2/0 | tromso.example.com | 1 | ${SECOND} | Tunnel1 | 172.16.0.2`,
  ]);
});

test("behind one-to-one NAT, the address is the one that Azure knows, not the interface's", () => {
  expect(matrix(exampleOf("examples/two-providers.json"))[2]).toBe(
    `oslo | conn2-to-oslo | GigabitEthernet0/0/1 | 203.0.113.20 | 0 | ${FIRST} | ${DOWN}`,
  );
});

test("of a deployment, the addresses are its own", () => {
  const deployed = { ...DEPLOYED, peers: { "conn1-to-Catalyst": "198.51.100.7" } };
  expect(matrix(exampleOf("lab.json"), { deployed })).toEqual([
    "cat | conn1-to-Catalyst | GigabitEthernet2 | 198.51.100.7 | 0 | 198.51.100.201 | Tunnel0 | 172.16.0.1",
    `cat | conn1-to-Catalyst | GigabitEthernet2 | 198.51.100.7 | 1 | 198.51.100.202 | ${DOWN}`,
    `cat | conn2-to-Catalyst | GigabitEthernet3 | given by Azure | 0 | 198.51.100.201 | ${DOWN}`,
    "cat | conn2-to-Catalyst | GigabitEthernet3 | given by Azure | 1 | 198.51.100.202 | Tunnel1 | 172.16.0.2",
  ]);
});

test("a connection that bears the name of what every object has is at no address of the deployment", () => {
  const config = lab(({ sites }) => {
    sites[0]!.connections![0]!.name = "constructor";
  });
  expect(matrix(deploymentOf(config), { deployed: DEPLOYED })[0]).toBe(
    "cat | constructor | GigabitEthernet2 | given by Azure | 0 | 198.51.100.201 | Tunnel0 | 172.16.0.1",
  );
});

test("says before the table that what is down by design is no fault", () => {
  const deployment = exampleOf("lab.json");
  const known = { made: "2026-05-04T13:37:42Z", results: [] };
  expect(tunnelMatrix({ deployment, sites: deployment.sites, known }).blocks[0]).toEqual({
    kind: "text",
    text: "Both instances of the gateway try every connection. Where the router has no tunnel for an instance, Azure shows that instance as not connected: that is by design, and no fault.",
  });
});
