import type { RouterConfig } from "../lib/router/router-config";

type Lists = Omit<RouterConfig, "throughputMbps" | "ntpServers" | "ipv6Routing" | "vrfs">;
type Item<Key extends keyof Lists> = Lists[Key][number];

/** The first value of the list that differs from the current one. */
export const other = <T>(list: readonly T[], current: T): T => list.find((one) => one !== current)!;

/** Another key of the same length, since the current key may already have the greatest length. */
export const otherKey = (key: string): string => other(["x", "y"], key.slice(0, 1)) + key.slice(1);

/** Changes each part of one kind of a router's configuration. */
export function section<Key extends keyof Lists>(key: Key, change: (item: Item<Key>) => Partial<Item<Key>>) {
  return (config: RouterConfig): RouterConfig => ({
    ...config,
    [key]: (config[key] as readonly Item<Key>[]).map((item) => ({ ...item, ...change(item) })),
  });
}
