import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { FAMILIES, familyOf, type Family } from "../lib/model/dual-stack";
import type { RouterConfig } from "../lib/router/router-config";
import type { Association, Direction } from "./associations";
import type { CarriedTunnel, Carrier, End } from "./carrier";
import type { ShownState } from "./inputs";
import { liveTunnel, type LiveTunnel } from "./live-tunnel";
import { answerScript, type Pinged } from "./machine-script";
import type { Endpoint } from "./swanctl";
import { EVERYTHING, type Machine, type Topology } from "./topology";

/** Both ends as they were when a tunnel was last negotiated, and what has gone through it. */
interface Standing {
  readonly ends: string;
  /** In milliseconds. */
  readonly since: number;
  pings: number;
}

const BYTES = 100;

/** In how many families Azure leads a packet a second into a tunnel whose selectors have none of it. */
function unselectedFamilies({ agreement: { esp, selectors } }: LiveTunnel, prefixes: readonly string[]): number {
  const led = new Set(prefixes.map((prefix) => EVERYTHING[familyOf(prefix)]));
  return esp ? [...led].filter((one) => !selectors.includes(one)).length : 0;
}

/** Seconds that an instance is down, and within which another tunnel takes its traffic. Both are made up. */
const RESET = { down: 5, takeOver: 1 };

/** A time without a tunnel that carries a family, in milliseconds. */
interface Outage {
  readonly family: Family;
  readonly from: number;
  readonly to: number;
}

/** Pings in the background, and since when. */
interface Pinging {
  readonly since: number;
  readonly intervalSeconds: number;
}

/**
 * Carries tunnels on paper: what {@link negotiate} says of two ends is up, and each direction of it has a packet a
 * second. It needs no privilege and no other program.
 */
export class Paper implements Carrier {
  private router: RouterConfig | undefined;
  private azure: ShownState | undefined;
  private readonly standings = new Map<string, Standing>();
  /** Addresses of the gateway's instances, and when the instance is up again. */
  private readonly resets = new Map<string, number>();
  private readonly outages: Outage[] = [];
  private readonly pinging = new Map<string, Pinging>();

  constructor(
    private readonly topology: Topology,
    private readonly now: () => number = Date.now,
  ) {}

  follow(router: RouterConfig, azure: ShownState): void {
    [this.router, this.azure] = [router, azure];
    for (const { name } of router.tunnels) this.tunnel(name);
  }

  tunnel(name: string): CarriedTunnel | undefined {
    const { router, azure } = this;
    const live = router && azure && liveTunnel(azure, router, this.topology, name);
    if (!live) {
      this.standings.delete(name);
      return undefined;
    }
    const { near, far, publicAddress } = live;
    if (this.now() < (this.resets.get(near.remoteAddress) ?? 0)) {
      this.standings.delete(name);
      return live;
    }
    const standing = this.standing(name, live);
    if (!far || !publicAddress || !live.agreement.ike) return live;
    const inUdp = publicAddress !== near.localAddress;
    return {
      ...live,
      router: this.seen({ own: near, other: far, remoteAddress: near.remoteAddress, inUdp }, live, standing),
      gateway: this.seen({ own: far, other: near, remoteAddress: publicAddress, inUdp }, live, standing),
      unselected: unselectedFamilies(live, far.prefixes),
    };
  }

  clear(remoteAddress?: string): void {
    for (const [name, { ends }] of this.standings) {
      const { near } = JSON.parse(ends) as { readonly near: Endpoint };
      if (remoteAddress === undefined || near.remoteAddress === remoteAddress) this.standings.delete(name);
    }
  }

  async reset(instanceAddress: string): Promise<void> {
    const from = this.now();
    const up = from + 1000 * RESET.down;
    const over = (family: Family) => this.tunnel(this.carries(family) ?? "")?.near.remoteAddress === instanceAddress;
    const hit = FAMILIES.filter(over);
    this.resets.set(instanceAddress, up);
    for (const family of hit) {
      const to = this.carries(family) === undefined ? up : from + 1000 * RESET.takeOver;
      this.outages.push({ family, from, to });
    }
    await sleep(1000 * RESET.down, undefined, { ref: false });
  }

