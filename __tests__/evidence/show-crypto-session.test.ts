import { showCryptoSession } from "../../lib/evidence/show-crypto-session";
import { shown } from "../helpers/shown";

const healthy = shown("crypto-session-detail");

test("reads sessions that are up, with a flow of each family", () => {
  const { found, unreadable } = showCryptoSession.parse(healthy);
  expect(unreadable).toEqual([]);
  expect(found[0]).toEqual({
    interface: "Tunnel0",
    profile: "az-PROFILE0",
    status: "UP-ACTIVE",
    peer: { address: "203.0.113.10", port: 4500 },
    ikeSas: [
      {
        version: "IKEv2",
        local: { address: "10.2.0.36", port: 4500 },
        remote: { address: "203.0.113.10", port: 4500 },
        isActive: true,
        capabilities: "DN",
      },
    ],
    flows: [
      { protocol: "ip", local: "0.0.0.0/0", remote: "0.0.0.0/0", activeSas: 2, decrypted: 512, encrypted: 498 },
      { protocol: "ipv6", local: "::/0", remote: "::/0", activeSas: 2, decrypted: 44, encrypted: 41 },
    ],
  });
  expect(found[1]).toMatchObject({ interface: "Tunnel1", fvrf: "az-WAN2", ikeSas: [{ capabilities: "DNU" }] });
});

test("tells what is not healthy: no IPv6 flow, encryption alone, IKE without a child, no IKE", () => {
  const { found, unreadable } = showCryptoSession.parse(shown("crypto-session-unhealthy"));
  expect(unreadable).toEqual([]);
  const [noIpv6, idle, down, ipv6Peer] = found;
  expect(noIpv6!.flows).toEqual([expect.objectContaining({ protocol: "ip", encrypted: 91, decrypted: 0 })]);
  expect(idle).toMatchObject({ status: "UP-IDLE", ikeSas: [{ isActive: true }] });
  expect(idle!.flows.map(({ activeSas }) => activeSas)).toEqual([0, 0]);
  expect(down).toMatchObject({
    interface: "Tunnel2",
    profile: undefined,
    status: "DOWN-NEGOTIATING",
    peer: { port: 500 },
    ikeSas: [
      { isActive: false, capabilities: "" },
      { isActive: false, capabilities: "" },
    ],
  });
  expect(ipv6Peer).toMatchObject({
    interface: "Tunnel9",
    peer: { address: "2001:db8:9::a" },
    ikeSas: [{ local: { address: "2001:db8:2:2::4" }, capabilities: undefined }],
    flows: [{ protocol: "47", local: "2001:db8:2:2::4/128", remote: "2001:db8:9::a/128", encrypted: undefined }],
  });
});

test("an output that lists nothing has no session", () => {
  expect(showCryptoSession.parse(["Crypto session current status", ""])).toEqual({ found: [], unreadable: [] });
});

test.each([
  ["no status", /^Session status:.*\n/m, "", '"Session status:" is missing'],
  ["a status in another form", "Session status: UP-ACTIVE", "Session status: up", '"Session status:" is not'],
  ["a peer in another form", "Peer: 203.0.113.10 port", "Peer: gw0 port", '"Peer:" is not in a known form'],
  ["an IKE SA in another form", "4500 Active", "4500 Perhaps", '"IKEv2 SA" is not in a known form'],
  ["a flow in another form", "permit ipv6 ::/0 ::/0", "permit ipv6 any any", '"IPSEC FLOW:" is not'],
  ["a flow without its count", /^ +Active SAs:.*\n/m, "", '"Active SAs:" is missing'],
])("a session with %s is unreadable, and the next one is read", (_, what, by, why) => {
  const { found, unreadable } = showCryptoSession.parse(healthy.join("\n").replace(what, by).split("\n"));
  expect(found.map((session) => session.interface)).toEqual(["Tunnel1"]);
  expect(unreadable).toEqual([{ unreadable: expect.stringContaining("Tunnel0"), why: expect.stringContaining(why) }]);
});

test("fails when the line of an interface is lost", () => {
  const lines = healthy.filter((line) => !line.startsWith("Interface: Tunnel1"));
  expect(showCryptoSession.parse(lines)).toMatchObject({
    found: [],
    unreadable: [{ why: '"Peer:" is there twice' }],
  });
});
