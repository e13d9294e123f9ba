import { inspect } from "node:util";

/** Gives text a colour. */
export type Paint = (colour: "red" | "yellow" | "green" | "bold" | "dim", text: string) => string;

/** Paints where the terminal has colours; NO_COLOR and FORCE_COLOR say otherwise. */
export function paintFor(out: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Paint {
  const forced = env.FORCE_COLOR;
  const has = out.isTTY ? out.hasColors(env) : forced !== undefined && !/^(0|false)$/.test(forced);
  return (colour, text) => {
    const [on, off] = inspect.colors[colour]!;
    return has ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  };
}
