const MIN_RSA_BITS = 2048;
const ED25519_BYTES = 32;

/** The length-prefixed strings of an SSH public key (RFC 4253, 6.6), or nothing where the bytes do not add up. */
function fields(bytes: Buffer): Buffer[] | undefined {
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    found.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return found;
}

function checkBody(type: string, body: string): void {
  const damaged = `is a damaged ${type} key: paste the whole line of the .pub file`;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body) || body.length % 4 !== 0) throw new Error(damaged);
  const [name, ...values] = fields(Buffer.from(body, "base64")) ?? [];
  if (name?.toString("latin1") !== type) throw new Error(damaged);
  if (type === "ssh-ed25519") {
    if (values.length !== 1 || values[0]!.length !== ED25519_BYTES) throw new Error(damaged);
    return;
  }
  const [exponent, modulus] = values;
  if (values.length !== 2 || exponent!.length === 0 || modulus!.length === 0) throw new Error(damaged);
  // A leading zero byte keeps the number positive.
  const bits = 8 * (modulus![0] === 0 ? modulus!.length - 1 : modulus!.length);
  if (bits < MIN_RSA_BITS) {
    throw new Error(
      `is an RSA key of ${bits} bits, and Azure takes ${MIN_RSA_BITS} or more: make one with ssh-keygen -t rsa -b 4096`,
    );
  }
}

/**
 * Reads an SSH public key as Azure takes it: ssh-rsa of 2048 bits or more, or ssh-ed25519. The comment stays,
 * since azurerm replaces a machine whose key's text changes.
 *
 * @returns the text without blanks around it
 * @throws with the rule that it breaks, and nothing of the text, which may be a private key
 */
export function parseSshPublicKey(text: string): string {
  const line = text.trim();
  if (/PRIVATE KEY|PuTTY-User-Key-File/i.test(line)) {
    throw new Error("is a private key, which never stands in this file: take it out, and give the .pub file's line");
  }
  if (/BEGIN SSH2 PUBLIC KEY/.test(line)) {
    throw new Error("is in the form of RFC 4716: ssh-keygen -i -f <file> writes it as one line");
  }
  const [, type, body, comment] = /^(\S+)(?: +(\S+))?(?: +(.*))?$/s.exec(line) ?? [];
  if (type === undefined || /[\r\n]/.test(line)) {
    throw new Error("must be one line: ssh-rsa or ssh-ed25519, the key in base64, a comment if you like");
  }
  if (/^(ecdsa-|sk-|ssh-dss)/.test(type)) {
    const kind = type.startsWith("sk-") ? "a security key's" : type === "ssh-dss" ? "a DSA" : "an ECDSA";
    throw new Error(
      `is ${kind} key, and Azure takes ssh-rsa and ssh-ed25519 only: make one with ssh-keygen -t ed25519`,
    );
  }
  if (type !== "ssh-rsa" && type !== "ssh-ed25519") {
    throw new Error("must start with ssh-rsa or ssh-ed25519: give the line of the .pub file");
  }
  if (body === undefined) throw new Error(`ends after ${type}: paste the whole line of the .pub file`);
  checkBody(type, body);
  if (comment !== undefined && (/["'\p{C}]/u.test(comment) || /[$%]\{/.test(comment))) {
    throw new Error('has a comment with quotes, invisible characters, "${" or "%{": shorten it, or leave it out');
  }
  return line;
}
