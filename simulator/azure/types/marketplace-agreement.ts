import type { AzureType } from "../azure-type";

export const marketplaceAgreement: AzureType = {
  path: "/subscriptions/<subscription>/providers/Microsoft.MarketplaceOrdering/agreements/<publisher>/offers/<offer>/plans/<plan>",
  completion: { replaces: ["publisher", "offer", "plan"] },
  atOnce: true,
};
