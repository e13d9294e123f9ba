import { maybeSecret } from "../evidence/secrets";

/** As a router takes a comment. */
const LEFT_OUT = "! left out here: it may hold a secret";

const MASKED_KEY = /^\s*pre-shared-key \*+\s*$/;
const PRIVATE_KEY = /^[^\n]*-----BEGIN [^\n]*PRIVATE KEY-----[^]*?(?:-----END [^\n]*|$(?![^]))/gm;

/**
 * A text without the lines that may bear a secret. What a deployment wrote has its keys masked already; who changed it
 * by hand since may have put in more.
 */
export const withoutSecrets = (text: string): string =>
  text
    .replace(PRIVATE_KEY, LEFT_OUT)
    .split("\n")
    .map((line) => (maybeSecret(line) && !MASKED_KEY.test(line) ? LEFT_OUT : line))
    .join("\n");
