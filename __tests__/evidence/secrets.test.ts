import { readFileSync } from "node:fs";
import { join } from "node:path";
import { maybeSecret, withoutKeys } from "../../lib/evidence/secrets";
import { shownText } from "../helpers/shown";

test.each([
  "  pre-shared-key 6 abc",
  "  pre-shared-key local abc",
  "enable secret 9 $9$abc",
  "username admin privilege 15 password 0 abc",
  "enable password abc",
  "snmp-server community abc RO",
  " key 7 0822455D0A16",
  " key-string abc",
  "crypto isakmp key abc address 203.0.113.1",
  "radius-server key abc",
  " key abc",
  "ip ospf message-digest-key 1 md5 abc",
  "ppp chap password abc",
  "Password: abc",
  "Keyring      Hostname/Address                            Preshared Key",
  "psk abc",
  "-----BEGIN RSA PRIVATE KEY-----",
])("%j may bear a secret", (line) => {
  expect(maybeSecret(line)).toBe(true);
});

test("no line of what a router shows may, but a description, nor the question for a password", () => {
  const lines = ["oslo-session", "ipsec-sa-detail", "interfaces", "crypto-session-unhealthy", "version"]
    .flatMap((name) => shownText(name).split("\n"))
    .filter(maybeSecret);
  expect([...new Set(lines)]).toEqual(["  Description: Azure instance, password in the safe"]);
  expect(maybeSecret("Password: ")).toBe(false);
});

test("every key of a router's file is masked, whatever comes after it, and nothing else of it", () => {
  expect(withoutKeys("  pre-shared-key 6 secret words\n  next")).toBe("  pre-shared-key ********\n  next");
  const file = readFileSync(join(__dirname, "../fixtures/cat-tunnels.cfg"), "utf8");
  const keys = [...file.matchAll(/pre-shared-key (\S+)/g)].map(([, key]) => key!);
  expect(keys).toEqual(["key-of-tunnel-1", "key-of-tunnel-2"]);
  expect(withoutKeys(file)).toBe(file.replace(keys[0]!, "********").replace(keys[1]!, "********"));
});
