import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../simulator/ios-xe/clock";
import { Router, type RouterProps } from "../../simulator/ios-xe/router";
import type { World } from "../../simulator/ios-xe/world";

/** A world in which nothing happens: DHCP gives the lab's addresses, no tunnel comes up, and every ping is answered. */
export const quietWorld = (): World => ({
  configured: () => undefined,
  tunnel: () => undefined,
  addresses: (name) => {
    const at = { GigabitEthernet1: 4, GigabitEthernet2: 36, GigabitEthernet3: 68 }[name];
    return at === undefined ? {} : { ipv4: `10.2.0.${at}/27`, ipv6: [`2001:db8:2:${at}::4/128`] };
  },
  clear: () => undefined,
  ping: (_, __, count) => ({ received: count, milliseconds: [3, 4, 6] }),
});

/** Of the fixtures, the files that the project has rendered: their path, and the interfaces that their routers have. */
export const RENDERED: readonly (readonly [string, readonly string[]])[] = [
  ["cat-tunnels.cfg", ["GigabitEthernet1", "GigabitEthernet2", "GigabitEthernet3"]],
  ["single-tunnels.cfg", ["GigabitEthernet1", "GigabitEthernet2", "GigabitEthernet3"]],
  ["mesh-tunnels.cfg", ["GigabitEthernet1", "GigabitEthernet2", "GigabitEthernet3"]],
  ["on-premises/two-providers-oslo.cfg", ["GigabitEthernet0/0/0", "GigabitEthernet0/0/1"]],
  ["on-premises/behind-a-firewall-bergen.cfg", ["GigabitEthernet0/0/0"]],
  ["on-premises/ipv4-branches-oslo.cfg", ["GigabitEthernet0/0/0", "GigabitEthernet0/0/1"]],
  ["on-premises/ipv4-branches-tromso.cfg", ["GigabitEthernet0/0/0", "Cellular0/2/0"]],
];

export const renderedFile = (path: string): string => readFileSync(join(__dirname, "../fixtures", path), "utf8");

/** What day 0 gives, and the VRFs that a site on premises has. */
export const DAY_0 = `
license boot level network-premier addon dna-premier
archive
 path bootflash:archive
vrf definition INTERNET1
 address-family ipv4
 exit-address-family
vrf definition INTERNET2
 address-family ipv4
 exit-address-family
`;

/** A router after day 0. */
export const routerWith = (props: Partial<RouterProps> = {}): Router =>
  new Router({ hostname: "cat", configuration: DAY_0, world: quietWorld(), ...props });

/** Types lines. @returns what the router printed to each */
export function typed(router: Router, ...lines: string[]): string[] {
  const session = router.session();
  session.type("terminal length 0");
  return lines.map((line) => session.type(line));
}

/** Lines that refuse something. */
export const refusals = (output: string): string[] => output.split("\n").filter((line) => /^(?:%|ERROR)/.test(line));

/** A clock that goes on when it is told to. */
export class TestClock implements Clock {
  #now = Date.UTC(2026, 10, 26, 14, 20, 11, 512);
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.#now + milliseconds, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }
}
