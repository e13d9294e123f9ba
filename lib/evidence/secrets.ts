/** Keywords that a secret follows, in IOS-XE's lines and in what people type. */
const SECRET =
  /pre-?shared|pass(?:word(?!-recovery)|wd|phrase)|secret|credential|community|private[ -]key|key-string|-key\b|\bkey [0-9] |(?:isakmp|server) key\b|^\s*key \S|\bpsk\s+[^\s,]|authentication (?:text|mode)/i;

/** The router's question, behind which nothing is echoed. */
const QUESTION = /^\s*password:\s*$/i;

/** Whether a line may bear a secret. What such a line stands in is left out as a whole: a long key may go on below. */
export const maybeSecret = (line: string): boolean => SECRET.test(line) && !QUESTION.test(line);

/** Lines of a configuration that is made here, with their keys masked: no other secret is in it. */
export const withoutKeys = (text: string): string => text.replace(/(\bpre-shared-key\b).*/g, "$1 ********");
