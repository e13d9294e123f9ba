/** A part of an output that its parser cannot read. */
export interface Unreadable {
  /** The text itself, or its beginning. */
  readonly unreadable: string;
  readonly why: string;
  /** The interface that it is of, where that is sure. */
  readonly interface?: string;
}

/** What a parser found. Where something is unreadable, what is not found may still be there. */
export interface Parsed<T> {
  readonly found: readonly T[];
  readonly unreadable: readonly Unreadable[];
}

/** The output of a command of IOS-XE. */
export interface Format<T> {
  /** The command in full, with and without the word that asks for details. */
  readonly commands: readonly string[];
  /** Lines by which an output without a prompt is known, and an output that lists nothing. */
  readonly heading: RegExp;
  /** Whether each line can be read alone, so that `| include` hides nothing but itself. */
  readonly isFilterable?: true;
  /** Whether it prints nothing where there is nothing; else an output without a line was lost. */
  readonly canBeEmpty?: true;
  /** @param only the words that narrow the command: `vrf az-WAN2` */
  readonly parse: (lines: readonly string[], only?: string) => Parsed<T>;
}

/** Characters of an unreadable text that a message can bear. */
const MOST = 600;

export const unreadable = (lines: readonly string[], why: string): Unreadable => ({
  unreadable: lines.join("\n").trimEnd().slice(0, MOST),
  why,
});

/** Lines that describe one thing, such as an SA. */
export class Block {
  constructor(readonly lines: readonly string[]) {}

  /**
   * Reads the one line that bears the label.
   *
   * @returns undefined where no line bears it
   * @throws Error where two do, since the second is then of a thing whose heading was lost, or where the line is
   * not as the pattern says
   */
  field(label: string, pattern: RegExp): RegExpExecArray | undefined {
    const [line, second] = this.lines.filter((line) => line.includes(label));
    if (second !== undefined) throw new Error(`"${label}" is there twice`);
    if (line === undefined) return undefined;
    const match = pattern.exec(line);
    if (!match) throw new Error(`"${label}" is not in a known form`);
    return match;
  }

  /** Does what {@link field} does. @throws Error where no line bears the label */
  need(label: string, pattern: RegExp): RegExpExecArray {
    const match = this.field(label, pattern);
    if (!match) throw new Error(`"${label}" is missing`);
    return match;
  }
}

/** Cuts lines before each heading. @returns also the lines before the first */
export function blocks(lines: readonly string[], heading: RegExp): { before: readonly string[]; blocks: Block[] } {
  const starts = lines.flatMap((line, i) => (heading.test(line) ? [i] : []));
  return {
    before: lines.slice(0, starts[0]),
    blocks: starts.map((start, i) => new Block(lines.slice(start, starts[i + 1]))),
  };
}

/** Reads each block. A block that throws is unreadable, for the reason that it gives. */
export function parseEach<T>(list: readonly Block[], read: (block: Block) => T): Parsed<T> {
  const found: T[] = [];
  const failed: Unreadable[] = [];
  for (const block of list) {
    try {
      found.push(read(block));
    } catch (error) {
      failed.push(unreadable(block.lines, (error as Error).message));
    }
  }
  return { found, unreadable: failed };
}

/**
 * Reads an output of blocks, which begin with a heading.
 *
 * @param known lines that may stand before the first block; others are of a block whose heading was lost
 */
export function parseBlocks<T>(
  lines: readonly string[],
  heading: RegExp,
  known: RegExp,
  read: (block: Block) => T,
): Parsed<T> {
  const { before, blocks: list } = blocks(lines, heading);
  const stray = before.filter((line) => line.trim() !== "" && !known.test(line));
  const parsed = parseEach(list, read);
  if (stray.length === 0) return parsed;
  return { ...parsed, unreadable: [unreadable(stray, "no heading before it"), ...parsed.unreadable] };
}
