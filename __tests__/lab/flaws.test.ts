import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FLAWS } from "../../lab/flaws";
import { parseRouter } from "../../lab/inputs";

const rendered = readFileSync(join(__dirname, "../fixtures/cat-tunnels.cfg"), "utf8").replace(/^.* Null0.*\n/gm, "");
const file = rendered.replace(
  /^line vty/m,
  "ip route 10.1.0.0 255.255.255.0 Null0 250\nipv6 route 2001:db8:1::/48 Null0 250\nline vty",
);
const read = (text: string) => parseRouter("x.cfg", text);

const onPremises = readFileSync(join(__dirname, "../fixtures/on-premises/two-providers-oslo.cfg"), "utf8");

describe("a flaw", () => {
  test.each(FLAWS.filter(({ needs }) => needs !== "interfaces in the file"))("of a site on premises: $what", (flaw) => {
    const flawed = flaw.change(onPremises);
    expect(flawed).not.toBe(onPremises);
    if (typeof flaw.expected === "string") expect(read(flawed)).not.toEqual(read(onPremises));
    else expect(() => read(flawed)).toThrow(new RegExp(flaw.expected.source.replace("^", "^x\\.cfg, ")));
  });

  test.each(FLAWS.filter(({ needs }) => needs !== "routes to the instances alone"))("$what", ({ change, expected }) => {
    const flawed = change(file);
    expect(flawed).not.toBe(file);
    if (typeof expected === "string") expect(read(flawed)).not.toEqual(read(file));
    else expect(() => read(flawed)).toThrow(new RegExp(expected.source.replace("^", "^x\\.cfg, ")));
  });

  test("of the interface leaves the other interfaces up", () => {
    const [flaw] = FLAWS;
    expect(read(flaw!.change(file)).interfaces.map(({ shutdown }) => shutdown)).toEqual([false, true, false]);
  });

  test("of the discard routes leaves the other family's", () => {
    const discards = (what: string) => {
      const { ipv4Routes, ipv6Routes } = read(FLAWS.find((one) => one.what === what)!.change(file));
      return [ipv4Routes, ipv6Routes].map((routes) => routes.filter(({ via }) => via === "Null0").length);
    };
    expect(discards("it lacks the discard routes in IPv4")).toEqual([0, 1]);
    expect(discards("it lacks the discard routes in IPv6")).toEqual([1, 0]);
  });

  test("of the routes to the instances leaves the others", () => {
    const { change } = FLAWS.find(({ needs }) => needs === "routes to the instances alone")!;
    const [before, after] = [onPremises, change(onPremises)].map((text) => read(text).ipv4Routes);
    expect(after).toEqual(before!.filter(({ prefix }) => !prefix.endsWith("/32")));
    expect(before!.length - after!.length).toBe(2);
  });
});
