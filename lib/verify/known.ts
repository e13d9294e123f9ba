import type { Reading } from "../evidence/router-evidence";

/**
 * What the readings of a part found, and whether it is all that the router has.
 *
 * @param vrf of a table of routes. @default - the global one
 */
export function known<T>(
  readings: readonly Reading<T>[] = [],
  vrf?: string,
): { readonly found: readonly T[]; readonly isWhole: boolean } {
  // Every route of the file is a static one.
  const words = ({ only = "" }: Reading<T>) => only.replace(/ ?\bstatic$/, "");
  const own = readings.filter((one) => words(one) === (vrf === undefined ? "" : `vrf ${vrf}`));
  const isWhole = own.length > 0 && own.every(({ unreadable }) => unreadable.length === 0);
  return { found: readings.flatMap(({ found }) => found), isWhole };
}
