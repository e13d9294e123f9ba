import { commandWords } from "./command-words";
import { globalWords, GRAMMAR, headingSpelling, type Keyword } from "./grammar";
import type { Kind } from "./names";
import type { Command } from "./section";

/** A line that the grammar knows, in the file's spelling. */
export interface Line {
  readonly keyword: Keyword;
  readonly text: string;
  readonly value: string;
  readonly lines: readonly Line[];
}

/** A section in the file's spelling. */
export interface Section {
  readonly kind: Kind;
  readonly name: string;
  readonly heading: string;
  /** What is shown, and what holds where nothing is shown. */
  readonly lines: readonly Line[];
  /** Commands that the grammar does not know, an operator's. */
  readonly others: readonly Command[];
  readonly command: Command;
}

export const sectionKey = (kind: Kind, name: string) => `${kind} ${name}`;

/** The kind and the name of a heading. */
export function headingOf({ text }: Command): { readonly kind: Kind; readonly name: string } | undefined {
  for (const kind of Object.keys(GRAMMAR) as Kind[]) {
    const name = GRAMMAR[kind].heading.exec(text)?.[1];
    if (name !== undefined) return { kind, name };
  }
  return undefined;
}

/** The value of a section's first line with these words; empty for a command without one. */
export const valueOf = ({ lines }: Pick<Section, "lines">, words: string): string | undefined =>
  lines.find(({ keyword }) => keyword.words === words)?.value;

const isOf = ({ words, value }: Keyword, text: string) =>
  text === words
    ? !value || value.test("")
    : text.startsWith(`${words} `) && (!value || value.test(text.slice(words.length + 1)));

/** Lines that say that something is not there, and what closes a section. */
const isNothing = (keywords: readonly Keyword[], text: string) =>
  keywords.some(
    ({ words, closing }) =>
      text === closing ||
      text === `no ${words}` ||
      text.startsWith(`no ${words} `) ||
      (words === "shutdown" && text === "no shut"),
  );

function readLines(keywords: readonly Keyword[], commands: readonly Command[], globals: ReadonlyMap<string, string>) {
  const others: Command[] = [];
  const shown = commands.flatMap((command): Line[] => {
    const text = command.text.replace(/ {2,}/g, " ");
    const keyword = keywords.find((one) => isOf(one, text));
    if (!keyword) {
      if (!isNothing(keywords, text)) others.push(command);
      return [];
    }
    const below = readLines(keyword.section ?? [], keyword.section ? command.children : [], globals);
    others.push(...below.others);
    return [lineOf(keyword, text.slice(keyword.words.length + 1), below.lines)];
  });
  const shownValue = (words: string) => shown.find(({ keyword }) => keyword.words === words)?.value;
  const hidden = keywords.flatMap((keyword): Line[] => {
    if (!keyword.hidden || shownValue(keyword.words) !== undefined) return [];
    const value = globals.get(globalWords(keyword.words)) ?? keyword.hidden(shownValue);
    return value === undefined ? [] : [lineOf(keyword, value, [])];
  });
  return { lines: [...shown, ...hidden], others };
}

function lineOf(keyword: Keyword, given: string, lines: readonly Line[]): Line {
  const value = keyword.spelling?.(given) ?? given;
  return { keyword, value, lines, text: [keyword.words, value].filter(Boolean).join(" ") };
}

/** What a router has set for all profiles, by the words that set it. */
export const globalsOf = (top: readonly Command[]): ReadonlyMap<string, string> =>
  new Map(
    GRAMMAR["IPsec profile"].keywords
      .filter(({ hidden }) => hidden)
      .flatMap(({ words }) =>
        top
          .filter(({ text }) => text.startsWith(`${globalWords(words)} `))
          .map(({ text }) => [globalWords(words), text.slice(globalWords(words).length + 1)] as const),
      ),
  );

export function parseSection(
  { kind, name }: { readonly kind: Kind; readonly name: string },
  command: Command,
  globals: ReadonlyMap<string, string>,
): Section {
  const { lines, others } = readLines(GRAMMAR[kind].keywords, command.children, globals);
  return { kind, name, command, heading: headingSpelling(command.text), lines, others };
}

/** @throws Error for a command that may change the meaning of what the file says; it shows no value */
export function checked(section: Section): Section {
  const { kind, command, others } = section;
  const refused = others.find(({ text }) => !GRAMMAR[kind].leaves.test(text));
  if (!refused) return section;
  throw new Error(
    `line ${refused.line} of the router's configuration: "${commandWords(refused.text)}" in "${command.text}" is no command of the file, and changes ` +
      "what the others mean; take it off the router",
  );
}

/** The lines of a command and of those under it. */
export const printed = ({ text, children }: Command): string[] => [
  text,
  ...children.flatMap(printed).map((line) => ` ${line}`),
];

/** A line as it is typed, with those under it. */
export const typed = ({ text, keyword, lines }: Line): string[] => [
  text,
  ...lines.flatMap(typed).map((line) => ` ${line}`),
  ...(keyword.closing ? [keyword.closing] : []),
];
