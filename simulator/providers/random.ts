import { randomInt } from "node:crypto";
import { ProviderError, type Completion, type Provider, type ResourceType } from "../protocol/provider";
import { conform, type Block } from "../protocol/schema";
import type { Attributes } from "../protocol/values";

const CLASSES = {
  lower: "abcdefghijklmnopqrstuvwxyz",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  numeric: "0123456789",
  special: "!@#$%&*()-_=+[]{}<>:?",
} as const;

/** @see https://github.com/hashicorp/terraform-provider-random/blob/v3.7.2/internal/provider/resource_password.go */
const BLOCK: Block = {
  attributes: {
    keepers: { type: ["map", "string"], optional: true },
    length: { type: "number", required: true },
    special: { type: "bool", optional: true, computed: true },
    upper: { type: "bool", optional: true, computed: true },
    lower: { type: "bool", optional: true, computed: true },
    number: { type: "bool", optional: true, computed: true, deprecated: true },
    numeric: { type: "bool", optional: true, computed: true },
    min_numeric: { type: "number", optional: true, computed: true },
    min_upper: { type: "number", optional: true, computed: true },
    min_lower: { type: "number", optional: true, computed: true },
    min_special: { type: "number", optional: true, computed: true },
    override_special: { type: "string", optional: true },
    result: { type: "string", computed: true, sensitive: true },
    bcrypt_hash: { type: "string", computed: true, sensitive: true },
    id: { type: "string", computed: true },
  },
};
const DEFAULTS = {
  lower: true,
  upper: true,
  numeric: true,
  number: true,
  special: true,
  min_lower: 0,
  min_upper: 0,
  min_numeric: 0,
  min_special: 0,
} as const;
const COMPLETION: Completion = {
  replaces: ["length", "keepers", "override_special", ...Object.keys(DEFAULTS)],
  defaults: DEFAULTS,
};

/** A string by the rules of random_password: so many characters, so many at least of each class. */
export function password(attributes: Attributes): string {
  const length = Number(attributes.length);
  const characters: string[] = [];
  let all = "";
  for (const [name, builtIn] of Object.entries(CLASSES)) {
    const set = name === "special" ? String(attributes.override_special ?? builtIn) : builtIn;
    if (attributes[name] !== false) all += set;
    for (let i = 0; i < Number(attributes[`min_${name}`] ?? 0); i++) characters.push(set[randomInt(set.length)]!);
  }
  if (all === "" && characters.length < length) throw new ProviderError("no class of characters is allowed");
  while (characters.length < length) characters.push(all[randomInt(all.length)]!);
  for (let i = characters.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [characters[i], characters[j]] = [characters[j]!, characters[i]!];
  }
  return characters.join("");
}

const randomPassword: ResourceType = {
  block: BLOCK,
  completion: COMPLETION,
  version: 3,
  validate: (config) => {
    const { length } = config;
    if (typeof length !== "number") return [];
    if (length < 1) return [`length must be at least 1, got ${length}`];
    const least = Object.keys(CLASSES).reduce((sum, name) => sum + (Number(config[`min_${name}`]) || 0), 0);
    return least > length
      ? [`length (${length}) must be >= the sum of min_lower, min_upper, min_numeric and min_special (${least})`]
      : [];
  },
  // No bcrypt_hash: a tenth of a second of computing for each password, for a value that nothing reads.
  create: async (planned) => ({ ...planned, id: "none", result: password(planned), bcrypt_hash: null }),
  update: async (planned) => planned,
  delete: async () => {},
  read: async (current) => current,
  /** By the password itself, as the provider's documentation has it. */
  import: async (id) => conform(BLOCK, { ...DEFAULTS, id: "none", length: Buffer.byteLength(id), result: id }),
};

/** The provider random: random_password. */
export const random: Provider = {
  name: "random",
  block: { attributes: {} },
  types: { random_password: randomPassword },
  configure: () => [],
};
