import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Family } from "../lib/model/dual-stack";
import { namespace, type Node } from "./namespaces";

interface Reply {
  /** Seconds since 1970. */
  readonly at: number;
  readonly sequence: number;
}

/** Pings from a node, in one family, until it is stopped; keeps the time of each reply. */
export class Probe {
  private readonly replies: Reply[] = [];
  private readonly process: ChildProcess;
  private readonly ended: Promise<unknown>;

  constructor(
    readonly family: Family,
    node: Node,
    target: string,
    intervalSeconds: number,
  ) {
    const args = ["ping", "-n", "-D", "-i", String(intervalSeconds), family === "ipv6" ? "-6" : "-4", target];
    this.process = spawn("nsenter", [`--net=/run/netns/${namespace(node)}`, ...args], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    let rest = "";
    this.process.stdout!.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        const [, at, sequence] = /^\[([\d.]+)\] \d+ bytes .*icmp_seq=(\d+)/.exec(line) ?? [];
        if (at) this.replies.push({ at: Number(at), sequence: Number(sequence) });
      }
    });
    this.ended = new Promise((resolve) => this.process.on("close", resolve));
  }

  /** Whether a reply came within the last 0.35 s. */
  alive(): boolean {
    const last = this.replies.at(-1);
    return last !== undefined && Date.now() / 1000 - last.at < 0.35;
  }

  /** Waits until there are so many replies, which a busy machine sends later. */
  async replied(count: number, atMostSeconds: number): Promise<void> {
    await until(() => this.replies.length >= count, atMostSeconds);
  }

  /**
   * Stops pinging.
   *
   * @returns `received` replies, packets `lost` before the last reply, and the `outage`: the longest time between
   *   two replies, in seconds. Without any reply, `lost` and `outage` are Infinity.
   */
  async stop(): Promise<{ readonly received: number; readonly lost: number; readonly outage: number }> {
    this.process.kill("SIGINT");
    await this.ended;
    const { replies } = this;
    const gaps = replies.slice(1).map((reply, i) => reply.at - replies[i]!.at);
    const last = replies.at(-1);
    const outage = last ? Math.max(0, ...gaps) : Infinity;
    // Sequence numbers start at 1, and a ping may be answered twice.
    return {
      received: replies.length,
      lost: last ? last.sequence - new Set(replies.map((one) => one.sequence)).size : Infinity,
      outage,
    };
  }
}

/** @returns whether the condition has come true within the time */
export async function until(condition: () => boolean, atMostSeconds: number): Promise<boolean> {
  const end = performance.now() + 1000 * atMostSeconds;
  while (performance.now() < end) {
    if (condition()) return true;
    await sleep(50);
  }
  return condition();
}
