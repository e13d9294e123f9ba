import { execFileSync } from "node:child_process";
import { machineEvidence, machineScript, testMachines } from "../../lib/evidence/machine-evidence";
import { labIntent } from "../helpers/intent";

test("the script asks each address by ping and by HTTP", () => {
  expect(machineScript(["10.2.0.100", "2001:db8:2:4::100"])).toBe(`echo "probe 10.2.0.100"
ping -n -c 5 -i 0.2 -W 3 10.2.0.100 2>&1 || true
echo "http $(curl -s -o /dev/null -m 3 -w '%{http_code}' 'http://10.2.0.100/')"
echo "probe 2001:db8:2:4::100"
ping -n -c 5 -i 0.2 -W 3 2001:db8:2:4::100 2>&1 || true
echo "http $(curl -s -o /dev/null -m 3 -w '%{http_code}' 'http://[2001:db8:2:4::100]/')"`);
  execFileSync("sh", ["-n", "-c", machineScript(["10.2.0.100", "::1"])]);
});

test("reads what ping prints in both families, and what curl prints", () => {
  const text = `probe 10.2.0.100
PING 10.2.0.100 (10.2.0.100) 56(84) bytes of data.
64 bytes from 10.2.0.100: icmp_seq=1 ttl=62 time=2.31 ms

--- 10.2.0.100 ping statistics ---
5 packets transmitted, 5 received, 0% packet loss, time 804ms
rtt min/avg/max/mdev = 2.110/2.310/2.510/0.141 ms
http 200
probe 2001:DB8:2:4:0::100\r
PING 2001:db8:2:4::100(2001:db8:2:4::100) 56 data bytes
From 2001:db8:1::1 icmp_seq=1 Destination unreachable: Address unreachable

--- 2001:db8:2:4::100 ping statistics ---
5 packets transmitted, 2 received, +3 errors, 60% packet loss, time 4079ms
http 000
`;
  expect(machineEvidence({ side: "gateway", text })).toEqual({
    probes: [
      { from: "gateway", target: "10.2.0.100", sent: 5, received: 5, httpStatus: 200 },
      { from: "gateway", target: "2001:db8:2:4::100", sent: 5, received: 2, httpStatus: 0 },
    ],
  });
});

test("reads BusyBox's summary, and a machine without a way", () => {
  const busybox = "probe 10.1.0.10\n5 packets transmitted, 4 packets received, 20% packet loss\n";
  const wayless = "probe 2001:db8:1::10\nping: connect: Network is unreachable\nhttp 000\n";
  expect(machineEvidence({ side: "site", text: busybox + wayless }).probes).toEqual([
    { from: "site", target: "10.1.0.10", sent: 5, received: 4 },
    { from: "site", target: "2001:db8:1::10", sent: 0, received: 0, httpStatus: 0 },
  ]);
});

test("what was cut off, or is no probe, says nothing", () => {
  for (const text of ["", "hello", "probe 10.1.0.10\n", "probe x.y\n5 packets transmitted, 5 received,", "probe \n"]) {
    expect(machineEvidence({ side: "site", text }).probes).toEqual([]);
  }
});

test("the machines are those of the config, each with its two addresses", () => {
  const { deployment, site } = labIntent("article");
  expect(testMachines(deployment, site)).toEqual([
    { side: "gateway", name: "vm1", addresses: ["10.1.0.4", "2001:db8:1:1::4"] },
    { side: "site", name: "vm2", addresses: ["10.2.0.100", "2001:db8:2:4::4"] },
  ]);
  expect(testMachines({ ...deployment, gateway: { ...deployment.gateway, testVm: undefined } }, site)).toEqual([]);
});
