import { ping } from "../../../lib/evidence/ping";
import type { Format } from "../../../lib/evidence/format";
import { showCryptoSession } from "../../../lib/evidence/show-crypto-session";
import { showIkev2Sa } from "../../../lib/evidence/show-ikev2-sa";
import { showInterfaces } from "../../../lib/evidence/show-interfaces";
import { showIpInterfaceBrief } from "../../../lib/evidence/show-ip-interface-brief";
import { showIpRoute } from "../../../lib/evidence/show-ip-route";
import { showIpsecSa } from "../../../lib/evidence/show-ipsec-sa";
import { showIpv6InterfaceBrief } from "../../../lib/evidence/show-ipv6-interface-brief";
import { showIpv6Route } from "../../../lib/evidence/show-ipv6-route";
import { showPlatformThroughput } from "../../../lib/evidence/show-platform-throughput";
import { showVersion } from "../../../lib/evidence/show-version";
import type { FlowState, TunnelState, World } from "../../../simulator/ios-xe/world";
import { quietWorld, renderedFile, routerOf, typed } from "../../helpers/simulated-router";

const FLOW: FlowState = {
  family: "ipv4",
  local: "0.0.0.0/0",
  remote: "0.0.0.0/0",
  transform: "esp-gcm 256",
  inboundSpi: "9c31e0b4",
  outboundSpi: "2d0a41f7",
  encaps: 498,
  decaps: 512,
  remainingSeconds: 2101,
  pfsGroup: 14,
};

const STATE: TunnelState = {
  ike: {
    status: "READY",
    local: { address: "10.2.0.36", port: 4500 },
    remote: { address: "203.0.113.4", port: 4500 },
    localId: "10.2.0.36",
    remoteId: "203.0.113.4",
    suite: { encryption: "AES-GCM", keySize: 256, prf: "SHA384", hash: "None", dhGroup: 14 },
    lifetimeSeconds: 27360,
    activeSeconds: 5012,
    localSpi: "6b1f0c2d9a34e587",
    remoteSpi: "90d1c7a2b35e4f68",
  },
  flows: [FLOW, { ...FLOW, family: "ipv6", local: "::/0", remote: "::/0", encaps: 41, decaps: 44 }],
};

/** The router of a file, whose tunnels are so. */
function routerWhile(
  tunnels: Readonly<Record<string, TunnelState>>,
  path = "cat-tunnels.cfg",
  more: Partial<World> = {},
) {
  const router = routerOf(path, { world: quietWorld({ tunnel: (name) => tunnels[name], ...more }) });
  router.take(renderedFile(path), "test");
  return router;
}

/** What a parser finds in the output of a command. */
function found<T>(format: Format<T>, router: ReturnType<typeof routerWhile>, command: string): readonly T[] {
  const [output = ""] = typed(router, command);
  const only = /vrf \S+/.exec(command)?.[0];
  const { found, unreadable } = format.parse(output.split("\n"), only);
  expect(unreadable).toEqual([]);
  return found;
}

const { suite: _, ...UNANSWERED } = STATE.ike!;
const NEGOTIATING: TunnelState = { ike: { ...UNANSWERED, status: "IN-NEG" }, flows: [] };

test("an IKE SA is shown with its algorithms, and in detail with its identities, DPD and NAT", () => {
  const router = routerWhile({ Tunnel0: STATE });
  const sa = {
    tunnelId: 1,
    local: { address: "10.2.0.36", port: 4500 },
    remote: { address: "203.0.113.4", port: 4500 },
    status: "READY",
    encryption: "AES-GCM",
    keySize: 256,
    prf: "SHA384",
    hash: "None",
    dhGroup: 14,
    lifetimeSeconds: 27360,
    activeSeconds: 5012,
  };
  expect(found(showIkev2Sa, router, "show crypto ikev2 sa")).toMatchObject([sa]);
  expect(found(showIkev2Sa, router, "show crypto ikev2 sa detailed")).toMatchObject([
    { ...sa, localId: "10.2.0.36", remoteId: "203.0.113.4", dpd: { seconds: 10, retry: 2 }, nat: ["inside"] },
  ]);
  expect(typed(routerWhile({}), "show crypto ikev2 sa")).toEqual([""]);
});

