import { createHash } from "node:crypto";
import type { Attributes, Value } from "../protocol/values";

export const digest = (text: string) => createHash("sha256").update(text.toLowerCase()).digest("hex");

/** The same for the same id, so that a deployment done again looks the same. */
export function guid(id: string): string {
  const hex = digest(id);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

/** The two names of one setting: the first is new in 4.62.0, the second is gone in 5.0. */
export function bgp({ bgp_enabled, enable_bgp }: Attributes): Attributes {
  const enabled = known(bgp_enabled, known(enable_bgp, false));
  return { bgp_enabled: enabled, enable_bgp: enabled };
}

/** A value, or what stands for one that is unset. */
export function known(value: Value | undefined, fallback: Value | (() => Value)): Value {
  if (value !== null && value !== undefined) return value;
  return typeof fallback === "function" ? fallback() : fallback;
}
