import { argumentType, type ArgumentType } from "./argument-types";

/** A word of a command: a keyword, or a value. */
interface Token {
  readonly keyword?: string;
  readonly argument?: ArgumentType;
  readonly kind?: string;
  /** Whether more of its kind may follow. */
  readonly isMany?: true;
}

/** One way to write a command. */
interface Form {
  readonly tokens: readonly Token[];
  /** Where the value begins, which a later line of the same key replaces: the tokens before it are the key. */
  readonly keyLength: number;
  /** With how few tokens `no` is complete. */
  readonly leastForNo: number;
}

/** Ways to write a command, compiled from the notation of {@link syntax}. */
export type Syntax = readonly Form[];

const MARKS = ["=", "~"];

/**
 * Compiles a command's notation: `(a|b)` for alternatives, `[a]` for what may be missing, `<ipv4>` for a value, `+`
 * after it for several. `=` stands before the value that a later line replaces; without it, a line stands beside
 * others. `~` stands where `no` may end and then removes every line that begins so.
 *
 * @throws Error where brackets do not match
 */
export function syntax(notation: string): Syntax {
  const parts = notation.match(/<[^>]+>\+?|[()[\]|]|[^\s()[\]|]+/g) ?? [];
  let next = 0;
  const sequence = (): string[][] => {
    let ways: string[][] = [[]];
    while (next < parts.length && !["|", ")", "]"].includes(parts[next]!)) {
      const part = parts[next++]!;
      const choices = part === "(" || part === "[" ? alternatives(part === "(" ? ")" : "]") : [[part]];
      const all = part === "[" ? [...choices, []] : choices;
      ways = ways.flatMap((way) => all.map((choice) => [...way, ...choice]));
    }
    return ways;
  };
  const alternatives = (end: string): string[][] => {
    const ways = sequence();
    while (parts[next] === "|") {
      next++;
      ways.push(...sequence());
    }
    if (parts[next++] !== end) throw new Error(`"${notation}" lacks a "${end}"`);
    return ways;
  };
  const ways = sequence();
  if (next < parts.length) throw new Error(`"${notation}" has a "${parts[next]}" too many`);
  return ways.map(form);
}

function form(way: readonly string[]): Form {
  const words = way.filter((part) => !MARKS.includes(part));
  const before = (mark: string) => {
    const end = way.indexOf(mark);
    return end < 0 ? undefined : way.slice(0, end).filter((part) => !MARKS.includes(part)).length;
  };
  const keyLength = before("=") ?? words.length;
  return { tokens: words.map(token), keyLength, leastForNo: before("~") ?? keyLength };
}

function token(word: string): Token {
  const [, kind, many] = /^<([^>]+)>(\+?)$/.exec(word) ?? [];
  if (kind === undefined) return { keyword: word };
  return { argument: argumentType(kind), kind, ...(many && { isMany: true }) };
}

/** A command that was understood, in full words. */
export interface Understood<C> {
  readonly command: C;
  /** As `show running-config` has it. */
  readonly line: string;
  /** What it replaces or removes: its line up to the value. */
  readonly key: string;
}

/** Why a line was not understood; `at` counts characters from the start of the line. */
export type Misunderstood =
  | { readonly why: "invalid"; readonly at: number }
  | { readonly why: "incomplete" }
  | { readonly why: "ambiguous"; readonly typed: string };

interface State<C> {
  readonly command: C;
  readonly form: Form;
  readonly words: readonly string[];
  /** The token that the next word is tried on. */
  readonly next: number;
}

interface Step<C> {
  readonly state: State<C>;
  readonly keyword?: string;
  /** Whether the word was the rest of the line. */
  readonly isLast?: boolean;
  /** Whether the next word was taken with it. */
  readonly isOfTwo?: boolean;
}

/** Length of what two words begin with in common. */
function common(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length]?.toLowerCase() === b[length]?.toLowerCase()) length++;
  return length;
}

/** Where the next word may stand: the token after the last one, or that one again where several may follow. */
function tries<C>({ form: { tokens }, next }: State<C>): readonly number[] {
  const all = tokens[next - 1]?.isMany ? [next - 1, next] : [next];
  return all.filter((at) => at < tokens.length);
}

/** By the list of commands, the states before the first word: some hundred. */
const STARTS = new WeakMap<readonly object[], readonly unknown[]>();

