/** Where a value stands in nested data: `["sites", 0, "name"]`. */
export type Path = readonly PropertyKey[];

/** The longest key that a message shows of data, which may hold anything. */
const MAX_KEY = 40;

export const clip = (text: string, length: number) => (text.length > length ? `${text.slice(0, length - 3)}...` : text);

/** `sites[0].network.ipv4`, `tags["cost center"]` */
export function dotted(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const name = String(key);
    if (!/^[\w$-]+$/.test(name)) return `${text}[${JSON.stringify(clip(name, MAX_KEY))}]`;
    return [text, clip(name, MAX_KEY)].filter(Boolean).join(".");
  }, "");
}
