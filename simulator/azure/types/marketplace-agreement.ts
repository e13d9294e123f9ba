import type { AzureType } from "../azure-type";
import { filled } from "../translation";

export const marketplaceAgreement: AzureType = {
  path: "/subscriptions/<subscription>/providers/Microsoft.MarketplaceOrdering/agreements/<publisher>/offers/<offer>/plans/<plan>",
  completion: { replaces: ["publisher", "offer", "plan"] },
  compute: ({ properties }) => filled(properties, { accepted: true }),
  exists: ({ termsAccepted }) => termsAccepted,
  atOnce: true,
};
