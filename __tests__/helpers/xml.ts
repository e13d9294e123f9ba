/** An element of XML, with its text and its elements in their order. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

const TOKEN = /<(\/?)([A-Za-z][A-Za-z0-9]*)((?: [A-Za-z][\w:-]*="[^"<]*")*)(\/?)>|([^<]+)/y;

function unescaped(text: string): string {
  if (/&(?!#\d+;)/.test(text)) throw new Error(`not XML: a bare & in ${JSON.stringify(text)}`);
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/ ([^=]+)="([^"]*)"/g)].map(([, name, value]) => [name!, unescaped(value!)] as const);
  const attributes = Object.fromEntries(pairs);
  if (Object.keys(attributes).length < pairs.length) throw new Error(`not XML: an attribute twice in ${text}`);
  return attributes;
}

/**
 * Reads XML of elements, attributes in double quotes, text and entities by number, and nothing else of it.
 *
 * @returns the root
 * @throws on what is not well-formed
 */
export function readXml(text: string): XmlElement {
  const open: { name: string; attributes: Record<string, string>; children: (XmlElement | string)[] }[] = [
    { name: "", attributes: {}, children: [] },
  ];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < text.length;) {
    const at = TOKEN.lastIndex;
    const [, isEnd, name = "", attributes = "", isEmpty, characters] = TOKEN.exec(text) ?? [];
    const parent = open.at(-1)!;
    if (characters !== undefined) {
      if (open.length > 1) parent.children.push(unescaped(characters));
      else if (characters.trim()) throw new Error(`not XML: text outside of the root: ${characters}`);
    } else if (isEnd) {
      if (parent.name !== name || attributes) throw new Error(`not XML: </${name}> ends <${parent.name}>`);
      open.pop();
    } else {
      if (!name) throw new Error(`not XML: ${text.slice(at, at + 60)}`);
      const element = { name, attributes: attributesOf(attributes), children: [] };
      parent.children.push(element);
      if (!isEmpty) open.push(element);
    }
  }
  const [root, ...others] = open[0]!.children;
  if (open.length > 1 || typeof root !== "object" || others.length > 0) throw new Error("not XML: not one root");
  return root;
}

export const textOf = ({ children }: XmlElement): string =>
  children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");

/** An element and all below it, in their order. */
export const allOf = (element: XmlElement): XmlElement[] => [
  element,
  ...element.children.flatMap((child) => (typeof child === "string" ? [] : allOf(child))),
];
