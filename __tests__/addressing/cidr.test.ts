import {
  addressAt,
  contains,
  maskOf,
  overlapping,
  overlaps,
  parseAddress,
  parseMaskedPrefix,
  parsePrefix,
  subnetAt,
} from "../../lib/addressing/cidr";

const v4 = (text: string) => parsePrefix(text, "ipv4");
const v6 = (text: string) => parsePrefix(text, "ipv6");

test("a prefix is read with its mask, as IOS-XE writes it", () => {
  expect(parseMaskedPrefix("10.2.0.32", "255.255.255.224")).toEqual(v4("10.2.0.32/27"));
  expect(parseMaskedPrefix("0.0.0.0", "0.0.0.0").cidr).toBe("0.0.0.0/0");
  expect(parseMaskedPrefix("10.2.0.4", "255.255.255.255").cidr).toBe("10.2.0.4/32");
  expect(() => parseMaskedPrefix("10.2.0.0", "0.0.0.255")).toThrow(
    '"0.0.0.255" is not a mask; write one such as 255.255.255.0',
  );
  expect(() => parseMaskedPrefix("10.2.0.0", "24")).toThrow('"24" is not a mask');
  expect(() => parseMaskedPrefix("10.2.0.4", "255.255.255.0")).toThrow("has host bits set; write 10.2.0.0/24");
  expect(() => parseMaskedPrefix("10.2.0.0/8", "255.255.255.0")).toThrow("is not an IPv4 prefix");
});

test("an error shows foreign text in printable signs, and no more than a line of it", () => {
  expect(() => v4("10.0.0.0/8\u202e\u001b[2J")).toThrow('"10.0.0.0/8\\u202e\\u001b[2J" is not an IPv4 prefix');
  expect(() => v4("7".repeat(5000))).toThrow(`"${"7".repeat(80)}..." (5000 characters) is not an IPv4 prefix`);
});

describe("parsePrefix", () => {
  test("writes IPv6 as RFC 5952 does", () => {
    expect(v6("2001:DB8:2:0::0/48").cidr).toBe("2001:db8:2::/48");
    expect(v6("2001:db8:0:0:1:0:0:0/80").cidr).toBe("2001:db8:0:0:1::/80");
    expect(v6("::/0").cidr).toBe("::/0");
  });

  test("knows the first and the last address", () => {
    const { first, last } = v4("10.2.0.32/27");
    expect([first, last]).toEqual([0x0a020020n, 0x0a02003fn]);
  });

  test.each([
    ["10.2.0.1/24", "ipv4", '"10.2.0.1/24" has host bits set; write 10.2.0.0/24'],
    ["2001:db8::1/48", "ipv6", '"2001:db8::1/48" has host bits set; write 2001:db8::/48'],
    ["203.0.113.7", "ipv4", '"203.0.113.7" has no length; write 203.0.113.7/32 for this one address'],
    ["2001:db8::1", "ipv6", '"2001:db8::1" has no length; write 2001:db8::1/128 for this one address'],
    [
      "10.2.0.0/255.255.255.0",
      "ipv4",
      '"10.2.0.0/255.255.255.0" has a mask in the place of a length; write 10.2.0.0/24',
    ],
    [
      "10.2.0.0/255.0.255.0",
      "ipv4",
      '"10.2.0.0/255.0.255.0" is not an IPv4 prefix; write an address and a length of 0 to 32, such as 10.2.0.0/24',
    ],
    [
      "10.2.0.0/33",
      "ipv4",
      '"10.2.0.0/33" is not an IPv4 prefix; write an address and a length of 0 to 32, such as 10.2.0.0/24',
    ],
    [
      "10.2.0.0/24/24",
      "ipv4",
      '"10.2.0.0/24/24" is not an IPv4 prefix; write an address and a length of 0 to 32, such as 10.2.0.0/24',
    ],
    [
      "999.1.1.1/24",
      "ipv4",
      '"999.1.1.1/24" is not an IPv4 prefix; write an address and a length of 0 to 32, such as 10.2.0.0/24',
    ],
    [
      "010.2.0.0/24",
      "ipv4",
      '"010.2.0.0/24" is not an IPv4 prefix; write an address and a length of 0 to 32, such as 10.2.0.0/24',
    ],
    [
      "10.2/16",
      "ipv4",
      '"10.2/16" is not an IPv4 prefix; write an address and a length of 0 to 32, such as 10.2.0.0/24',
    ],
    [
      "10.2.0.0/24",
      "ipv6",
      '"10.2.0.0/24" is not an IPv6 prefix; write an address and a length of 0 to 128, such as 2001:db8:2::/48',
    ],
    [
      "fe80::%eth0/64",
      "ipv6",
      '"fe80::%eth0/64" is not an IPv6 prefix; write an address and a length of 0 to 128, such as 2001:db8:2::/48',
    ],
  ] as const)("fails when given %s as %s", (text, family, message) => {
    expect(() => parsePrefix(text, family)).toThrow(new Error(message));
  });
});

