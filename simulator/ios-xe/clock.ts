/** The time, and timers. */
export interface Clock {
  /** In milliseconds since 1970. */
  now(): number;
  /** Runs something once. @returns what stops it */
  after(milliseconds: number, run: () => void): () => void;
}

/** Its timers keep no process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};

const part = (options: Intl.DateTimeFormatOptions, time: number) =>
  new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" }).format(time);
const two = (number: number) => String(number).padStart(2, "0");

/** `14:20:11 UTC Thu Nov 26 2026` */
export function timeText(time: number): string {
  const date = new Date(time);
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(":");
  const [weekday, month] = [part({ weekday: "short" }, time), part({ month: "short" }, time)];
  return `${clock} UTC ${weekday} ${month} ${date.getUTCDate()} ${date.getUTCFullYear()}`;
}

/** The time in the name of a file of `archive`: `Nov-26-14-20-11.512`; a day below 10 has a second hyphen. */
export function archiveTime(time: number): string {
  const date = new Date(time);
  const day = String(date.getUTCDate()).padStart(2, "-");
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join("-");
  return `${part({ month: "short" }, time)}-${day}-${clock}.${String(date.getUTCMilliseconds()).padStart(3, "0")}`;
}
