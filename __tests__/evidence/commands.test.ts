import { knownCommand } from "../../lib/evidence/commands";

test.each([
  ["sh ver", "show version", "version"],
  ["sh cry ikev2 sa det", "show crypto ikev2 sa detailed", "ikeSas"],
  ["Show Crypto IKEv2 SA", "show crypto ikev2 sa", "ikeSas"],
  ["sh cry ses d", "show crypto session detail", "cryptoSessions"],
  ["sh cry ips sa", "show crypto ipsec sa", "ipsecFlows"],
  ["sh ip ro", "show ip route", "ipv4Routes"],
  ["sh ipv6 ro", "show ipv6 route", "ipv6Routes"],
  ["sh ip int b", "show ip interface brief", "ipv4Addresses"],
  ["sh ipv6 int b", "show ipv6 interface brief", "ipv6Addresses"],
  ["sh int", "show interfaces", "interfaces"],
  ["sh plat hard thr cry", "show platform hardware throughput crypto", "platformThroughput"],
  ["sh run", "show running-config", undefined],
  ["wr t", "write terminal", undefined],
  ["sh tech", "show tech-support", undefined],
])("%j is %j", (typed, command, part) => {
  expect(knownCommand(typed)).toEqual({ command, part });
});

test.each([
  ["sh cry ipsec sa int Tunnel1", { only: "interface Tunnel1" }],
  ["sh ip ro stat", { only: "static" }],
  ["sh ip ro vrf stat stat", { only: "vrf stat static" }],
  ["ping vrf az-WAN2 10.1.0.4", { only: "vrf az-WAN2 10.1.0.4" }],
  ["sh ver | i License Level|throughput", { filter: "i License Level|throughput" }],
])("%j is narrowed", (typed, narrowed) => {
  const { only, filter } = knownCommand(typed.replace(" int ", " interface "))!;
  expect({ ...(only && { only }), ...(filter && { filter }) }).toEqual(narrowed);
});

test.each(["", "sh", "sh i r", "sh clock", "sh ip bgp", "sh crypto ikev2 session", "terminal length 0", "|"])(
  "%j is not known",
  (typed) => {
    expect(knownCommand(typed)).toBeUndefined();
  },
);
