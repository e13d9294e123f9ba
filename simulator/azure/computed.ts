import { createHash } from "node:crypto";

export const digest = (text: string) => createHash("sha256").update(text.toLowerCase()).digest("hex");

/** The same for the same id, so that a deployment done again looks the same. */
export function guid(id: string): string {
  const hex = digest(id);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
