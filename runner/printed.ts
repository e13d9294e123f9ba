/** What Terraform prints, on one line: without the frames, the line breaks and cdktf's stack names at the margin. */
export function onOneLine(lines: readonly string[]): string {
  return lines
    .map((line) => line.replace(/^[\w-]* {2,}/, "").replace(/[│╷╵]/g, " "))
    .join(" ")
    .replace(/\s+/g, " ");
}
