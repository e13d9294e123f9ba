import { KEY_VERSION_TAG } from "../lib/crypto/shared-key";
import type { Problem } from "./problem";

/*
 * https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations
 */

/** Letters of every script and brackets are fine; "${" is Terraform's. */
export const TAG_NAME = /^(?! )(?!.*\$\{)[^<>%&\\?/\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,512}$/u;
export const TAG_NAME_RULE =
  'must be at most 512 characters without < > % & \\ ? /, "${" and control characters, and not start with a blank';

const MAX_TAGS = 50;

/** Tags that a stack adds to those of the config. */
const OWN_TAGS: readonly string[] = [KEY_VERSION_TAG];

const RESERVED_PREFIX = /^(microsoft|azure|windows)/i;

/** Checks for too many tags, for names that Azure or this project reserves, and for names that differ in case only. */
export function checkTags(tags: Readonly<Record<string, string>> = {}): Problem[] {
  const names = Object.keys(tags);
  const most = MAX_TAGS - OWN_TAGS.length;
  const problems: Problem[] = [];
  if (names.length > most) {
    const message = `${names.length} are too many: Azure takes ${MAX_TAGS} on a resource, and ${OWN_TAGS.length} may be added here; give ${most} at most`;
    problems.push({ path: ["tags"], message });
  }
  const seen = new Map<string, string>();
  for (const name of names) {
    const path = ["tags", name];
    const prefix = RESERVED_PREFIX.exec(name)?.[0];
    if (prefix !== undefined) {
      problems.push({ path, message: `starts with "${prefix}", which Azure reserves; choose another name` });
    }
    const folded = name.toLowerCase();
    if (OWN_TAGS.includes(folded)) {
      problems.push({ path, message: "is a tag that is set here for each key; choose another name" });
    }
    const other = seen.get(folded);
    if (other === undefined) seen.set(folded, name);
    else {
      const message = `differs from ${JSON.stringify(other)} in case only, which is the same name to Azure; keep one of the two`;
      problems.push({ path, message, related: [["tags", other]] });
    }
  }
  return problems;
}
