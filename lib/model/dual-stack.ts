/** An address family, by the key that it has in a config, in names of resources and in outputs. */
export type Family = "ipv4" | "ipv6";

export const FAMILIES = ["ipv4", "ipv6"] as const satisfies readonly Family[];

/** The families as people write them. */
export const FAMILY_NAMES = { ipv4: "IPv4", ipv6: "IPv6" } as const satisfies DualStack<string>;

/** One value for each address family. */
export type DualStack<T> = Readonly<Record<Family, T>>;

/** Computes the value of each family. */
export function dualStack<T>(valueOf: (family: Family) => T): DualStack<T> {
  return { ipv4: valueOf("ipv4"), ipv6: valueOf("ipv6") };
}

/** The family of an address or a prefix as text, which need not be valid: only IPv6 has colons. */
export const familyOf = (text: string): Family => (text.includes(":") ? "ipv6" : "ipv4");
