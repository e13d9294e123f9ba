/** Selectors of everything, by the family that they carry. */
export const EVERYTHING = { ipv4: "0.0.0.0/0", ipv6: "::/0" } as const;

/** An association that stands beside another for longer than this does not replace it. In seconds. */
export const REPLACED_WITHIN = 120;
