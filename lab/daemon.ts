import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { associationsOf, type Association } from "./associations";
import { namespace, type Node } from "./namespaces";

/** How a daemon finds a dead peer. */
export interface Timers {
  /** A question after so many seconds in which nothing came. */
  readonly dpdSeconds: number;
  readonly retrySeconds: number;
  readonly retries: number;
}

/** Seconds from the last packet of a peer until it is dead: the last question is waited for, too. */
export const deadAfter = ({ dpdSeconds, retrySeconds, retries }: Timers) => dpdSeconds + retrySeconds * (retries + 1);

/** Timers for checks that do not look at time. */
export const QUICK: Timers = { dpdSeconds: 2, retrySeconds: 0.5, retries: 3 };

/** One of strongSwan's charon daemons in a node. */
export class Daemon {
  private pid = 0;
  private currentTimers = QUICK;

  constructor(
    readonly name: string,
    readonly node: Node,
    private readonly ports: readonly [number, number],
    private readonly home: string,
    /** The environment of swanctl and charon. */
    private readonly environment: NodeJS.ProcessEnv,
  ) {
    mkdirSync(this.folder, { mode: 0o700 });
  }

  get isRunning(): boolean {
    return this.pid !== 0;
  }

  get timers(): Timers {
    return this.currentTimers;
  }

  /** SAs that are made from now on have these; so have the connections that are loaded. */
  setTimers(timers: Timers): void {
    this.currentTimers = timers;
    if (this.pid === 0) return;
    this.write("strongswan.conf", this.settings());
    this.swanctl("--reload-settings");
  }

  private get folder(): string {
    return join(this.home, this.name);
  }

  private get socket(): string {
    return join(this.folder, "vici");
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  /** Replaces a file. @throws if another process puts a file or a link in its place meanwhile */
  write(name: string, text: string, mode = 0o600): void {
    rmSync(this.file(name), { force: true });
    writeFileSync(this.file(name), text, { mode, flag: "wx" });
  }

  /** Starts the daemon without connections. @throws if it is not up after 5 s */
  async start(): Promise<void> {
    rmSync(this.socket, { force: true });
    this.write("strongswan.conf", this.settings());
    const output = openSync(this.file("output"), "a");
    const child = spawn("nsenter", [`--net=/run/netns/${namespace(this.node)}`, "/usr/sbin/charon-systemd"], {
      env: { ...this.environment, STRONGSWAN_CONF: this.file("strongswan.conf") },
      stdio: ["ignore", output, output],
      detached: true,
    });
    child.unref();
    this.pid = child.pid!;
    for (let i = 0; i < 1500 && !(existsSync(this.socket) && this.device()); i++) await sleep(20);
    if (!existsSync(this.socket) || !this.device()) {
      throw new Error(`charon ${this.name} did not start: ${readFileSync(this.file("output"), "utf8").slice(-500)}`);
    }
  }

  /** The TUN device that carries the tunnel's packets, such as ipsec0; undefined until the daemon has made it. */
  device(): string | undefined {
    const folder = `/proc/${this.pid}/fdinfo`;
    if (!existsSync(folder)) return undefined;
    for (const fd of readdirSync(folder)) {
      try {
        const found = /^iff:\s*(\S+)/m.exec(readFileSync(join(folder, fd), "utf8"))?.[1];
        if (found) return found;
      } catch {
        // Closed in the meantime.
      }
    }
    return undefined;
  }

  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    if (this.pid === 0) return;
    if (isCharon(this.pid)) process.kill(this.pid, signal);
    for (let i = 0; i < 150 && isCharon(this.pid); i++) await sleep(20);
    this.pid = 0;
  }

  /** Replaces the connections and secrets of the daemon. @throws if the daemon refuses them */
  load(configuration: string): void {
    this.write("swanctl.conf", configuration);
    const { status, output } = this.swanctl("--load-all", "--clear", "--file", this.file("swanctl.conf"));
    if (status !== 0) throw new Error(`charon ${this.name} refuses its configuration: ${output}`);
  }

  swanctl(...args: string[]): { readonly status: number | null; readonly output: string } {
    const { status, stdout, stderr } = spawnSync("swanctl", [...args, "--uri", `unix://${this.socket}`], {
      env: { ...this.environment, STRONGSWAN_CONF: this.file("strongswan.conf") },
      encoding: "utf8",
    });
    return { status, output: stdout + stderr };
  }

  /** Every established IKE SA. */
  associations(): Association[] {
    return associationsOf(this.swanctl("--list-sas", "--raw").output);
  }

  /** Ends every IKE SA at once, without waiting for the other end. */
  endAll(): void {
    for (const { uniqueId } of this.associations()) this.swanctl("--terminate", "--ike-id", uniqueId, "--force");
  }

  get log(): string {
    return existsSync(this.file("log")) ? readFileSync(this.file("log"), "utf8") : "";
  }

  private settings(): string {
    const [port, natPort] = this.ports;
    const { retrySeconds, retries } = this.timers;
    // kernel-libipsec must come before kernel-netlink, or the kernel does ESP itself, without a TUN device.
    // kernel-libipsec always installs routes for the selectors. They go to table 990, which only packets with
    // mark 0x7fff look up, and nothing sets that mark.
    return `
charon-systemd { journal { default = -1 } }
charon {
  load = random nonce openssl kdf hmac sha2 sha1 aes gcm gmp pem pkcs1 pubkey constraints kernel-libipsec kernel-netlink socket-default updown vici
  port = ${port}
  port_nat_t = ${natPort}
  install_virtual_ip = no
  routing_table = 990
  routing_table_prio = 990
  retransmit_timeout = ${retrySeconds}
  retransmit_tries = ${retries}
  retransmit_base = 1.0
  retry_initiate_interval = 1
  filelog { log { path = ${this.file("log")}
    append = yes
    flush_line = yes
    default = 1
    cfg = 2 } }
  plugins {
    kernel-netlink { fwmark = 0x7fff }
    kernel-libipsec { allow_peer_ts = yes }
    socket-default { use_ipv6 = no }
    vici { socket = unix://${this.socket} }
  }
}
swanctl { load = random nonce openssl hmac sha2 sha1 aes pem pkcs1 pubkey }
`;
  }
}

function isCharon(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("charon");
  } catch {
    return false;
  }
}
