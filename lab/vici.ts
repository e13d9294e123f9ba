/** What `swanctl --raw` prints: nested sections, lists and values. */
export interface Section {
  readonly [name: string]: string | readonly string[] | Section;
}

/** Reads every event of a `swanctl --raw` answer, without the reply at its end. */
export function parseRaw(text: string): Section[] {
  return text.split("\n").flatMap((line) => {
    const start = line.indexOf(" event {");
    return start < 0 ? [] : [new Reader(line.slice(start + " event {".length)).section()];
  });
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  /** Everything up to the closing brace. */
  section(): Section {
    const result: Record<string, Section[string]> = {};
    for (;;) {
      const [, name, sign] = this.take(/\s*(?:([^\s={}]+)\s*([={])|\})/y);
      if (name === undefined) return result;
      if (sign === "{") result[name] = this.section();
      else if (this.text[this.at] === "[")
        result[name] = this.take(/\[([^\]]*)\]/y)[1]!
          .split(" ")
          .filter(Boolean);
      else result[name] = this.take(/[^\s}]*/y)[0];
    }
  }

  private take(pattern: RegExp): RegExpExecArray {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) throw new Error(`swanctl has printed what cannot be read: ${this.text.slice(this.at, this.at + 60)}`);
    this.at = pattern.lastIndex;
    return match;
  }
}
