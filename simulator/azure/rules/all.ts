import { COMMON_RULES } from "./common";
import { computeRules } from "./compute";
import { deletionRules } from "./deletion";
import { GATEWAY_RULES } from "./gateway";
import { NETWORK_RULES } from "./network";
import type { Rule } from "./rule";

export interface RulesProps {
  /** Whether the subscription has accepted every marketplace image's terms. */
  readonly termsAccepted: boolean;
  /** azurerm's feature `prevent_deletion_if_contains_resources`. */
  readonly keepsGroupWithContents: () => boolean;
}

/** Every rule, in the order in which they are looked at. */
export function rulesOf({ termsAccepted, keepsGroupWithContents }: RulesProps): readonly Rule[] {
  return [
    ...COMMON_RULES,
    ...NETWORK_RULES,
    ...GATEWAY_RULES,
    ...computeRules(termsAccepted),
    ...deletionRules(keepsGroupWithContents),
  ];
}