function startOf<C extends { readonly syntax: Syntax }>(commands: readonly C[]): readonly State<C>[] {
  const start =
    (STARTS.get(commands) as readonly State<C>[] | undefined) ??
    commands.flatMap((command) => command.syntax.map((form) => ({ command, form, words: [], next: 0 })));
  STARTS.set(commands, start);
  return start;
}

/** Goes from word to word as far as the commands do. */
function walk<C extends { readonly syntax: Syntax }>(
  commands: readonly C[],
  line: string,
): readonly State<C>[] | Misunderstood {
  const typed = [...line.matchAll(/\S+/g)].map(({ 0: text, index }) => ({ text, index }));
  let states = startOf(commands);
  for (let i = 0; i < typed.length; i++) {
    const { text, index } = typed[i]!;
    const places = states.flatMap((state) => tries(state).map((at) => ({ state, at, token: state.form.tokens[at]! })));
    // Most ways to write a command have their arguments in common.
    const read = new Map<string, string | undefined>();
    const begun = text.toLowerCase();
    const steps = places.flatMap(({ state, at, token }): Step<C> | [] => {
      if (token.keyword?.toLowerCase().startsWith(begun) === false) return [];
      const { command, form, words } = state;
      const taken = (word: string, more?: Partial<Step<C>>): Step<C> => ({
        state: { command, form, words: [...words, word], next: at + 1 },
        ...more,
      });
      if (token.keyword !== undefined) return taken(token.keyword, { keyword: token.keyword });
      if (token.kind === "line") return taken(line.slice(index).trimEnd(), { isLast: true });
      // `interface Tunnel 0` means Tunnel0.
      const number = token.kind === "interface" && /^[A-Za-z]+$/.test(text) ? typed[i + 1]?.text : undefined;
      if (!read.has(token.kind!)) read.set(token.kind!, token.argument!(`${text}${number ?? ""}`));
      const value = read.get(token.kind!);
      return value === undefined ? [] : taken(value, { isOfTwo: number !== undefined });
    });
    const exact = steps.filter(({ keyword }) => keyword?.toLowerCase() === text.toLowerCase());
    const values = steps.filter(({ keyword }) => keyword === undefined);
    const kept = exact.length > 0 ? exact : values.length > 0 ? values : steps;
    if (kept.length === 0) {
      const expected = places.flatMap(({ token }) => token.keyword ?? []);
      return { why: "invalid", at: index + Math.max(0, ...expected.map((keyword) => common(text, keyword))) };
    }
    if (new Set(kept.map(({ keyword }) => keyword)).size > 1) return { why: "ambiguous", typed: line.trim() };
    states = kept.map(({ state }) => state);
    if (kept[0]!.isLast) break;
    if (kept[0]!.isOfTwo) i++;
  }
  return states;
}

const isDone = <C>({ form, next }: State<C>, isNo: boolean): boolean =>
  next >= (isNo ? form.leastForNo : form.tokens.length);

/**
 * Reads a line, in which each keyword may be cut short as far as no other begins so.
 *
 * @param isNo whether the line stood behind `no`
 */
export function understand<C extends { readonly syntax: Syntax }>(
  commands: readonly C[],
  line: string,
  isNo = false,
): Understood<C> | Misunderstood {
  const states = walk(commands, line);
  if ("why" in states) return states;
  const done = states.find((state) => isDone(state, isNo));
  if (!done) return { why: "incomplete" };
  const { command, form, words } = done;
  return { command, line: words.join(" "), key: words.slice(0, form.keyLength).join(" ") };
}

/** What may stand in the place of the last word, or after it where a blank follows: keywords, `<ipv4>`, `<cr>`. */
export function following<C extends { readonly syntax: Syntax }>(commands: readonly C[], line: string): string[] {
  const [begun = ""] = /\S*$/.exec(line) ?? [];
  const states = walk(commands, line.slice(0, line.length - begun.length));
  if ("why" in states) return [];
  const words = states.flatMap(({ form, ...state }) =>
    tries({ form, ...state }).flatMap((at) => {
      const { keyword, kind } = form.tokens[at]!;
      if (keyword === undefined) return begun === "" ? [`<${kind}>`] : [];
      return keyword.toLowerCase().startsWith(begun.toLowerCase()) ? [keyword] : [];
    }),
  );
  const isWhole = begun === "" && line.trim() !== "" && states.some((state) => isDone(state, false));
  return [...[...new Set(words)].sort(), ...(isWhole ? ["<cr>"] : [])];
}
