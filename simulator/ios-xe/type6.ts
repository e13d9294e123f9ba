import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";

/**
 * Keys as `password encryption aes` shows them: `pre-shared-key 6 ` and opaque text. A router reads its own text back
 * and no other router's. IOS-XE's own cipher is not this one; the text looks like it.
 */
export interface KeyCipher {
  encrypt(key: string): string;
  /** @returns undefined for text of another router */
  decrypt(text: string): string | undefined;
}

const NONCE_BYTES = 8;
/** IOS-XE uses the 41 characters from `A` to `i`, three for each two bytes. */
const BASE = 41;
const FIRST = "A".charCodeAt(0);

function toText(bytes: Buffer): string {
  // A last odd byte goes with a zero, and the first character says so.
  const even = bytes.length % 2 === 0;
  const padded = even ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
  let text = even ? "A" : "B";
  for (let i = 0; i < padded.length; i += 2) {
    const pair = padded.readUInt16BE(i);
    for (const digit of [Math.floor(pair / BASE ** 2), Math.floor(pair / BASE) % BASE, pair % BASE])
      text += String.fromCharCode(FIRST + digit);
  }
  return text;
}

function toBytes(text: string): Buffer | undefined {
  if (!/^[AB](?:[A-i]{3})+$/.test(text)) return undefined;
  const pairs = text
    .slice(1)
    .match(/.{3}/g)!
    .map((digits) => [...digits].reduce((value, digit) => value * BASE + digit.charCodeAt(0) - FIRST, 0));
  if (pairs.some((pair) => pair > 0xffff)) return undefined;
  const bytes = Buffer.alloc(pairs.length * 2);
  pairs.forEach((pair, i) => bytes.writeUInt16BE(pair, i * 2));
  return text.startsWith("A") ? bytes : bytes.subarray(0, -1);
}

/** @param secret 32 bytes, of one router */
export function keyCipher(secret: Buffer): KeyCipher {
  const nonceOf = (key: string) => createHmac("sha256", secret).update(key).digest().subarray(0, NONCE_BYTES);
  const counter = (nonce: Buffer) => Buffer.concat([nonce, Buffer.alloc(16 - NONCE_BYTES)]);
  return {
    encrypt: (key) => {
      const nonce = nonceOf(key);
      const cipher = createCipheriv("aes-256-ctr", secret, counter(nonce));
      return toText(Buffer.concat([nonce, cipher.update(key, "utf8"), cipher.final()]));
    },
    decrypt: (text) => {
      const bytes = toBytes(text);
      if (!bytes || bytes.length <= NONCE_BYTES) return undefined;
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv("aes-256-ctr", secret, counter(nonce));
      const key = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES)), decipher.final()]).toString("utf8");
      return nonceOf(key).equals(nonce) ? key : undefined;
    },
  };
}
