import { parseAddress } from "../addressing/cidr";
import type { Family } from "../model/dual-stack";
import { quoted } from "../model/quoted";
import { commandWords } from "./command-words";
import type { Kind, Names } from "./names";
import type { Dpd, Route } from "./router-config";

/** A line of the file with the lines that are indented under it. */
export interface Command {
  /** Number of its line, from 1. */
  readonly line: number;
  readonly indent: number;
  readonly text: string;
  readonly children: Command[];
}

/** What every router has and no file defines. */
export const DISCARD = "Null0";
const INTERFACE = /^[A-Z][A-Za-z-]{1,30}\d{1,10}(?:\/\d{1,4}){0,3}(?:\.\d{1,10})?$/;

export function parseName(text: string): string {
  if (!/^[\w.-]{1,64}$/.test(text)) {
    throw new Error(`${quoted(text)} is not a name; write 1 to 64 letters, digits, "_", "." and "-"`);
  }
  return text;
}

/** What follows a route's prefix: an interface, an address or both, and a distance. */
export function parseHop(text: string, family: Family): Omit<Route, "prefix"> {
  const words = text.split(" ");
  const last = words.at(-1)!;
  const distance = /^([1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])$/.test(last) ? Number(last) : undefined;
  const [via = "", nextHop, ...others] = distance === undefined ? words : words.slice(0, -1);
  if (others.length > 0) throw new Error(`${quoted(text)} is more than an interface, an address and a distance`);
  const address = (word: string) => parseAddress(word, family).text;
  const hop = (word: string) => (word === "dhcp" && family === "ipv4" ? word : address(word));
  if (INTERFACE.test(via)) return { via, nextHop: nextHop === undefined ? undefined : hop(nextHop), distance };
  if (nextHop !== undefined) throw new Error(`${quoted(text)} has two next hops; write an interface first, or one`);
  return { via: address(via), distance };
}

/** Parses lines into a tree by indentation; skips blank lines and comments. */
export function commands(text: string): Command[] {
  const top: Command[] = [];
  const open: Command[] = [];
  text.split("\n").forEach((raw, i) => {
    const text = raw.trim();
    const foreign = /[^\t -~]/u.exec(raw.replace(/\r$/, ""))?.[0];
    if (foreign) throw new Error(`line ${i + 1}: holds ${quoted(foreign)}; a router's file is printable ASCII`);
    if (text === "" || text.startsWith("!")) return;
    const indent = raw.length - raw.trimStart().length;
    const command = { line: i + 1, indent, text, children: [] };
    while (open.length > 0 && open.at(-1)!.indent >= indent) open.pop();
    if (indent > 0 && open.length === 0) throw new Error(`line ${i + 1}: "${commandWords(raw)}" belongs to no section`);
    (open.at(-1)?.children ?? top).push(command);
    open.push(command);
  });
  return top;
}

/** The commands of one section, each to be taken once. */
export class Body {
  private readonly left: Command[];

  constructor(
    private readonly heading: Command,
    private readonly names: Names,
  ) {
    this.left = [...heading.children];
  }

  get line(): number {
    return this.heading.line;
  }

  has(text: string): boolean {
    return this.take((command) => command.text === text) !== undefined;
  }

  one(text: string): void {
    if (!this.has(text)) this.fail(`lacks "${text}"`);
  }

  optional(keyword: string): string | undefined {
    return this.take(({ text }) => text.startsWith(`${keyword} `))?.text.slice(keyword.length + 1);
  }

  private command(keyword: string): Command {
    return this.take(({ text }) => text.startsWith(`${keyword} `)) ?? this.fail(`lacks "${keyword}"`);
  }

  value(keyword: string): string {
    return this.optional(keyword) ?? this.fail(`lacks "${keyword}"`);
  }

  number(keyword: string): number {
    const text = this.value(keyword);
    if (/^\d{1,10}$/.test(text)) return Number(text);
    return this.fail(`has ${quoted(`${keyword} ${text}`)}, which is no number of at most ten digits`);
  }

  /** A number that may be left out; the range is IOS-XE's. */
  within(keyword: string, least: number, most: number): number | undefined {
    const text = this.optional(keyword);
    if (text === undefined) return undefined;
    const number = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
    if (number >= least && number <= most) return number;
    return this.fail(`has ${quoted(`${keyword} ${text}`)}; it takes ${least} to ${most}`);
  }

  /** The name after a keyword, which must be defined in a line before. */
  use(what: Kind, keyword: string, user: string): string {
    const command = this.command(keyword);
    const name = this.parse(`"${keyword}"`, () => parseName(command.text.slice(keyword.length + 1)));
    this.names.use(what, name, user, command.line);
    return name;
  }

  /** The name after a keyword that may be left out. */
  perhaps(what: Kind, keyword: string, user: string): string | undefined {
    return this.holds(keyword) ? this.use(what, keyword, user) : undefined;
  }