test.each<[string, TunnelState | undefined, string, boolean]>([
  ["UP-ACTIVE", STATE, "READY", true],
  ["UP-IDLE", { ...STATE, flows: [] }, "READY", false],
  ["DOWN-NEGOTIATING", NEGOTIATING, "IN-NEG", false],
  ["DOWN-NEGOTIATING", { ike: { ...STATE.ike!, status: "DELETE" }, flows: [] }, "DELETE", false],
  ["DOWN", undefined, "", false],
])("a session is %s, and the tunnel's line protocol and routes follow it", (status, state, ike, isUp) => {
  const router = routerWhile({ ...(state && { Tunnel0: state }) });
  for (const command of ["show crypto session", "show crypto session detail"]) {
    const [session, other] = found(showCryptoSession, router, command);
    expect(session).toMatchObject({ interface: "Tunnel0", status, peer: { address: "203.0.113.4" } });
    expect(session!.flows.map(({ activeSas }) => activeSas)).toEqual(isUp ? [2, 2] : [0, 0]);
    expect(session!.ikeSas.map(({ isActive }) => isActive)).toEqual(ike === "" ? [] : [ike === "READY"]);
    expect(other).toMatchObject({ interface: "Tunnel1", status: "DOWN" });
  }
  expect(found(showIkev2Sa, router, "show crypto ikev2 sa").map(({ status }) => status)).toEqual(
    ike === "" ? [] : [ike],
  );
  expect(found(showInterfaces, router, "show interfaces Tunnel0")).toEqual([
    { interface: "Tunnel0", status: "up", isProtocolUp: isUp, protection: "az-IPSEC-PROFILE1" },
  ]);
  const hops = (format: typeof showIpRoute, command: string, prefix: string) =>
    found(format, router, command).find((route) => route.prefix === prefix)!.nextHops;
  const expected = [{ interface: isUp ? "Tunnel0" : "Null0" }];
  expect(hops(showIpRoute, "show ip route static", "10.1.0.0/24")).toEqual(expected);
  expect(hops(showIpv6Route, "show ipv6 route static", "2001:db8:1::/48")).toEqual(expected);
});

test("a flow is shown with its counters, its SAs and the replay window of its profile", () => {
  const flows = found(showIpsecSa, routerWhile({ Tunnel0: STATE }), "show crypto ipsec sa");
  const sa = {
    transform: "esp-gcm 256",
    settings: ["Tunnel", "UDP-Encaps"],
    remainingSeconds: 2101,
    replayWindow: 1024,
    status: "ACTIVE",
  };
  expect(flows).toMatchObject([
    {
      interface: "Tunnel0",
      local: "0.0.0.0/0",
      peer: { address: "203.0.113.4", port: 4500 },
      packets: { encaps: 498, encrypt: 498, decaps: 512, decrypt: 512 },
      pfs: true,
      dhGroup: "group14",
      inbound: [{ ...sa, spi: "0x9C31E0B4" }],
      outbound: [{ ...sa, spi: "0x2D0A41F7" }],
    },
    { interface: "Tunnel0", local: "::/0", remote: "::/0", packets: { encaps: 41, decaps: 44 } },
    { interface: "Tunnel1", local: "0.0.0.0/0", inbound: [], outbound: [], pfs: false },
    { interface: "Tunnel1", local: "::/0", inbound: [], outbound: [] },
  ]);
});

test("the tables of routes have what is connected, what DHCP gave, and what is static and leads somewhere", () => {
  const router = routerWhile({ Tunnel0: STATE, Tunnel1: STATE });
  const ipv4 = found(showIpRoute, router, "show ip route");
  expect(ipv4.map(({ code, prefix }) => `${code} ${prefix}`)).toEqual([
    "S 0.0.0.0/0",
    "S 10.1.0.0/24",
    "C 10.2.0.0/27",
    "L 10.2.0.4/32",
    "C 10.2.0.32/27",
    "L 10.2.0.36/32",
    "C 10.2.0.64/27",
    "L 10.2.0.68/32",
    "S 10.2.0.96/27",
    "C 172.16.0.1/32",
    "C 172.16.0.2/32",
    "S 203.0.113.4/32",
    "S 203.0.113.5/32",
  ]);
  expect(ipv4.find(({ prefix }) => prefix === "10.1.0.0/24")!.nextHops).toEqual([
    { interface: "Tunnel0" },
    { interface: "Tunnel1" },
  ]);
  expect(ipv4.find(({ prefix }) => prefix === "203.0.113.4/32")).toMatchObject({
    distance: 1,
    nextHops: [{ address: "10.2.0.33", interface: "GigabitEthernet2" }],
  });
  const ipv6 = found(showIpv6Route, router, "show ipv6 route");
  expect(ipv6.map(({ code, prefix }) => `${code} ${prefix}`)).toEqual([
    "ND ::/0",
    "S 2001:db8:1::/48",
    "LC 2001:db8:2:1::4/128",
    "LC 2001:db8:2:2::4/128",
    "LC 2001:db8:2:3::4/128",
    "S 2001:db8:2:4::/64",
    "L ff00::/8",
  ]);
  expect(found(showIpRoute, router, "show ip route static").every(({ code }) => code === "S")).toBe(true);
});

