import { showIkev2Sa } from "../../lib/evidence/show-ikev2-sa";
import { shown } from "../helpers/shown";

const detailed = shown("ikev2-sa-detailed");

test("reads every field of SAs in detail, in a front-door VRF or none, behind a NAT or not", () => {
  const common = {
    status: "READY",
    encryption: "AES-GCM",
    keySize: 256,
    prf: "SHA384",
    hash: "None",
    dhGroup: 14,
    authSign: "PSK",
    authVerify: "PSK",
    lifetimeSeconds: 27360,
    dpd: { seconds: 10, retry: 3 },
  };
  expect(showIkev2Sa.parse(detailed)).toEqual({
    found: [
      {
        ...common,
        tunnelId: 1,
        local: { address: "10.2.0.36", port: 4500 },
        remote: { address: "203.0.113.10", port: 4500 },
        activeSeconds: 5012,
        localId: "10.2.0.36",
        remoteId: "203.0.113.10",
        nat: ["inside"],
        isInitiator: true,
      },
      {
        ...common,
        tunnelId: 2,
        local: { address: "10.2.0.68", port: 4500 },
        remote: { address: "203.0.113.20", port: 4500 },
        fvrf: "az-WAN2",
        activeSeconds: 90,
        localId: "10.2.0.68",
        remoteId: "203.0.113.20",
        nat: [],
        isInitiator: false,
      },
    ],
    unreadable: [],
  });
});

test("reads SAs without detail: one of IPv6 in lines of its own, and one that agrees on nothing yet", () => {
  const { found, unreadable } = showIkev2Sa.parse(shown("ikev2-sa"));
  expect(unreadable).toEqual([]);
  expect(found.map(({ status, local, remote }) => [status, local.address, remote.address, remote.port])).toEqual([
    ["READY", "10.2.0.36", "203.0.113.10", 4500],
    ["IN-NEG", "10.2.0.68", "203.0.113.20", 500],
    ["READY", "2001:db8:2:2::4", "2001:db8:9::a", 500],
  ]);
  expect(found[0]).toMatchObject({ encryption: "AES-CBC", hash: "SHA256" });
  expect(found[0]).toMatchObject({ remoteId: undefined, dpd: undefined, nat: undefined, isInitiator: undefined });
  expect(found[1]).toMatchObject({ encryption: "Unknown - 0", keySize: undefined, dhGroup: 0 });
});

test("keeps an identity that is a name, and writes one that is an address in canonical text", () => {
  const lines = detailed.map((line) =>
    line
      .replace("Local id: 10.2.0.36", "Local id: cn=oslo:1, o=Example ")
      .replace("Remote id: 203.0.113.10", "Remote id: 2001:DB8::A"),
  );
  expect(showIkev2Sa.parse(lines).found[0]).toMatchObject({ localId: "cn=oslo:1, o=Example", remoteId: "2001:db8::a" });
});

test.each([
  ["a status that is no word", "none/none            READY", "none/none            READY?", "its first line"],
  ["a first line that is cut", "203.0.113.10/4500      none/none            READY", "203.0", "its first line"],
  ["no algorithms", /^ +Encr:.*\n/m, "", '"Encr:" is missing'],
  ["a group in another form", "DH Grp:14", "DH Grp:modp14", '"DH Grp" is not a number'],
  [
    "DPD in another form",
    "DPD configured for 10 seconds, retry 3",
    "DPD configured on demand",
    '"DPD configured" is not',
  ],
  ["NAT in another form", "detected  inside", "maybe", '"NAT-T is" is not in a known form'],
  ["an address that is none", "10.2.0.36/4500", "10.2.0.360/4500", "not an IPv4 address"],
])("an SA with %s is unreadable, with its text, and the next one is read", (_, what, by, why) => {
  const { found, unreadable } = showIkev2Sa.parse(detailed.join("\n").replace(what, by).split("\n"));
  expect(found.map(({ tunnelId }) => tunnelId)).toEqual([2]);
  expect(unreadable).toEqual([{ unreadable: expect.stringContaining("10.2.0.36"), why: expect.stringContaining(why) }]);
});

test("fails when the first line of an SA is lost: its fields are those of no SA", () => {
  const withoutFirst = detailed.filter((line) => !line.startsWith("1 "));
  expect(showIkev2Sa.parse(withoutFirst)).toMatchObject({
    found: [{ tunnelId: 2 }],
    unreadable: [{ why: "no heading before it" }],
  });
  const withoutSecond = detailed.filter((line) => !line.startsWith("2 "));
  expect(showIkev2Sa.parse(withoutSecond)).toMatchObject({
    found: [],
    unreadable: [{ why: '"Encr:" is there twice' }],
  });
});
