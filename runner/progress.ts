import { onOneLine } from "./printed";

/** Turns what cdktf prints into a line for each stack, renewed as it goes on. */
export class Progress {
  private current: string | undefined;
  private readonly done = new Map<string, number>();
  private readonly complete = new Set<string>();
  private readonly lines: string[] = [];

  constructor(
    private readonly stacks: readonly string[],
    private readonly verbose: boolean,
    private readonly out: NodeJS.WriteStream = process.stdout,
  ) {
    this.show("Starting cdktf and Terraform ...");
  }

  /** Takes one line. Only the first line of a group names its stack. */
  line(line: string): void {
    this.lines.push(line);
    if (this.verbose) this.out.write(`${line}\n`);
    this.current = this.stacks.find((stack) => line.startsWith(`${stack}  `)) ?? this.current;
    if (!this.current) return;
    if (/: (Creation|Modifications|Destruction) complete/.test(line)) {
      const count = (this.done.get(this.current) ?? 0) + 1;
      this.done.set(this.current, count);
      this.show(`${this.current}: ${count} resources`);
    }
    const end = /(?:Apply|Destroy) complete! Resources: (.*)\./.exec(line)?.[1];
    if (end) this.end(this.current, end);
  }

  /** Says that a stack is done, and what was changed in it. */
  end(stack: string, counts: string): void {
    if (this.complete.has(stack)) return;
    this.complete.add(stack);
    this.show("");
    this.out.write(`${stack}: ${/[1-9]/.test(counts) ? counts : "no changes"}\n`);
  }

  /** Stacks of which the end was not seen. */
  get open(): string[] {
    return this.stacks.filter((stack) => !this.complete.has(stack));
  }

  /** All that was printed, on one line. */
  get printed(): string {
    return onOneLine(this.lines);
  }

  /**
   * Shows what went wrong, which stacks are not done, and the way on.
   *
   * @param replanned what Terraform prints when it plans those again, in case cdktf has lost its last lines
   * @param failed what the simulator has refused or failed to do, which is the cause, printed or not
   * @param ways what to do next
   */
  fail(
    open: readonly string[],
    replanned: readonly string[],
    failed: readonly string[],
    ways: readonly string[],
  ): void {
    this.show("");
    // Terraform wraps its lines anywhere.
    const plain = (text: string) => text.replace(/\s+/g, "");
    const printed = plain(this.printed);
    const lost = failed.filter((message) => !printed.includes(plain(message)));
    const problem =
      lost.length > 0
        ? [...new Set(lost)].map((message) => `Error: ${message}`)
        : ([this.lines, replanned].map(fromError).find((lines) => lines.length > 0) ?? []);
    if (problem.length > 0) console.error(problem.join("\n"));
    if (open.length > 0) console.error(`Not done: ${open.join(", ")}.`);
    console.error(`\n${ways.join("\n")}\nnpm start -- --verbose shows everything.`);
  }

  private show(text: string): void {
    if (this.out.isTTY && !this.verbose) this.out.write(`\r\x1b[K${text}`);
  }
}

/** The lines from the first error on, each once. */
function fromError(lines: readonly string[]): string[] {
  const from = lines.findIndex((line) => /\bError: /.test(line));
  return from < 0
    ? []
    : [
        ...new Set(
          lines.slice(from).filter((line) => !/^\s*$|╵|╷|Stacks? deploying|^Invoking Terraform CLI failed/.test(line)),
        ),
      ];
}
