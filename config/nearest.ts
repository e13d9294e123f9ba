/** Longer texts are not worth the time that a comparison takes. */
const MAX_LENGTH = 60;

/** How many letters must be put in, taken out or changed to make one text of the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}

/** The candidate that `text` probably means, whatever its case: one that differs in at most a third of the letters. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const given = text.toLowerCase();
  const [best] = candidates
    .map((candidate) => ({ candidate, away: distance(given, candidate.toLowerCase()) }))
    .sort((a, b) => a.away - b.away);
  const most = text.length > 1 ? Math.max(1, Math.floor(text.length / 3)) : 0;
  return best && best.away <= most ? best.candidate : undefined;
}
