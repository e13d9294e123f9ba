import type { Synthesized } from "./synthesized";

/** Every synthesized stack by its name. */
export type Stacks = Readonly<Record<string, Synthesized>>;

const SAME_STACK = /^\$\{(data\.)?(\w+)\.([\w-]+)\.(\w+)\}$/;
const OTHER_STACK = /^\$\{data\.terraform_remote_state\.cross-stack-reference-input-([\w-]+)\.outputs\.([\w-]+)\}$/;

/** The literal text of an attribute, through references to other resources and stacks; undefined where there is none. */
export function resolve(stacks: Stacks, stack: string, value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  if (!value.includes("${")) return value;
  const [, data, type, name, attribute] = SAME_STACK.exec(value) ?? [];
  if (type) return resolve(stacks, stack, stacks[stack]?.[data ? "data" : "resource"]?.[type]?.[name!]?.[attribute!]);
  const [, producer, output] = OTHER_STACK.exec(value) ?? [];
  return producer ? resolve(stacks, producer, stacks[producer]?.output?.[output!]?.value) : undefined;
}