  /** The names after one or more lines with a keyword. */
  uses(what: Kind, keyword: string, user: string): string[] {
    const found = [this.use(what, keyword, user)];
    while (this.holds(keyword)) found.push(this.use(what, keyword, user));
    return found;
  }

  /** The names after one keyword. */
  words(what: Kind, keyword: string, user: string): string[] {
    const { text, line } = this.command(keyword);
    const names = text.slice(keyword.length + 1).split(" ");
    return names.map((word) => {
      const name = this.parse(`"${keyword}"`, () => parseName(word));
      this.names.use(what, name, user, line);
      return name;
    });
  }

  address(keyword: string): string {
    const text = this.value(keyword);
    return this.parse(`"${keyword}"`, () => parseAddress(text, "ipv4").text);
  }

  addresses(keyword: string): string[] {
    const found: string[] = [];
    while (this.holds(keyword)) found.push(this.address(keyword));
    return found;
  }

  /** The address after a keyword, or the name of the interface whose address is meant. */
  source(keyword: string, before = ""): string {
    const text = this.value(keyword);
    const name = text.startsWith(before) ? text.slice(before.length) : "";
    return INTERFACE.test(name) ? name : this.parse(`"${keyword}"`, () => parseAddress(text, "ipv4").text);
  }

  holds(keyword: string): boolean {
    return this.left.some(({ text }) => text.startsWith(`${keyword} `));
  }

  dpd(): Dpd {
    const text = this.value("dpd");
    // The ranges are those of the YANG model Cisco-IOS-XE-crypto.
    const [, seconds, retrySeconds, mode] = /^(\d{1,4}) (\d{1,2}) (periodic|on-demand)$/.exec(text) ?? [];
    const given = { seconds: Number(seconds), retrySeconds: Number(retrySeconds), mode: mode! };
    const inside = (value: number, from: number, to: number) => value >= from && value <= to;
    if (inside(given.seconds, 10, 3600) && inside(given.retrySeconds, 2, 60)) return given;
    return this.fail(
      `has ${quoted(`dpd ${text}`)}; write 10 to 3600 seconds, 2 to 60 seconds, and periodic or on-demand`,
    );
  }

  route(family: Family, prefix: string, way: string, vrf?: string): Route {
    const hop = this.parse("its next hop", () => parseHop(way, family));
    if (INTERFACE.test(hop.via) && hop.via !== DISCARD) {
      this.names.use("interface", hop.via, `the route to ${prefix}`, this.line);
    }
    if (vrf !== undefined) this.names.use("VRF", vrf, `the route to ${prefix}`, this.line);
    return { prefix, ...hop, ...(vrf !== undefined && { vrf: this.parse("its VRF", () => parseName(vrf)) }) };
  }

  key(): string {
    const text = this.value("pre-shared-key");
    return /^[!-~]{1,128}$/.test(text)
      ? text
      : this.fail("has a pre-shared-key that is not one word of 1 to 128 printable ASCII characters");
  }

  /** Which key of its connection a keyring has, where it is not the first. */
  keyVersion(): number | undefined {
    const text = this.optional("description");
    if (text === undefined) return undefined;
    const version = /^key version ([1-9]\d{0,15})$/.exec(text)?.[1];
    return version ? Number(version) : this.fail('has a "description" that is not "key version" and a number');
  }

  /** Adds the place to what a parser throws. */
  parse<T>(what: string, parser: () => T): T {
    try {
      return parser();
    } catch (error) {
      return this.fail(`has ${what} wrong: ${(error as Error).message}`);
    }
  }

  section(keyword: string): { readonly name: string; readonly body: Body } {
    const command = this.command(keyword);
    const body = new Body(command, this.names);
    this.inner.push(body);
    return { name: body.parse("its name", () => parseName(command.text.slice(keyword.length + 1))), body };
  }

  end(): void {
    this.inner.forEach((body) => body.end());
    const [unknown] = this.left;
    if (unknown) {
      throw new Error(`line ${unknown.line}: unknown command "${commandWords(unknown.text)}" in ${this.title}`);
    }
  }

  fail(problem: string): never {
    throw new Error(`line ${this.heading.line}: ${this.title} ${problem}`);
  }

  private get title(): string {
    return quoted(this.heading.text);
  }

  private readonly inner: Body[] = [];

  private take(matches: (command: Command) => boolean): Command | undefined {
    const index = this.left.findIndex(matches);
    if (index < 0) return undefined;
    const [command] = this.left.splice(index, 1);
    // Only a peer section holds further commands, which its own Body takes.
    if (command!.children.length > 0 && !command!.text.startsWith("peer ")) {
      const [child] = command!.children;
      throw new Error(
        `line ${child!.line}: "${commandWords(child!.text)}" is indented under "${commandWords(command!.text)}"`,
      );
    }
    return command;
  }
}
