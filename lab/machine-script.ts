/** What a machine can do. */
export interface Machine {
  /** @returns how many of so many pings were answered */
  ping(target: string, count: number): number | Promise<number>;
  /** Loads a page. @returns its HTTP status; 0 where no answer came */
  load(target: string): number | Promise<number>;
}

const ADDRESS = /((?:\d+\.){3}\d+|[\da-f]*:[\da-f:]+)/i;
const COUNT = 5;

/**
 * Answers the pings and the requests of a shell script as a shell would, and nothing else of it: no shell sees it.
 *
 * @returns what the script prints
 */
export async function answerScript(script: string, machine: Machine): Promise<string> {
  const printed: string[] = [];
  for (const line of script.split("\n")) {
    const target = ADDRESS.exec(line)?.[1];
    if (target !== undefined && line.startsWith("ping ")) {
      const received = await machine.ping(target, COUNT);
      const lost = 100 - (100 * received) / COUNT;
      printed.push(`${COUNT} packets transmitted, ${received} received, ${lost}% packet loss, time 800ms`);
    } else if (target !== undefined && line.includes("curl ")) {
      printed.push(`http ${String(await machine.load(target)).padStart(3, "0")}`);
    } else {
      const said = /^echo "([^"$`\\]*)"$/.exec(line)?.[1];
      if (said !== undefined) printed.push(said);
    }
  }
  return printed.join("\n");
}
