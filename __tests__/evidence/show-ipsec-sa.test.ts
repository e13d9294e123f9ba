import { showIpsecSa } from "../../lib/evidence/show-ipsec-sa";
import { shown } from "../helpers/shown";

const lines = shown("ipsec-sa");

test("reads the flows of both families below their interface", () => {
  const { found, unreadable } = showIpsecSa.parse(lines);
  expect(unreadable).toEqual([]);
  const sa = {
    transform: "esp-gcm 256",
    settings: ["Tunnel", "UDP-Encaps"],
    remainingSeconds: 2101,
    hasReplayDetection: true,
    replayWindow: undefined,
    status: "ACTIVE",
  };
  expect(found[0]).toEqual({
    interface: "Tunnel0",
    local: "0.0.0.0/0",
    remote: "0.0.0.0/0",
    peer: { address: "203.0.113.10", port: 4500 },
    packets: { encaps: 498, encrypt: 498, decaps: 512, decrypt: 512 },
    errors: { "compr. failed": 0, "decompress failed": 0, "send errors": 0, "recv errors": 0 },
    pathMtu: 1500,
    pfs: false,
    dhGroup: "none",
    inbound: [{ ...sa, spi: "0x9C31E0B4", connId: 2031 }],
    outbound: [{ ...sa, spi: "0x2D0A41F7", connId: 2032 }],
  });
  expect(found[1]).toMatchObject({
    interface: "Tunnel0",
    local: "::/0",
    remote: "::/0",
    pfs: true,
    dhGroup: "group14",
    inbound: [{ remainingSeconds: 4 * 3600 + 2 * 60 }],
  });
});

test("tells a flow that sends and receives nothing", () => {
  expect(showIpsecSa.parse(lines).found[2]).toMatchObject({
    interface: "Tunnel1",
    packets: { encaps: 91, decaps: 0 },
    inbound: [{ transform: "esp-256-aes esp-sha256-hmac", remainingSeconds: 3237 }],
  });
});

test("reads detail: each kind of error, the size of the window, and a flow without an SA", () => {
  const { found, unreadable } = showIpsecSa.parse(shown("ipsec-sa-detail"));
  expect(unreadable).toEqual([]);
  expect(found[0]!.errors).toMatchObject({ "no sa (send)": 3, "replay failed (rcv)": 17, "verify failed": 0 });
  expect(found[0]!.inbound).toEqual([expect.objectContaining({ remainingSeconds: 94, replayWindow: 1024 })]);
  expect(found[1]).toMatchObject({ interface: "Tunnel1", packets: { encaps: 0 }, inbound: [], outbound: [] });
});

test("a lifetime in words that are not known is left out, since nothing is judged by it", () => {
  const other = lines.map((line) => line.replace("remaining key lifetime (sec): 2101", "remaining key lifetime soon"));
  expect(showIpsecSa.parse(other)).toMatchObject({ found: [{ inbound: [{ remainingSeconds: undefined }] }, {}, {}] });
});

test.each([
  ["without a counter", "#pkts decaps: 512, ", "", '"#pkts decaps" is missing'],
  ["with a counter in another form", "#pkts encaps: 498", "#pkts encaps: 498k", '"#pkts encaps" is missing'],
  ["with selectors in another form", "(0.0.0.0/0.0.0.0/0/0)", "(any)", '"ident (addr/mask/prot/port):" is not'],
  ["with an SA without a status", /^ +Status:.*\n/m, "", '"Status:" is missing'],
  ["with an SA whose first line is lost", /^ +spi:.*\n/m, "", '"spi:" is missing'],
  ["that is cut before its outbound SAs", "     outbound esp sas:", "", '"outbound esp sas:" is missing'],
])("a flow %s is unreadable, with its interface, and the others are read", (_, what, by, why) => {
  const { found, unreadable } = showIpsecSa.parse(lines.join("\n").replace(what, by).split("\n"));
  expect(found.map(({ local, ...flow }) => [flow.interface, local])).toEqual([
    ["Tunnel0", "::/0"],
    ["Tunnel1", "0.0.0.0/0"],
  ]);
  expect(unreadable).toEqual([
    { unreadable: expect.any(String), why: expect.stringContaining(`Tunnel0: ${why}`), interface: "Tunnel0" },
  ]);
});

test.each(["interface: Tunnel1", "   protected vrf:"])("fails when the line %j is lost", (start) => {
  const index = lines.map((line) => line.startsWith(start)).lastIndexOf(true);
  const { found, unreadable } = showIpsecSa.parse(lines.filter((_, i) => i !== index));
  expect(found.filter(({ peer, ...flow }) => flow.interface === "Tunnel0" && peer.address === "203.0.113.20")).toEqual(
    [],
  );
  expect(unreadable).toHaveLength(1);
});

test("an interface without a flow is unreadable", () => {
  expect(showIpsecSa.parse(lines.slice(0, 3))).toMatchObject({
    found: [],
    unreadable: [{ why: '"protected vrf:" is missing' }],
  });
});
