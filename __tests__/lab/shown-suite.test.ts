import { pfsGroupOf, shownIkeSuite, shownTransform } from "../../lab/shown-suite";

test.each([
  ["aes256gcm16-prfsha384-ecp384", { encryption: "AES-GCM", keySize: 256, prf: "SHA384", hash: "None", dhGroup: 20 }],
  [
    "aes128-sha256-prfsha256-modp2048",
    { encryption: "AES-CBC", keySize: 128, prf: "SHA256", hash: "SHA256", dhGroup: 14 },
  ],
  ["3des-sha1-prfsha1-modp1024", { encryption: "3DES", prf: "SHA1", hash: "SHA1", dhGroup: 2 }],
])("IOS-XE shows the IKE suite %s in its words", (ike, shown) => {
  expect(shownIkeSuite(ike)).toEqual(shown);
});

test.each([
  ["aes256gcm16", "esp-gcm 256", undefined],
  ["aes128gcm16-ecp384", "esp-gcm 128", 20],
  ["aes256-sha256-modp2048", "esp-256-aes esp-sha256-hmac", 14],
  ["aes128-sha1", "esp-aes esp-sha-hmac", undefined],
  ["3des-md5", "esp-3des esp-md5-hmac", undefined],
])("IOS-XE shows the ESP suite %s as %s", (esp, transform, group) => {
  expect(shownTransform(esp)).toBe(transform);
  expect(pfsGroupOf(esp)).toBe(group);
});
