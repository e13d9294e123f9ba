import fc from "fast-check";
import { keyCipher } from "../../../simulator/ios-xe/type6";

const cipher = keyCipher(Buffer.alloc(32, 1));

test("every key comes back from its text, which has characters from A to i alone", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 80 }), (key) => {
      const text = cipher.encrypt(key);
      expect(text).toMatch(/^[A-i]+$/);
      expect(cipher.decrypt(text)).toBe(key);
      expect(cipher.encrypt(key)).toBe(text);
    }),
  );
});

test("what is no text of this router's is not read", () => {
  const other = keyCipher(Buffer.alloc(32, 2)).encrypt("key-of-tunnel-1");
  for (const text of [other, "", "A", "key", "Aiii", `${cipher.encrypt("a")}AAA`]) {
    expect(cipher.decrypt(text)).toBeUndefined();
  }
});
