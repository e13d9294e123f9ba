import { createPublicKey } from "node:crypto";
import { elements } from "../../protocol/values";
import { base64, type Check } from "../checks";
import { property } from "../resource";
import type { Rule } from "./rule";

/* How an administrator logs in to a Linux machine: what azurerm takes, and what Azure takes. */

/** Where a machine has it. */
export const LOGIN = "osProfile.linuxConfiguration";

const COMMON_PASSWORDS =
  "abc@123 P@$$w0rd P@ssw0rd P@ssword123 Pa$$word pass@word1 Password! Password1 Password22 iloveyou!".split(" ");

/** @see https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.81.0/internal/services/compute/validate/linux_admin_password.go */
export const adminPassword: Check = (value) => {
  const password = String(value);
  if (password.length < 6 || password.length > 72) return `must have 6 to 72 characters, got ${password.length}`;
  if (COMMON_PASSWORDS.includes(password)) return "is one of the passwords that are not allowed";
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^\d\w]/].filter((pattern) => pattern.test(password)).length;
  return classes < 3
    ? `must have three of these four: lower case, upper case, digits, and special characters other than "_"; it has ${classes}`
    : undefined;
};

const PROVIDER_RESERVED =
  "administrator admin user user1 test user2 test1 user3 admin1 1 123 a actuser adm admin2 aspnet backup console david guest john owner root server sql support support_388945a0 sys test2 test3 user4 user5".split(
    " ",
  );

/** @see https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.81.0/internal/services/compute/validate/linux_admin_username.go */
export const adminUsername: Check = (value) => {
  if (value === "" || String(value).length > 64) return "must have 1 to 64 characters";
  return PROVIDER_RESERVED.includes(String(value)) ? `${value} is a name that is not allowed` : undefined;
};

/** The fields of SSH's wire format: each has its length in four bytes before it. */
function sshFields(bytes: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 4 > bytes.length) return [];
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return [];
    fields.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

/**
 * @see https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.81.0/internal/services/compute/validate/ssh_key.go
 * @see https://www.rfc-editor.org/rfc/rfc4253#section-6.6
 */
export const sshKey: Check = (value) => {
  const [, encoded] = String(value).trim().split(/\s+/);
  if (!encoded) return "is not a complete SSH2 public key";
  if (base64(encoded)) return "does not have its key in base64";
  const [type, ...numbers] = sshFields(Buffer.from(encoded, "base64"));
  if (String(type) === "ssh-ed25519") return numbers[0]?.length === 32 ? undefined : "cannot be parsed as a public key";
  if (String(type) !== "ssh-rsa") return "must be an RSA or an ED25519 key";
  const [e, n] = numbers.map((number) => number.toString("base64url"));
  try {
    const { modulusLength } = createPublicKey({ key: { kty: "RSA", e, n }, format: "jwk" }).asymmetricKeyDetails!;
    return modulusLength! < 2048 ? `has ${modulusLength} bits; an RSA key must have 2048 or more` : undefined;
  } catch {
    return "cannot be parsed as a public key";
  }
};

const RESERVED_USERS = new Set(
  (
    "administrator admin user user1 test user2 test1 user3 admin1 1 123 a actuser adm admin2 aspnet backup console " +
    "david guest john owner root server sql support support_388945a0 sys test2 test3 user4 user5 video"
  ).split(" "),
);

export const LINUX_LOGIN: readonly Rule[] = [
  {
    code: "InvalidAdminUsername",
    text: "the administrator's name is reserved, or longer than 32 characters",
    source: "https://learn.microsoft.com/azure/virtual-machines/linux/faq",
    inferred: "the page has the rule; no public report shows the code",
    broken: (vm) => {
      const name = String(property(vm, "osProfile.adminUsername"));
      return RESERVED_USERS.has(name.toLowerCase()) || name.length > 32
        ? `'${name}' cannot be the administrator's name: it is reserved, or longer than 32 characters`
        : undefined;
    },
  },
  {
    code: "InvalidAdminPassword",
    text: "the password is not 12 to 72 characters of three classes",
    source: "https://learn.microsoft.com/azure/virtual-machines/linux/faq",
    inferred: "the page has the rule; no public report shows the code",
    broken: (vm) => {
      const password = property(vm, "osProfile.adminPassword");
      if (typeof password !== "string") return undefined;
      const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^\d\w]/].filter((pattern) => pattern.test(password)).length;
      return password.length < 12 || password.length > 72 || classes < 3
        ? "The administrator's password must be 12 to 72 characters of three classes or more"
        : undefined;
    },
  },
  {
    code: "AdminLoginMissing",
    by: "azurerm",
    text: "a machine has neither key nor password, or a password that is disabled",
    source:
      "https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.55.0/internal/services/compute/linux_virtual_machine_resource.go",
    broken: (vm) => {
      const password = property(vm, "osProfile.adminPassword");
      const keys = elements(property(vm, `${LOGIN}.ssh.publicKeys`)).length;
      if (password && property(vm, `${LOGIN}.disablePasswordAuthentication`) !== false) {
        return "when an `admin_password` is specified `disable_password_authentication` must be set to `false`";
      }
      return password || keys ? undefined : "at least one `admin_ssh_key` must be specified";
    },
  },
];
