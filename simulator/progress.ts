/** Turns what cdktf prints into a line for each stack, renewed as it goes on. */
export class Progress {
  private current: string | undefined;
  private readonly done = new Map<string, number>();
  private readonly printed: string[] = [];

  constructor(
    private readonly stacks: readonly string[],
    private readonly verbose: boolean,
    private readonly out: NodeJS.WriteStream = process.stdout,
  ) {}

  /** Takes one line. Only the first line of a group names its stack. */
  line(line: string): void {
    this.printed.push(line);
    if (this.verbose) return void this.out.write(`${line}\n`);
    this.current = this.stacks.find((stack) => line.startsWith(`${stack}  `)) ?? this.current;
    if (!this.current) return;
    if (/: (Creation|Modifications|Destruction) complete/.test(line)) {
      const count = (this.done.get(this.current) ?? 0) + 1;
      this.done.set(this.current, count);
      this.show(`${this.current}: ${count} resources`);
    }
    const end = /(?:Apply|Destroy) complete! Resources: (.*)\./.exec(line)?.[1];
    if (end) {
      const changed = /[1-9]/.test(end);
      this.show("");
      this.out.write(`${this.current}: ${changed ? end : "no changes"}\n`);
    }
  }

  /** Shows what went wrong, if something did. */
  end(code: number): void {
    this.show("");
    if (code === 0 || this.verbose) return;
    const from = this.printed.findIndex((line) => /\bError\b/.test(line));
    const problem = this.printed.slice(Math.max(from, 0)).filter((line) => !/^\s*$|╵|╷/.test(line));
    console.error([...new Set(problem)].join("\n"));
    console.error("\nRun it again to go on from here; npm start -- --verbose shows everything.");
  }

  private show(text: string): void {
    if (this.out.isTTY) this.out.write(`\r\x1b[K${text}`);
  }
}
