import { newSshKeys } from "../../../simulator/ios-xe/ssh-keys";

test("every pair of keys is whole: what stands before the point of a public key is no 0 that could be lost", () => {
  const keys = Array.from({ length: 20 }, newSshKeys);
  const blobs = keys.map((key) => Buffer.from(key.public.split(" ")[1]!, "base64"));
  expect(keys[0]!.public).toMatch(/^ecdsa-sha2-nistp256 /);
  // The type, the curve, and a point of 65 bytes that begins with 4, each after its length.
  for (const blob of blobs) expect([blob.length, blob[39]]).toEqual([104, 4]);
  expect(new Set(keys.map((key) => key.private)).size).toBe(20);
});
