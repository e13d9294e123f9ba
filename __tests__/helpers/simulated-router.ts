import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../simulator/ios-xe/clock";
import { Router, type RouterProps } from "../../simulator/ios-xe/router";
import type { World } from "../../simulator/ios-xe/world";

const GIVEN: Readonly<Record<string, string>> = {
  GigabitEthernet1: "10.2.0.4/27",
  GigabitEthernet2: "10.2.0.36/27",
  GigabitEthernet3: "10.2.0.68/27",
  "GigabitEthernet0/0/0": "192.168.77.2/24",
  "Cellular0/2/0": "192.168.77.2/24",
};

/** A world in which nothing happens: DHCP gives addresses, no tunnel comes up, and every ping is answered. */
export const quietWorld = (more: Partial<World> = {}): World => ({
  configured: () => undefined,
  tunnel: () => undefined,
  addresses: (name) => ({
    ...(GIVEN[name] !== undefined && { ipv4: GIVEN[name] }),
    ...(/^GigabitEthernet\d$/.test(name) && { ipv6: [`2001:db8:2:${name.slice(-1)}::4/128`] }),
  }),
  clear: () => undefined,
  ping: (_, __, count) => ({ received: count, milliseconds: [3, 4, 6] }),
  ...more,
});

/** What day 0 gives. */
export const DAY_0 = `license boot level network-premier addon dna-premier
archive
 path bootflash:archive
`;

const LAB = [1, 2, 3].map((i) => `interface GigabitEthernet${i}\n shutdown\n`).join("");

const wan = (name: string, address: string, vrf?: string) =>
  `interface ${name}\n${vrf === undefined ? "" : ` vrf forwarding ${vrf}\n`} ip address ${address}\n`;

/** Of the fixtures, the files that the project has rendered, each with what its router has of its own. */
export const RENDERED: Readonly<Record<string, string>> = {
  "cat-tunnels.cfg": LAB,
  "single-tunnels.cfg": LAB,
  "mesh-tunnels.cfg": LAB,
  "on-premises/two-providers-oslo.cfg": [
    wan("GigabitEthernet0/0/0", "198.51.100.10 255.255.255.252"),
    wan("GigabitEthernet0/0/1", "10.0.0.2 255.255.255.252"),
  ].join(""),
  "on-premises/behind-a-firewall-bergen.cfg": wan("GigabitEthernet0/0/0", "dhcp"),
  "on-premises/ipv4-branches-oslo.cfg": [
    "vrf definition INTERNET1\n address-family ipv4\nvrf definition INTERNET2\n address-family ipv4\n",
    wan("GigabitEthernet0/0/0", "198.51.100.10 255.255.255.252", "INTERNET1"),
    wan("GigabitEthernet0/0/1", "203.0.113.20 255.255.255.248", "INTERNET2"),
  ].join(""),
  "on-premises/ipv4-branches-tromso.cfg": wan("Cellular0/2/0", "dhcp"),
};

export const renderedFile = (path: string): string => readFileSync(join(__dirname, "../fixtures", path), "utf8");

/** A router after day 0. */
export const routerWith = (props: Partial<RouterProps> = {}): Router =>
  new Router({ hostname: "cat", configuration: DAY_0, world: quietWorld(), ...props });

/** The router of a rendered file, which it has not yet been given. */
export const routerOf = (path: string, props: Partial<RouterProps> = {}): Router =>
  routerWith({ configuration: `${DAY_0}${RENDERED[path]}`, ...props });

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
