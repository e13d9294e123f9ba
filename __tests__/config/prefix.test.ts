import { readPrefix } from "../../config/prefix";

test("gives canonical text", () => {
  expect(readPrefix("2001:DB8:0::/48", 6)).toBe("2001:db8::/48");
});

describe("fails when", () => {
  test.each<[string, string, 4 | 6, string]>([
    [
      "an address has no length",
      "203.0.113.7",
      4,
      '"203.0.113.7" has no length; write 203.0.113.7/32 for this one address',
    ],
    [
      "an IPv6 address has none",
      "2001:db8::1",
      6,
      '"2001:db8::1" has no length; write 2001:db8::1/128 for this one address',
    ],
    [
      "a mask stands there",
      "10.2.0.0/255.255.255.0",
      4,
      '"10.2.0.0/255.255.255.0" has a mask in the place of a length; write 10.2.0.0/24',
    ],
    [
      "a part is missing",
      "10.2.0/24",
      4,
      '"10.2.0/24" is not an IPv4 prefix; write an address and a length, such as 10.2.0.0/24',
    ],
    [
      "it is of the other family",
      "10.2.0.0/24",
      6,
      '"10.2.0.0/24" is not an IPv6 prefix; write an address and a length, such as 2001:db8:2::/48',
    ],
    ["host bits are set", "10.2.0.9/24", 4, '"10.2.0.9/24" has host bits set; write 10.2.0.0/24'],
    [
      "the mask has a gap",
      "10.2.0.0/255.0.255.0",
      4,
      '"10.2.0.0/255.0.255.0" is not an IPv4 prefix; write an address and a length of 0 to 32, such as 10.2.0.0/24',
    ],
  ])("%s", (_, text, family, message) => {
    expect(() => readPrefix(text, family)).toThrow(new Error(message));
  });
});
