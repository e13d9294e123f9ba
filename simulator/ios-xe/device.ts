import { randomBytes } from "node:crypto";
import { systemClock, timeText, type Clock } from "./clock";
import { configure, mark, type Hardware } from "./configure";
import { matches, type Path, type Section } from "./configuration";
import { interfacesOf, type Interface } from "./interfaces";
import { Rollback } from "./rollback";
import { configurationText, showRunningConfig, withEncryptedKeys } from "./running-config";
import { licenceOf, type Licence } from "./show-version";
import { keyCipher } from "./type6";
import type { World } from "./world";

/** Somebody who may log in over SSH. */
export interface User {
  readonly name: string;
  /** Lines of a file of public keys: `ssh-ed25519 AAAA...` */
  readonly publicKeys?: readonly string[];
  readonly password?: string;
}

export interface DeviceProps {
  readonly hostname: string;
  /** What it started with. Without `license boot level` it takes no line of crypto. */
  readonly configuration: string;
  readonly world: World;
  /** @default the system's */
  readonly clock?: Clock;
  /** @default nobody */
  readonly users?: readonly User[];
  /**
   * Interfaces of hardware.
   *
   * @default those that the configuration names; GigabitEthernet1 to GigabitEthernet3, all shut, if it names none
   */
  readonly interfaces?: readonly string[];
}

/** What interfaces of hardware say that no line has configured. */
const UNCONFIGURED = ["shutdown", "negotiation auto", "no mop enabled", "no mop sysid"];
const INITIAL = ["version 17.15", "line con 0", "line vty 0 4", "exit"];

/** A Catalyst 8000V: a configuration, and what it makes of the world. */
export class Device {
  readonly users: readonly User[];
  /** Files on `bootflash:`, by name. */
  readonly files = new Map<string, string>();
  readonly rollback: Rollback;
  readonly clock: Clock;
  readonly world: World;
  readonly licence: Licence;
  readonly hardware: Hardware;
  readonly started: number;
  /** What `write memory` has kept. */
  startup: string;
  #running: Section = [];
  /** The running configuration with keys in clear. */
  #text: string;
  #changed: string | undefined;
  /** Terminals, which print what nobody has asked for. */
  readonly terminals = new Set<(text: string) => void>();

  /** @throws Error for a line of the configuration that the router refuses */
  constructor({ hostname, configuration, world, clock = systemClock, users = [], interfaces }: DeviceProps) {
    [this.world, this.clock, this.users] = [world, clock, users];
    this.started = clock.now();
    this.rollback = new Rollback(
      clock,
      (before) => this.#set(before),
      (text) => this.terminals.forEach((print) => print(text)),
    );
    const named = [...configuration.matchAll(/^interface (?!Tunnel|Loopback|Null)(\S+) *\r?$/gm)].map(
      ([, name]) => name!,
    );
    const hardware = interfaces ?? (named.length > 0 ? named : [1, 2, 3].map((i) => `GigabitEthernet${i}`));
    this.hardware = { interfaces: hardware, cipher: keyCipher(randomBytes(32)), hasCrypto: true };
    const unnamed = hardware.filter((name) => !named.includes(name));
    const initial = [
      `hostname ${hostname}`,
      ...INITIAL,
      ...unnamed.flatMap((name) => [`interface ${name}`, ...UNCONFIGURED, "exit"]),
    ];
    this.#running = this.#started(initial, []);
    this.#running = this.#started(configuration.split(/\r?\n/), this.#running);
    this.licence = licenceOf(this.#running);
    this.hardware = { ...this.hardware, hasCrypto: this.licence.level !== "" };
    this.#text = configurationText(this.#running);
    this.startup = this.configurationText();
  }

  #started(lines: readonly string[], before: Section): Section {
    let [running, path]: [Section, Path] = [before, []];
    lines.forEach((line, i) => {
      const done = configure(this.hardware, running, path, line);
      const refusal = done.output.find((text) => /^(?:%|ERROR)/.test(text));
      if (refusal !== undefined)
        throw new Error(`the router cannot start: ${refusal} (in line ${i + 1} of the configuration)`);
      [running, path] = [done.configuration, done.path ?? []];
    });
    return running;
  }

  /** The running configuration as lines with their sections. */
  get configuration(): Section {
    return this.#running;
  }

  get hostname(): string {
    return matches(this.#running, /^hostname (\S+)$/)[0]?.[1] ?? "Router";
  }

  get interfaces(): readonly Interface[] {
    return interfacesOf(this.#running, this.world);
  }

  /** From `version` to `end`, with keys as `show running-config` has them. */
  configurationText(): string {
    const isEncrypted = matches(this.#running, /^password encryption aes$/).length > 0;
    const { cipher } = this.hardware;
    return isEncrypted ? withEncryptedKeys(this.#text, (key) => cipher.encrypt(key)) : this.#text;
  }

  /** What `show running-config interface` prints; the head alone for one that is not there. */
  interfaceConfig(name: string): string {
    const entries = this.#running.filter(({ key }) => key === `interface ${name}`);
    const body = `!\n${configurationText(entries).replace(/!\nend\n$/, "end\n")}`;
    return `Building configuration...\n\nCurrent configuration : ${body.length} bytes\n${body}`;
  }

  /** What `show running-config` prints. */
  runningConfig(): string {
    return showRunningConfig(this.configurationText(), this.#changed);
  }

  /** Puts another configuration in the place of the running one. The world hears of it if it differs. */
  change(configuration: Section, user: string): void {
    if (configuration === this.#running) return;
    if (this.#set(configuration)) this.#changed = `${timeText(this.clock.now())} by ${user}`;
  }

  #set(configuration: Section): boolean {
    this.#running = configuration;
    const text = configurationText(configuration);
    if (text === this.#text) return false;
    this.#text = text;
    this.world.configured(text);
    return true;
  }

  /**
   * Takes the lines of a file, as `copy` does: what is refused is named, the rest is taken.
   *
   * @returns what the router prints
   */
  take(text: string, user: string): string[] {
    let path: Path = [];
    const output: string[] = [];
    for (const line of text.split(/\r?\n/)) {
      if (/^\s*end\s*$/i.test(line)) break;
      const done = configure(this.hardware, this.#running, path, line);
      this.change(done.configuration, user);
      // `exit` at the top of a file leads nowhere else.
      path = done.path ?? [];
      if (done.markAt !== undefined) output.push(line, mark(done.markAt));
      output.push(...done.output);
    }
    return output;
  }

  /** Stops what runs by itself. */
  close(): void {
    this.rollback.stop();
  }
}
