/*
 * Nobody knows the font in which a picture will be shown, so each sign counts as in the widest of the usual
 * sans-serif fonts: Verdana and DejaVu Sans.
 */

/** Widths in em, by the signs that are no wider. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/^[ ',.ijl·]/, 0.38],
  [/^[!()\-:;IJ[\]|frt]/, 0.46],
  [/^[a-ln-vx-z0-9"/\\$*?_`{}EFLPTY]/, 0.65],
  [/^[A-LN-VX-Zw#&+<=>^~]/, 0.85],
];
const WIDEST = 1.08;
/** How much wider a sign is in bold, at most. */
const BOLD = 1.2;

export interface Font {
  /** In px. */
  readonly size: number;
  readonly bold?: boolean;
}

/** The width of a text in px, or a little more. */
export function textWidth(text: string, { size, bold = false }: Font): number {
  const ems = [...text].reduce((sum, sign) => sum + (WIDTHS.find(([signs]) => signs.test(sign))?.[1] ?? WIDEST), 0);
  return ems * size * (bold ? BOLD : 1);
}

/** Breaks a text into lines of at most this width: after a blank, or within a word that is too long for a line. */
export function wrap(text: string, width: number, font: Font): string[] {
  const fits = (line: string) => textWidth(line.trimEnd(), font) <= width;
  const pieces = text.split(/(?<= )/).flatMap((word) => (fits(word) ? [word] : [...word]));
  const lines: string[] = [];
  for (const piece of pieces) {
    const longer = `${lines.at(-1) ?? ""}${piece}`;
    if (lines.length > 0 && fits(longer)) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines.map((line) => line.trimEnd());
}
