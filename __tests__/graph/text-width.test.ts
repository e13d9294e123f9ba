import { textWidth, wrap } from "../../lib/graph/text-width";

/** As Chromium measured them in DejaVu Sans, in em. */
const MEASURED = [
  ["GigabitEthernet0/0/0, 198.51.100.10", 18.45, 20.65],
  ["2001:db8:ffff:8888::/48", 11.67, 13.07],
  ["Tunnel0 · conn1-to-Catalyst", 13.75, 15.52],
  ["WWWMMM%%%@@@mmm", 14.33, 15.43],
  ["illicit, I.J:f|", 4.9, 5.84],
  ["VPN gateway hub-vpngw", 12.5, 14.08],
] as [string, number, number][];

test.each(MEASURED)("%j is counted as wide as it is, and not much wider", (text, plain, bold) => {
  for (const [width, real] of [
    [textWidth(text, { size: 1 }), plain],
    [textWidth(text, { size: 1, bold: true }), bold],
  ] as const) {
    expect(width).toBeGreaterThanOrEqual(real);
    expect(width).toBeLessThan(real * 1.35);
  }
});

test("a text is as wide as its font is high", () => {
  expect(textWidth("0", { size: 10 })).toBeCloseTo(6.5);
  expect(textWidth("0", { size: 20, bold: true })).toBeCloseTo(15.6);
});

const font = { size: 10 };

test("breaks after a blank, and within a word where that alone is too long", () => {
  expect(wrap("10.1.0.0/24, 10.2.0.0/24, 10.3.0.0/24", 140, font)).toEqual([
    "10.1.0.0/24, 10.2.0.0/24,",
    "10.3.0.0/24",
  ]);
  expect(wrap("a 0123456789", 40, font)).toEqual(["a 0123", "456789"]);
});

test("loses no sign but the blanks at which it breaks", () => {
  const text = "Azure network the-quick-brown-fox 2001:db8:1::/48, 10.0.0.0/8";
  for (let width = 1; width < 300; width += 7) {
    expect(wrap(text, width, font).join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
  }
});
