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

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const timeOfDay = (date: Date, separator: string): string =>
  [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
    .map((number) => String(number).padStart(2, "0"))
    .join(separator);

/** `14:20:11 UTC Thu Nov 26 2026` */
export function timeText(time: number): string {
  const date = new Date(time);
  const day = `${WEEKDAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}`;
  return `${timeOfDay(date, ":")} UTC ${day} ${date.getUTCFullYear()}`;
}

/** The time in the name of a file of `archive`: `Nov-26-14-20-11.512`; a day below 10 has a second hyphen. */
export function archiveTime(time: number): string {
  const date = new Date(time);
  const day = String(date.getUTCDate()).padStart(2, "-");
  const milliseconds = String(date.getUTCMilliseconds()).padStart(3, "0");
  return `${MONTHS[date.getUTCMonth()]}-${day}-${timeOfDay(date, "-")}.${milliseconds}`;
}
