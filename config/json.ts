import {
  createScanner,
  parseTree,
  ParseErrorCode,
  printParseErrorCode,
  SyntaxKind,
  type Node,
  type ParseError,
} from "jsonc-parser";
import type { Path } from "../lib/model/path";
import type { Problem } from "./problem";

/** A file that is not valid JSON. The message shows nothing of the text, which may hold a secret. */
export class JsonError extends Error {}

/** Most levels of nesting: far more than a config has. */
const MAX_DEPTH = 32;

/**
 * Reads the bytes of a JSON file.
 *
 * @returns its value, and the keys that stand twice in one object; the value has the later of the two
 * @throws JsonError with the place, the fault and a hint
 */
export function readJson(bytes: Buffer): { readonly value: unknown; readonly duplicates: readonly Problem[] } {
  const text = decode(bytes);
  if (text.trim() === "") throw new JsonError("it is empty; write an object, as config/lab.json is");
  const tooDeep = depthProblem(text);
  if (tooDeep) throw new JsonError(tooDeep);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true });
  const [first] = errors;
  if (first) throw new JsonError(`${place(text, first.offset)}: ${fault(first)}; ${hint(text, first)}`);
  try {
    return { value: JSON.parse(text), duplicates: tree ? duplicateKeys(text, tree, []) : [] };
  } catch {
    throw new JsonError("it holds a character that JSON does not take outside of text, such as a no-break space");
  }
}

function decode(bytes: Buffer): string {
  const [first, second] = bytes;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (marked || bytes.subarray(0, 4).includes(0)) throw new JsonError("it is written in UTF-16; save it as UTF-8");
  try {
    // Removes the byte order mark that some editors on Windows write.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new JsonError("it is not written in UTF-8; save it as UTF-8");
  }
}

function place(text: string, offset: number): string {
  const lines = text.slice(0, offset).split("\n");
  return `line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
}

/** Counts the levels without recursion: both parsers recurse, and overflow the stack at some thousand levels. */
function depthProblem(text: string): string | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token = scanner.scan(); token !== SyntaxKind.EOF; token = scanner.scan()) {
    if (token === SyntaxKind.OpenBraceToken || token === SyntaxKind.OpenBracketToken) depth++;
    if (token === SyntaxKind.CloseBraceToken || token === SyntaxKind.CloseBracketToken) depth--;
    if (depth > MAX_DEPTH) {
      return `${place(text, scanner.getTokenOffset())}: it is nested more than ${MAX_DEPTH} levels deep; a config has 8 at most`;
    }
  }
  return undefined;
}

function fault({ error }: ParseError): string {
  return printParseErrorCode(error)
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .toLowerCase();
}

/** What to do about a fault, by its kind and the sign that stands there. */
function hint(text: string, { error, offset }: ParseError): string {
  const sign = text[offset] ?? "";
  const quotes = 'text and keys stand in double quotes, as in "location"';
  if (/['‘’“”`]/.test(sign)) return quotes;
  switch (error) {
    case ParseErrorCode.InvalidSymbol:
      return "text stands in double quotes; without them there are numbers, true, false and null";
    case ParseErrorCode.InvalidNumberFormat:
    case ParseErrorCode.UnexpectedEndOfNumber:
      return "write a number such as 28800, or put double quotes around it";
    case ParseErrorCode.PropertyNameExpected:
      return sign === "}" ? "remove the comma before }" : quotes;
    case ParseErrorCode.ValueExpected:
      if (sign === "]") return "remove the comma before ]";
      return sign === "," ? "remove one of the commas, or put a value between them" : "put a value there";
    case ParseErrorCode.ColonExpected:
      return 'put a ":" between the key and its value';
    case ParseErrorCode.CommaExpected:
      return 'put a "," between two entries';
    case ParseErrorCode.CloseBraceExpected:
      return "close the object with a }";
    case ParseErrorCode.CloseBracketExpected:
      return "close the list with a ]";
    case ParseErrorCode.EndOfFileExpected:
      return "remove what follows the end of the object";
    case ParseErrorCode.InvalidCommentToken:
    case ParseErrorCode.UnexpectedEndOfComment:
      return "JSON has no comments: remove it";
    case ParseErrorCode.UnexpectedEndOfString:
      return 'close the text with a " in the same line';
    case ParseErrorCode.InvalidUnicode:
      return "write four hexadecimal digits after \\u";
    case ParseErrorCode.InvalidEscapeCharacter:
      return "write a backslash as \\\\";
    case ParseErrorCode.InvalidCharacter:
      return "write a tab as \\t, and leave other control characters out";
    default:
      return "an editor that knows JSON shows the place";
  }
}

function duplicateKeys(text: string, node: Node, path: Path): Problem[] {
  const first = new Map<string, number>();
  return (node.children ?? []).flatMap((child, i): Problem[] => {
    if (node.type === "array") return duplicateKeys(text, child, [...path, i]);
    const [key, value] = child.children ?? [];
    if (!key || !value) return [];
    const name = String(key.value);
    const inner = [...path, name];
    const earlier = first.get(name);
    first.set(name, earlier ?? key.offset);
    const found = duplicateKeys(text, value, inner);
    if (earlier === undefined) return found;
    const message = `stands twice, at ${place(text, earlier)} and at ${place(text, key.offset)}; keep one of the two`;
    return [{ path: inner, message }, ...found];
  });
}
