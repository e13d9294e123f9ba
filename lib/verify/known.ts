import type { Reading } from "../evidence/router-evidence";

/**
 * What a router now shows of a part, and whether it is all that the router has: what the last whole reading found, and
 * what narrower ones found since. What was shown before may be gone.
 *
 * @param scope.vrf of a table of routes. @default - the global one
 * @param scope.interfaces of which something is to be known, whatever is unreadable of others. @default - of all
 */
export function known<T>(
  readings: readonly Reading<T>[] = [],
  { vrf, interfaces }: { readonly vrf?: string; readonly interfaces?: readonly string[] } = {},
): { readonly found: readonly T[]; readonly isWhole: boolean } {
  // Every route of the file is a static one.
  const words = ({ only = "" }: Reading<T>) => only.replace(/ ?\bstatic$/, "");
  const isOwn = (one: Reading<T>) => words(one) === (vrf === undefined ? "" : `vrf ${vrf}`);
  const start = readings.map(isOwn).lastIndexOf(true);
  const latest = new Map(readings.slice(Math.max(0, start)).map((one) => [words(one), one]));
  const isOfOthers = (name?: string) => name !== undefined && interfaces?.includes(name) === false;
  return {
    found: [...latest.values()].flatMap(({ found }) => found),
    isWhole: readings[start]?.unreadable.every((one) => isOfOthers(one.interface)) ?? false,
  };
}
