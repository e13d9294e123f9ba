import { parsePrefix } from "../../lib/addressing/cidr";
import { forbiddenRange } from "../../lib/addressing/forbidden";
import { familyOf } from "../../lib/model/dual-stack";

const rangeOf = (cidr: string) => forbiddenRange(parsePrefix(cidr, familyOf(cidr)))?.cidr;

test.each([
  ["0.1.0.0/16", "0.0.0.0/8"],
  ["127.0.0.0/24", "127.0.0.0/8"],
  ["168.63.129.0/24", "168.63.129.16/32"],
  ["168.63.129.16/32", "168.63.129.16/32"],
  ["169.254.255.0/24", "169.254.0.0/16"],
  ["224.0.0.0/24", "224.0.0.0/4"],
  ["239.255.255.0/24", "224.0.0.0/4"],
  ["255.255.255.255/32", "255.255.255.255/32"],
  ["64:ff9b::/48", "::/8"],
  ["febf::/48", "fe80::/10"],
  ["ff02::/48", "ff00::/8"],
])("no network can be %s", (cidr, range) => expect(rangeOf(cidr)).toBe(range));

test.each(["1.0.0.0/24", "126.255.255.0/24", "168.63.128.0/24", "169.253.255.0/24", "223.255.255.0/24", "fd00::/48"])(
  "a network can be %s",
  (cidr) => expect(rangeOf(cidr)).toBeUndefined(),
);
