import { parseSshPublicKey } from "../../config/ssh-public-key";
import { ECDSA, ED25519, PRIVATE, RSA_1024, RSA_2048 } from "../fixtures/ssh-keys";

test.each(["", " me@host", " me@my laptop", " azuread\\john@LAPTOP", " me@corp+x", " Jürgen (büro)", "   me  too"])(
  "takes both types with a comment such as <%s>, and keeps it, since another text would replace the machine",
  (comment) => {
    for (const key of [ED25519, RSA_2048]) expect(parseSshPublicKey(`${key}${comment}`)).toBe(`${key}${comment}`);
  },
);

test("takes the blanks and the line break around it away, as a file has them", () => {
  expect(parseSshPublicKey(` ${ED25519} me\r\n`)).toBe(`${ED25519} me`);
});

const body = (key: string) => key.split(" ")[1]!;

describe("fails when", () => {
  test.each<[string, string, string]>([
    [
      "an RSA key is short",
      RSA_1024,
      "is an RSA key of 1024 bits, and Azure takes 2048 or more: make one with ssh-keygen -t rsa -b 4096",
    ],
    [
      "it is an ECDSA key",
      ECDSA,
      "is an ECDSA key, and Azure takes ssh-rsa and ssh-ed25519 only: make one with ssh-keygen -t ed25519",
    ],
    [
      "it is a security key's",
      `sk-ssh-ed25519@openssh.com ${body(ED25519)}`,
      "is a security key's key, and Azure takes ssh-rsa and ssh-ed25519 only: make one with ssh-keygen -t ed25519",
    ],
    [
      "it is a DSA key",
      `ssh-dss ${body(ED25519)}`,
      "is a DSA key, and Azure takes ssh-rsa and ssh-ed25519 only: make one with ssh-keygen -t ed25519",
    ],
    ["it is junk", `ssh-rsa ${"A".repeat(100)}`, "is a damaged ssh-rsa key: paste the whole line of the .pub file"],
    ["its end is missing", RSA_2048.slice(0, -24), "is a damaged ssh-rsa key: paste the whole line of the .pub file"],
    [
      "it says another type than it is",
      `ssh-rsa ${body(ED25519)}`,
      "is a damaged ssh-rsa key: paste the whole line of the .pub file",
    ],
    ["it is not base64", "ssh-ed25519 AAAA!BBB", "is a damaged ssh-ed25519 key: paste the whole line of the .pub file"],
    ["it is the type alone", "ssh-ed25519", "ends after ssh-ed25519: paste the whole line of the .pub file"],
    [
      "it is several lines",
      `${ED25519}\n${RSA_2048}`,
      "must be one line: ssh-rsa or ssh-ed25519, the key in base64, a comment if you like",
    ],
    [
      "it is something else",
      "~/.ssh/id_ed25519.pub",
      "must start with ssh-rsa or ssh-ed25519: give the line of the .pub file",
    ],
    [
      "its comment would be evaluated by Terraform",
      `${ED25519} \${file(1)}`,
      'has a comment with quotes, invisible characters, "${" or "%{": shorten it, or leave it out',
    ],
    [
      "its comment turns the text around it",
      `${ED25519} a\u202eb`,
      'has a comment with quotes, invisible characters, "${" or "%{": shorten it, or leave it out',
    ],
    [
      "it is a private key",
      PRIVATE,
      "is a private key, which never stands in this file: take it out, and give the .pub file's line",
    ],
    [
      "it is PuTTY's file",
      "PuTTY-User-Key-File-3: ssh-ed25519",
      "is a private key, which never stands in this file: take it out, and give the .pub file's line",
    ],
    [
      "it is in the form of RFC 4716",
      "---- BEGIN SSH2 PUBLIC KEY ----",
      "is in the form of RFC 4716: ssh-keygen -i -f <file> writes it as one line",
    ],
  ])("%s", (_, text, message) => {
    expect(() => parseSshPublicKey(text)).toThrow(new Error(message));
  });
});
