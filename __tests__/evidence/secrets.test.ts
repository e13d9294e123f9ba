import { maybeSecret } from "../../lib/evidence/secrets";
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
