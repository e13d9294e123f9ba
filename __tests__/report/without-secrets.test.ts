import { readFileSync } from "node:fs";
import { join } from "node:path";
import { previewOf } from "../../lib/catalyst/preview";
import { withoutSecrets } from "../../lib/report/without-secrets";
import { deploymentOf } from "../helpers/any-deployment";

const LEFT_OUT = "! left out here: it may hold a secret";

test.each([
  " pre-shared-key TheKeyOfThisConnection0",
  " pre-shared-key local 6 TheKeyOfThisConnection0",
  " pre-shared-key hex 0A1B2C3D4E5F60718293A4B5C6D7E8F9",
  " pre-shared-key ******** TheKeyOfThisConnection0",
  "crypto isakmp key TheKeyOfThisConnection0 address 203.0.113.1",
  "enable secret 9 $9$TheHash",
  "username admin privilege 15 password 0 ThePassword",
  "snmp-server community TheCommunity RO",
  "key config-key password-encrypt TheMasterKey",
  " key 7 0822455D0A16",
  "tacacs-server key 7 0822455D0A16",
])("%j is left out, and what stands around it stays", (line) => {
  expect(withoutSecrets(`hostname oslo\n${line}\r\n!\n`)).toBe(`hostname oslo\n${LEFT_OUT}\n!\n`);
});

test("a private key is left out from its first line to its last, or to the end where it has no last line", () => {
  const body = ["Proc-Type: 4,ENCRYPTED", "", "MIIEowIBAAKCAQEAtheBodyOfTheKey", "Qw=="];
  const key = ["-----BEGIN RSA PRIVATE KEY-----", ...body, "-----END RSA PRIVATE KEY-----"];
  expect(withoutSecrets(["a", ...key, "b"].join("\n"))).toBe(["a", LEFT_OUT, "b"].join("\n"));
  expect(withoutSecrets(["a", ...key.slice(0, -1)].join("\n"))).toBe(["a", LEFT_OUT].join("\n"));
  const both = ["a", ...key, "b", ...key, "c"].join("\n");
  expect(withoutSecrets(both)).toBe(["a", LEFT_OUT, "b", LEFT_OUT, "c"].join("\n"));
});

test("nothing is left out of what a deployment writes, its keys masked", () => {
  for (const config of ["lab", "fleet", "examples/existing-hub", "examples/ipv4-branches", "examples/two-providers"]) {
    const deployment = deploymentOf(`${config}.json`);
    for (const site of deployment.sites) {
      const text = previewOf(deployment, site);
      expect(text).toContain(" pre-shared-key ********\n");
      expect(withoutSecrets(text)).toBe(text);
    }
  }
});

test("of a file with its keys, the keys alone are missing", () => {
  const file = readFileSync(join(__dirname, "../fixtures/mesh-tunnels.cfg"), "utf8");
  const without = withoutSecrets(file);
  expect(without.split("\n").filter((line) => line === LEFT_OUT)).toHaveLength(4);
  expect(without.replaceAll(LEFT_OUT, "")).toBe(file.replace(/^ *pre-shared-key .*$/gm, ""));
});
