import { randomInt } from "node:crypto";
import { complete } from "./protocol/complete";
import { providerSchema, schemaOf } from "./protocol/bindings";
import { ProviderError, type Completion, type Provider, type ResourceType } from "./protocol/provider";
import type { Attributes } from "./protocol/values";

const CLASSES = {
  lower: "abcdefghijklmnopqrstuvwxyz",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  numeric: "0123456789",
  special: "!@#$%&*()-_=+[]{}<>:?",
} as const;

const REPLACES = [
  "length",
  "keepers",
  "override_special",
  "lower",
  "upper",
  "numeric",
  "special",
  "min_lower",
  "min_upper",
  "min_numeric",
  "min_special",
];
const COMPLETION: Completion = {
  replaces: REPLACES,
  computed: ["number", "numeric"],
  sensitive: ["result", "bcrypt_hash"],
  defaults: {
    lower: true,
    upper: true,
    numeric: true,
    number: true,
    special: true,
    min_lower: 0,
    min_upper: 0,
    min_numeric: 0,
    min_special: 0,
  },
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
  if (characters.length > length) {
    throw new ProviderError(
      `length (${length}) must be >= the sum of min_lower, min_upper, min_numeric and min_special (${characters.length})`,
    );
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
  block: complete(schemaOf("random", "random_password"), COMPLETION),
  completion: COMPLETION,
  validate: ({ length }) =>
    typeof length === "number" && length < 1 ? [`length must be at least 1, got ${length}`] : [],
  create: async (planned) => ({ ...planned, id: "none", result: password(planned), bcrypt_hash: null }),
  update: async (planned) => planned,
  delete: async () => {},
  read: async (current) => current,
};

/** The provider random: random_password. */
export const random: Provider = {
  name: "random",
  block: providerSchema("random"),
  types: { random_password: randomPassword },
  configure: () => [],
};
