import { negotiate } from "../../lab/negotiation";
import type { Endpoint } from "../../lab/swanctl";

const router: Endpoint = {
  name: "Tunnel0",
  localAddress: "10.2.0.36",
  remoteAddress: "203.0.113.1",
  localId: "198.51.100.7",
  remoteId: "203.0.113.1",
  ike: ["aes256gcm16-prfsha384-ecp384", "aes256-sha256-prfsha256-modp2048"],
  esp: ["aes256gcm16-ecp384", "aes256-sha256-ecp384"],
  sharedKey: "a-key-of-both",
  selectors: ["0.0.0.0/0", "::/0"],
  saLifetimeSeconds: 3600,
  initiates: true,
};

const gateway: Endpoint = {
  ...router,
  name: "conn1",
  localAddress: "203.0.113.1",
  remoteAddress: "198.51.100.7",
  localId: "203.0.113.1",
  remoteId: "198.51.100.7",
  ike: ["aes256gcm16-prfsha384-ecp384"],
  esp: ["aes256gcm16-ecp384"],
  initiates: false,
};

test("two ends with common algorithms, key and identities are up in the families of both", () => {
  expect(negotiate(router, gateway)).toEqual({
    outcome: "up in both families",
    ike: "aes256gcm16-prfsha384-ecp384",
    esp: "aes256gcm16-ecp384",
    selectors: ["0.0.0.0/0", "::/0"],
  });
});

test("the initiator's order decides where both ends have several suites", () => {
  const both = { ...gateway, ike: [...router.ike].reverse(), esp: [...router.esp].reverse() };
  expect(negotiate(router, both)).toMatchObject({ ike: router.ike[0], esp: router.esp[0] });
});

test.each<[string, Partial<Endpoint>, ReturnType<typeof negotiate>["outcome"]]>([
  ["the group is another", { ike: ["aes256gcm16-prfsha384-ecp256"] }, "no common IKE proposal"],
  ["the ESP suite is another", { esp: ["aes128gcm16-ecp384"] }, "no common ESP proposal"],
  ["no selector is common", { selectors: [] }, "no common ESP proposal"],
  ["PFS is off at one end", { esp: ["aes256gcm16"] }, "up until it is rekeyed"],
  ["PFS has another group", { esp: ["aes256gcm16-modp2048"] }, "up until it is rekeyed"],
  ["the key is another", { sharedKey: "another-key" }, "different keys"],
  ["the gateway gives another identity", { localId: "203.0.113.9" }, "identity refused"],
  ["the gateway expects another identity", { remoteId: "10.2.0.36" }, "identity refused"],
  ["the gateway has IPv4 alone", { selectors: ["0.0.0.0/0"] }, "up in IPv4 alone"],
  ["the gateway has IPv6 alone", { selectors: ["::/0"] }, "up in IPv6 alone"],
  ["the gateway takes any identity", { remoteId: "%any" }, "up in both families"],
])("where %s", (_, change, outcome) => {
  expect(negotiate(router, { ...gateway, ...change }).outcome).toBe(outcome);
});

test("an identity is looked at before the key, and a key before the algorithms of ESP", () => {
  const wrong = { remoteId: "10.2.0.36", sharedKey: "another-key", esp: ["aes128gcm16"] };
  expect(negotiate(router, { ...gateway, ...wrong }).outcome).toBe("identity refused");
  expect(negotiate(router, { ...gateway, ...wrong, remoteId: "%any" }).outcome).toBe("different keys");
});

test("without a connection for its address the initiator gets no IKE SA", () => {
  expect(negotiate(router, undefined)).toEqual({ outcome: "no connection for this peer", selectors: [] });
});
