import { archiveTime, type Clock } from "./clock";
import { matches, sectionAt, type Section } from "./configuration";

/** A configuration that comes back unless somebody confirms what has changed since. */
interface Pending {
  readonly before: Section;
  /** Where the text of it is kept. */
  readonly file: string;
  readonly cancel: () => void;
}

const NOT_PENDING = "%No Rollback Confirmed Change pending";
/** Of published sessions, and of Cisco's NED for IOS. */
const NO_ARCHIVE = "%Turn config archive on before using Rollback Confirmed Change";
const MINUTE = 60_000;

/**
 * `configure terminal revert timer`.
 *
 * Behaviour: https://www.cisco.com/c/en/us/td/docs/routers/ios/config/17-x/syst-mgmt/b-system-management/m_cm-config-rollback-confirmed-change.html
 * What it prints is that of published sessions.
 */
export class Rollback {
  #pending: Pending | undefined;
  #count = 0;

  /**
   * @param restore puts a configuration in the place of the running one
   * @param announce tells every session something that none has asked for
   */
  constructor(
    private readonly clock: Clock,
    private readonly restore: (configuration: Section) => void,
    private readonly announce: (text: string) => void,
  ) {}

  /**
   * Starts the timer.
   *
   * @param keep writes a file of the running configuration
   * @returns what the router prints, and whether the timer runs
   */
  start(running: Section, minutes: number, keep: (file: string) => void): { output: string[]; isRunning: boolean } {
    const [[, path] = []] = matches(sectionAt(running, ["archive"]), /^path (\S+)$/);
    if (path === undefined) return { output: [NO_ARCHIVE], isRunning: false };
    // The wording is inferred.
    if (this.#pending) return { output: ["%A Rollback Confirmed Change is already pending"], isRunning: false };
    const file = `${path}-${archiveTime(this.clock.now())}-${this.#count++}`;
    keep(file);
    const warn = () =>
      this.announce(
        'Rollback Confirmed Change: Rollback will begin in one minute.\nEnter "configure confirm" if you wish to keep what you\'ve configured',
      );
    const timers = [
      this.clock.after(minutes * MINUTE, () => this.announce(this.revert().join("\n"))),
      ...(minutes > 1 ? [this.clock.after((minutes - 1) * MINUTE, warn)] : []),
    ];
    this.#pending = { before: running, file, cancel: () => timers.forEach((cancel) => cancel()) };
    return {
      output: [`Rollback Confirmed Change: Backing up current running config to ${file}`, ""],
      isRunning: true,
    };
  }

  /** Keeps what has changed. */
  confirm(): string[] {
    if (!this.#pending) return [NOT_PENDING];
    this.stop();
    return [];
  }

  /** Takes back what has changed. */
  revert(): string[] {
    const pending = this.#pending;
    if (!pending) return [NOT_PENDING];
    this.stop();
    this.restore(pending.before);
    return [
      `Rollback Confirmed Change: Rolling to: ${pending.file}`,
      "",
      "Total number of passes: 1",
      "Rollback Done",
      "",
    ];
  }

  /** Forgets the timer. */
  stop(): void {
    this.#pending?.cancel();
    this.#pending = undefined;
  }
}
