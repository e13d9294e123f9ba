import { range, texts } from "../prefix";
import type { Rule } from "./rule";

export const ADDRESS_PREFIXES: Rule = {
  code: "InvalidAddressPrefixFormat",
  text: "a prefix is not in CIDR notation, or has host bits set",
  source: "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
  inferred: "the page has the rule; no public report shows the code",
  broken: ({ id, attributes: { address_space, address_prefixes, address_prefix } }) => {
    const given = [
      ...texts(address_space),
      ...texts(address_prefixes),
      ...(address_prefix ? [String(address_prefix)] : []),
    ];
    const wrong = given.find((text) => !range(text));
    return wrong && `Address prefix ${wrong} of resource ${id} is not in CIDR notation, or has host bits set`;
  },
};