  ping(family: Family, target: string, _source: string | undefined, count: number): number {
    return this.answers(this.topology.hub, family, target, count);
  }

  async run(machine: End, script: string): Promise<string> {
    const { hub, app } = this.topology;
    const there = machine === "vm1" ? app : hub;
    const answered = (target: string, count: number) => this.answers(there, familyOf(target), target, count);
    return answerScript(script, {
      ping: answered,
      load: (target) => (answered(target, 1) > 0 ? 200 : 0),
      beginPings: (target, intervalSeconds) => {
        this.pinging.set(target, { since: this.now(), intervalSeconds });
      },
      endPings: (target) => Promise.resolve(this.pinged(target)),
    });
  }

  /** What became of pings in the background: those of an outage are lost. */
  private pinged(target: string): Pinged | undefined {
    const pinging = this.pinging.get(target);
    if (!pinging) return undefined;
    this.pinging.delete(target);
    const { since, intervalSeconds } = pinging;
    const now = this.now();
    const lost = this.outages
      .filter(({ family }) => family === familyOf(target))
      .map(({ from, to }) => Math.max(Math.min(to, now) - Math.max(from, since), 0) / 1000);
    const count = (seconds: number) => Math.floor(seconds / intervalSeconds);
    const sent = count((now - since) / 1000);
    return {
      sent,
      received: sent - count(lost.reduce((sum, seconds) => sum + seconds, 0)),
      gapSeconds: Math.max(intervalSeconds, ...lost),
    };
  }

  /** How many of these packets a machine answers, over a tunnel that carries the family. */
  private answers(there: Machine, family: Family, target: string, count: number): number {
    const name = there[family].includes(target) ? this.carries(family) : undefined;
    if (name === undefined) return 0;
    this.standings.get(name)!.pings += count;
    return count;
  }

  /** A tunnel that carries the family. */
  private carries(family: Family): string | undefined {
    return this.router?.tunnels
      .map(({ name }) => name)
      .find((name) => this.tunnel(name)?.router?.child?.local.includes(EVERYTHING[family]));
  }

  private standing(name: string, { near, far }: LiveTunnel): Standing {
    const ends = JSON.stringify({ near, far });
    const known = this.standings.get(name);
    if (known?.ends === ends) return known;
    const standing = { ends, since: this.now(), pings: 0 };
    this.standings.set(name, standing);
    return standing;
  }

  /** The SA as one end sees it; the other end's SPIs are the far ones. */
  private seen(
    { own, other, remoteAddress, inUdp }: { own: Endpoint; other: Endpoint; remoteAddress: string; inUdp: boolean },
    { agreement }: LiveTunnel,
    standing: Standing,
  ): Association {
    const { ike, esp, selectors } = agreement;
    const seconds = Math.floor((this.now() - standing.since) / 1000);
    const packets = seconds + standing.pings;
    const port = inUdp ? "4500" : "500";
    const spi = (end: Endpoint, what: string, digits: number) =>
      createHash("sha256")
        .update(`${what} of ${end.localAddress} ${standing.since} ${standing.ends}`)
        .digest("hex")
        .slice(0, digits);
    const direction = (end: Endpoint): Direction => ({ spi: spi(end, "child", 8), packets, bytes: BYTES * packets });
    return {
      localAddress: own.localAddress,
      localPort: port,
      remoteAddress,
      remotePort: port,
      localSpi: spi(own, "ike", 16),
      remoteSpi: spi(other, "ike", 16),
      seconds,
      ike: ike!,
      behindNat: inUdp,
      uniqueId: String(standing.since),
      ...(esp && {
        child: {
          uniqueId: String(standing.since),
          esp,
          inUdp,
          local: selectors,
          remote: selectors,
          inbound: direction(own),
          outbound: direction(other),
          secondsLeft: own.saLifetimeSeconds - (seconds % own.saLifetimeSeconds),
        },
      }),
    };
  }
}
