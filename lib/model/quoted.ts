const LONGEST = 80;

/** Text from outside as an error may show it: in quotes, printable ASCII, and no longer than a line. */
export function quoted(text: string): string {
  const start = text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
  const length = text.length > LONGEST ? ` (${text.length} characters)` : "";
  // Signs that turn the direction of writing, or that a terminal obeys, would show another text than there is.
  return `${JSON.stringify(start).replace(/[^ -~]/g, escaped)}${length}`;
}

const escaped = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
