import { ENCRYPTION, GROUPS } from "./router";

/** The algorithms of an IKE SA as IOS-XE shows them. */
export interface ShownIkeSuite {
  /** `AES-GCM`, `AES-CBC`, `3DES` */
  readonly encryption: string;
  readonly keySize?: number;
  /** `SHA384` */
  readonly prf: string;
  /** `None` where the cipher proves integrity itself. */
  readonly hash: string;
  readonly dhGroup: number;
}

const nameIn = (table: Readonly<Record<string, string>>, value: string): string | undefined =>
  Object.keys(table).find((name) => table[name] === value);

/** @param ike `aes256gcm16-prfsha384-ecp384` */
export function shownIkeSuite(ike: string): ShownIkeSuite {
  const words = ike.split("-");
  const [cipher, group] = [words[0]!, words.at(-1)!];
  const [, encryption, keySize] = /^(.+?)(?:-(\d+))?$/.exec(nameIn(ENCRYPTION, cipher) ?? cipher)!;
  const prf = words.find((word) => word.startsWith("prf"))!.slice("prf".length);
  return {
    encryption: encryption!.toUpperCase(),
    ...(keySize && { keySize: Number(keySize) }),
    prf: prf.toUpperCase(),
    hash: words.length > 3 ? words[1]!.toUpperCase() : "None",
    dhGroup: Number(nameIn(GROUPS, group)),
  };
}

/**
 * The transform of an SA as IOS-XE shows it: `esp-gcm 256`, `esp-256-aes esp-sha256-hmac`, `esp-aes esp-sha-hmac`.
 *
 * @param esp `aes256gcm16`, `aes256-sha256-ecp384`
 */
export function shownTransform(esp: string): string {
  const [cipher, hash] = esp.split("-");
  const [, bits, gcm] = /^aes(\d+)(gcm16)?$/.exec(cipher!) ?? [];
  if (gcm) return `esp-gcm ${bits}`;
  const encryption = bits === undefined ? `esp-${cipher}` : bits === "128" ? "esp-aes" : `esp-${bits}-aes`;
  return `${encryption} esp-${hash === "sha1" ? "sha" : hash}-hmac`;
}

/** The group of PFS in an ESP suite: 20. */
export function pfsGroupOf(esp: string): number | undefined {
  const name = nameIn(GROUPS, esp.split("-").at(-1)!);
  return name === undefined ? undefined : Number(name);
}
