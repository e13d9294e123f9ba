export interface StackOrder {
  readonly stacks: readonly string[];
  /** The stacks that must be done before this one; those that are not in `stacks` do not count. */
  readonly after: (stack: string) => readonly string[];
  /** Stacks that are worked on at a time. */
  readonly parallelism: number;
}

/**
 * Does `work` for each stack, in parallel where no stack waits for another.
 *
 * @param work says whether the stack is done; if not, those that wait for it are left out
 * @returns the stacks that are not done
 * @throws the error of the work, once nothing is at work any more
 */
export async function inOrder(
  { stacks, after, parallelism }: StackOrder,
  work: (stack: string) => Promise<boolean>,
): Promise<string[]> {
  const waiting = new Set(stacks);
  const open = new Set(stacks);
  const running = new Set<Promise<void>>();
  const isReady = (stack: string) => !after(stack).some((other) => open.has(other));
  for (;;) {
    for (const stack of [...waiting].filter(isReady)) {
      if (running.size >= parallelism) break;
      waiting.delete(stack);
      const job: Promise<void> = work(stack).then((done) => {
        running.delete(job);
        if (done) open.delete(stack);
      });
      running.add(job);
    }
    if (running.size === 0) return [...open];
    try {
      await Promise.race(running);
    } catch (error) {
      await Promise.allSettled(running);
      throw error;
    }
  }
}

/** The same stacks the other way round, as they are destroyed. */
export function reversed(order: StackOrder): StackOrder {
  return { ...order, after: (stack) => order.stacks.filter((other) => order.after(other).includes(stack)) };
}