test("a VRF has a table of its own, and one that does not exist has none", () => {
  const router = routerWhile({ Tunnel0: STATE }, "mesh-tunnels.cfg");
  expect(found(showIpRoute, router, "show ip route vrf az-WAN2")).toMatchObject([
    { vrf: "az-WAN2", prefix: "0.0.0.0/0", distance: 254, nextHops: [{ address: "10.2.0.33" }] },
    { vrf: "az-WAN2", prefix: "10.2.0.32/27", code: "C" },
    { vrf: "az-WAN2", prefix: "10.2.0.36/32", code: "L" },
  ]);
  expect(found(showIkev2Sa, router, "show crypto ikev2 sa")).toMatchObject([{ fvrf: "az-WAN2" }]);
  expect(typed(router, "show ip route vrf none")).toEqual(["% IP routing table none does not exist\n"]);
});

test("interfaces are shown with their addresses, and how they came", () => {
  const router = routerWhile({ Tunnel0: STATE });
  router.take(
    "interface GigabitEthernet3\n shutdown\n no ip address\n no ipv6 address dhcp\n no ipv6 enable\n",
    "test",
  );
  expect(found(showIpInterfaceBrief, router, "show ip interface brief")).toEqual([
    { interface: "GigabitEthernet1", addresses: ["10.2.0.4"], status: "up", isProtocolUp: true },
    { interface: "GigabitEthernet2", addresses: ["10.2.0.36"], status: "up", isProtocolUp: true },
    { interface: "GigabitEthernet3", addresses: [], status: "administratively down", isProtocolUp: false },
    { interface: "Tunnel0", addresses: ["172.16.0.1"], status: "up", isProtocolUp: true },
    // Its source is on the interface that is shut.
    { interface: "Tunnel1", addresses: ["172.16.0.2"], status: "up", isProtocolUp: false },
  ]);
  const ipv6 = found(showIpv6InterfaceBrief, router, "show ipv6 interface brief");
  expect(ipv6.map(({ addresses }) => addresses.length)).toEqual([2, 2, 0, 1, 1]);
  expect(ipv6[0]!.addresses[1]).toBe("2001:db8:2:1::4");
});

test("the licence level is that of the start, the throughput that of the command", () => {
  const router = routerWhile({});
  expect(found(showVersion, router, "show version")).toMatchObject([
    { hostname: "cat", licenseLevel: "network-premier", throughputKbps: 250_000 },
  ]);
  router.take("license boot level network-essentials\nno platform hardware throughput level MB 250\n", "test");
  expect(found(showVersion, router, "show version")).toMatchObject([
    { licenseLevel: "network-premier", throughputKbps: 10_000 },
  ]);
  expect(found(showPlatformThroughput, router, "show platform hardware throughput level")).toEqual([
    { enforcedKbps: 10_000 },
  ]);
  expect(found(showPlatformThroughput, router, "show platform hardware throughput crypto")).toEqual([
    { enforcedKbps: 10_000, configured: "10M" },
  ]);
});

test("a ping goes from the address of the interface that is named", () => {
  const asked: unknown[] = [];
  const router = routerWhile({}, "cat-tunnels.cfg", {
    ping: (...args) => {
      asked.push(args);
      return { received: 2, milliseconds: [3, 4, 6] };
    },
  });
  expect(found(ping, router, "ping 10.1.0.4 source GigabitEthernet1 repeat 3")).toEqual([
    { target: "10.1.0.4", source: "10.2.0.4", vrf: undefined, sent: 3, received: 2 },
  ]);
  expect(found(ping, router, "ping 2001:db8:1:1::4 source GigabitEthernet1")).toMatchObject([
    { target: "2001:db8:1:1::4", source: "2001:db8:2:1::4", sent: 5, received: 2 },
  ]);
  expect(asked).toEqual([
    ["10.1.0.4", "10.2.0.4", 3],
    ["2001:db8:1:1::4", "2001:DB8:2:1::4", 5],
  ]);
});

test.each([
  ["clear crypto ikev2 sa remote 203.0.113.4", "203.0.113.4"],
  ["clear crypto session remote 203.0.113.4", "203.0.113.4"],
  ["clear crypto ikev2 sa", undefined],
])("%s ends SAs", (command, remote) => {
  const ended: unknown[] = [];
  typed(routerWhile({}, "cat-tunnels.cfg", { clear: (of) => ended.push(of) }), command);
  expect(ended).toEqual([remote]);
});

test("the configuration of an interface is shown alone", () => {
  const [shown = ""] = typed(routerWhile({}), "sh run int gi1");
  const body =
    "!\ninterface GigabitEthernet1\n ip address dhcp\n negotiation auto\n ipv6 address dhcp\n ipv6 enable\n ipv6 nd autoconfig default-route\n no mop enabled\n no mop sysid\nend\n";
  expect(shown).toBe(`Building configuration...\n\nCurrent configuration : ${body.length} bytes\n${body}`);
});
