import { range, texts } from "../prefix";
import { property } from "../resource";
import type { Rule } from "./rule";

export const ADDRESS_PREFIXES: Rule = {
  code: "InvalidAddressPrefixFormat",
  text: "a prefix is not in CIDR notation, or has host bits set",
  source: "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
  inferred: "the page has the rule; no public report shows the code",
  broken: (resource) => {
    const single = property(resource, "addressPrefix");
    const given = [
      ...texts(property(resource, "addressSpace.addressPrefixes")),
      ...texts(property(resource, "localNetworkAddressSpace.addressPrefixes")),
      ...texts(property(resource, "addressPrefixes")),
      ...texts(single ? [single] : []),
    ];
    const wrong = given.find((text) => !range(text));
    return wrong && `Address prefix ${wrong} of resource ${resource.id} is not in CIDR notation, or has host bits set`;
  },
};
