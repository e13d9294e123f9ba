/** Where a value stands in a config: `["sites", 0, "name"]`. */
export type Path = readonly PropertyKey[];

/** Something in a config that is wrong, or that deserves a warning. */
export interface Problem {
  readonly path: Path;
  readonly message: string;
  /** Other values that it is about: it says nothing where one of those is not known. */
  readonly related?: readonly Path[];
  /** The value that this one was derived from, where the file does not give it. */
  readonly cause?: Path;
}

/** Whether `to` is `from`, or lies inside it. */
export function leads(from: Path, to: Path): boolean {
  return from.length <= to.length && from.every((key, i) => key === to[i]);
}

/** The longest value and key that a report shows of a file, which may hold anything. */
const MAX_VALUE = 80;
const MAX_KEY = 40;

export const clip = (text: string, length = MAX_VALUE) =>
  text.length > length ? `${text.slice(0, length - 3)}...` : text;

/** A path as a key of maps and sets. */
export const placeOf = (path: Path): string => JSON.stringify(path);

/** `sites[0].network.ipv4`, `tags["cost center"]` */
export function dotted(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const name = String(key);
    if (!/^[\w$-]+$/.test(name)) return `${text}[${JSON.stringify(clip(name, MAX_KEY))}]`;
    return [text, clip(name, MAX_KEY)].filter(Boolean).join(".");
  }, "");
}