test("parseAddress gives the canonical text", () => {
  expect(parseAddress("2001:DB8:2:1:0:0:0:4", "ipv6").text).toBe("2001:db8:2:1::4");
});

test("the last four bytes of an IPv6 address may be written as IPv4 is, in four decimal parts only", () => {
  for (const start of ["::", "::ffff:", "64:ff9b::", "2001:db8:0:0:0:0:"]) {
    const [dotted, plain] = ["1.2.3.4", "102:304"].map((end) => parseAddress(start + end, "ipv6").value);
    expect(dotted).toBe(plain);
  }
  for (const text of ["::01.2.3.4", "::ffff:010.1.1.1", "::0x1.2.3.4", "::1.2.3", "1.2.3.4::", "::1.2.3.4:5"]) {
    expect(() => parseAddress(text, "ipv6")).toThrow(`"${text}" is not an IPv6 address`);
  }
});

test("a prefix contains and overlaps what it should", () => {
  expect(contains(v4("10.2.0.0/24"), v4("10.2.0.96/27"))).toBe(true);
  expect(contains(v4("10.2.0.96/27"), v4("10.2.0.0/24"))).toBe(false);
  expect(contains(v4("0.0.0.0/0"), v6("::/0"))).toBe(false);
  expect(overlaps(v4("10.2.0.96/27"), v4("10.2.0.0/24"))).toBe(true);
  expect(overlaps(v4("10.2.0.0/27"), v4("10.2.0.32/27"))).toBe(false);
  // In one address, the first or the last.
  for (const host of ["10.2.0.0/32", "10.2.0.255/32"]) {
    expect(overlaps(v4(host), v4("10.2.0.0/24"))).toBe(true);
    expect(overlaps(v4("10.2.0.0/24"), v4(host))).toBe(true);
  }
});

test("of prefixes that overlap, each is found, however many there are", () => {
  const found = (...cidrs: string[]) =>
    overlapping(cidrs.map((cidr) => ({ prefix: parsePrefix(cidr, "ipv4") }))).map((pair) =>
      pair.map(({ prefix }) => prefix.cidr).join(" "),
    );
  expect(found("10.2.0.0/24", "10.1.0.0/24", "10.3.0.0/24")).toEqual([]);
  expect(found("10.1.5.0/24", "10.9.0.0/16", "10.1.0.0/16", "10.1.9.0/24")).toEqual([
    "10.1.5.0/24 10.1.0.0/16",
    "10.1.0.0/16 10.1.9.0/24",
  ]);
  expect(found("10.1.0.0/24", "10.1.0.0/24")).toEqual(["10.1.0.0/24 10.1.0.0/24"]);
});

test("subnets count from the start", () => {
  expect(subnetAt(v4("10.1.0.0/24"), 27, 3)?.cidr).toBe("10.1.0.96/27");
  expect(subnetAt(v4("10.1.0.0/24"), 27, 7)?.cidr).toBe("10.1.0.224/27");
  expect(subnetAt(v6("2001:db8:1::/48"), 64, 14)?.cidr).toBe("2001:db8:1:e::/64");
  expect(subnetAt(v4("10.1.0.0/24"), 27, 8)).toBeUndefined();
  expect(subnetAt(v4("10.1.0.0/28"), 27, 0)).toBeUndefined();
});

test("addresses and masks are those a router would show", () => {
  expect(addressAt(v4("10.2.0.32/27"), 1)).toBe("10.2.0.33");
  expect(addressAt(v6("2001:db8:2:1::/64"), 4)).toBe("2001:db8:2:1::4");
  expect(addressAt(v4("10.2.0.32/31"), 1)).toBe("10.2.0.33");
  expect(() => addressAt(v4("10.2.0.32/31"), 2)).toThrow("10.2.0.32/31 has no address number 2");
  expect(maskOf(v4("10.2.0.32/27"))).toBe("255.255.255.224");
});

test.each(["10.2.0.256", "010.2.0.4", "10.2.0.04", "0x0a.2.0.4", "10.2.4", "10.2.0.4.", "10.2.0.4\n", "10.2.0.4.1"])(
  "%j is no IPv4 address",
  (text) => {
    expect(() => parseAddress(text, "ipv4")).toThrow(`${JSON.stringify(text)} is not an IPv4 address`);
  },
);
