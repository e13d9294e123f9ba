export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly figure: string;
}

/** Prints a line for each check, and a summary of all. */
export class Report {
  private readonly started = performance.now();
  private left = 0;
  private readonly checks: Check[] = [];
  private readonly sections: { readonly title: string; passed: number; failed: number }[] = [];

  section(title: string): void {
    this.sections.push({ title, passed: 0, failed: 0 });
    console.log(`\n${title}`);
  }

  check(name: string, ok: boolean, figure = ""): void {
    const section = this.sections.at(-1)!;
    section[ok ? "passed" : "failed"]++;
    this.checks.push({ name, ok, figure });
    console.log(`  ${ok ? "PASS" : "FAIL"}  ${[name, figure].filter(Boolean).join(": ")}`);
  }

  /** Says that a check does not fit what is checked. */
  leaveOut(name: string, why: string): void {
    this.left++;
    console.log(`  LEFT  ${name}: ${why}`);
  }

  note(text: string): void {
    console.log(`  ${text}`);
  }

  /** The first cell of a row says what it is about; the others are figures. */
  table(heading: readonly string[], rows: readonly (readonly string[])[]): void {
    const all = [heading, ...rows];
    const widths = heading.map((_, i) => Math.max(...all.map((row) => row[i]!.length)));
    const line = (row: readonly string[]) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  ");
    console.log(["", ...all.map((row) => `  ${line(row)}`)].join("\n"));
  }

  /** @returns every check */
  summary(): readonly Check[] {
    const width = Math.max(...this.sections.map(({ title }) => title.length));
    console.log(`\n${"".padEnd(width)}  pass  fail`);
    for (const { title, passed, failed } of this.sections) {
      console.log(`${title.padEnd(width)}  ${String(passed).padStart(4)}  ${String(failed).padStart(4)}`);
    }
    const seconds = ((performance.now() - this.started) / 1000).toFixed(0);
    const left = this.left > 0 ? `, ${this.left} left out` : "";
    const failures = this.checks.filter(({ ok }) => !ok);
    console.log(`\n${this.checks.length - failures.length} passed, ${failures.length} failed${left}, in ${seconds} s`);
    for (const { name } of failures) console.log(`  FAIL  ${name}`);
    return this.checks;
  }
}
