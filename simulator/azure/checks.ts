/** What is wrong with a value, as the end of a sentence that begins with its name; never the value of a secret. */
export type Check = (value: string | number) => string | undefined;

export const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(String(value)) ? undefined : `must be one of ${allowed.join(", ")}, got ${value}`;
export const between =
  (least: number, most: number): Check =>
  (value) =>
    Number(value) < least || Number(value) > most
      ? `must be in the range (${least} - ${most}), got ${value}`
      : undefined;
export const atLeast =
  (least: number): Check =>
  (value) =>
    Number(value) < least ? `must be at least ${least}, got ${value}` : undefined;
export const atMost =
  (length: number): Check =>
  (value) =>
    String(value).length > length ? `must have ${length} characters at most` : undefined;
export const matches =
  (pattern: RegExp, rule: string): Check =>
  (value) =>
    pattern.test(String(value)) ? undefined : `${rule}, got ${JSON.stringify(value)}`;

export const notEmpty: Check = (value) => (value === "" ? "must not be empty" : undefined);
export const base64: Check = (value) =>
  Buffer.from(String(value), "base64").toString("base64") === value ? undefined : "must be base64";

export const allocation = oneOf("Dynamic", "Static");
export const addressVersion = oneOf("IPv4", "IPv6");

/** Of the name of a resource group, wherever it stands. */
export const groupName = matches(
  /^(?!.*\.$)[-\w.()]{1,90}$/,
  "must have 1 to 90 letters, digits, '-', '_', '.' and parentheses, and not end with '.'",
);
/** Of the name of a route table or a route. */
export const routeName = matches(
  /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,78}[a-zA-Z0-9_]?$/,
  "must have 1 to 80 letters, digits, '_', '.' and '-', begin with a letter or digit and end with one or '_'",
);
