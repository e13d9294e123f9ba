export type Generation = "Generation1" | "Generation2";

interface GatewaySku {
  /** The generations that the SKU comes in; Microsoft moves gateways to the last. */
  readonly generations: readonly [Generation, ...Generation[]];
  /** Tunnels that a gateway takes. Microsoft's pages differ: some grant every SKU 100. */
  readonly maxTunnels: number;
  /** What all tunnels carry together, by Microsoft's benchmark, for each of these generations. */
  readonly throughputMbps: Readonly<Partial<Record<Generation, number>>>;
}

/**
 * The zonal SKUs, by price. Gateways without zones can no longer be made.
 *
 * @see https://learn.microsoft.com/azure/vpn-gateway/about-gateway-skus
 */
export const GATEWAY_SKUS = {
  VpnGw1AZ: { generations: ["Generation1"], maxTunnels: 30, throughputMbps: { Generation1: 650 } },
  VpnGw2AZ: {
    generations: ["Generation1", "Generation2"],
    maxTunnels: 30,
    throughputMbps: { Generation1: 1000, Generation2: 1250 },
  },
  VpnGw3AZ: {
    generations: ["Generation1", "Generation2"],
    maxTunnels: 30,
    throughputMbps: { Generation1: 1250, Generation2: 2500 },
  },
  VpnGw4AZ: { generations: ["Generation2"], maxTunnels: 100, throughputMbps: { Generation2: 5000 } },
  VpnGw5AZ: { generations: ["Generation2"], maxTunnels: 100, throughputMbps: { Generation2: 10000 } },
} as const satisfies Readonly<Record<string, GatewaySku>>;

export type GatewaySkuName = keyof typeof GATEWAY_SKUS;

/** An SKU and a generation that it comes in. */
export type GatewaySize = {
  readonly [Name in GatewaySkuName]: {
    readonly sku: Name;
    readonly generation: (typeof GATEWAY_SKUS)[Name]["generations"][number];
  };
}[GatewaySkuName];

/**
 * The size of a gateway.
 *
 * @param generation default: the newest, in which Azure makes a new gateway
 * @returns undefined where the SKU does not come in that generation
 */
export function gatewaySize(sku: GatewaySkuName, generation?: Generation): GatewaySize | undefined {
  const generations: readonly Generation[] = GATEWAY_SKUS[sku].generations;
  const chosen = generation ?? generations.at(-1)!;
  return generations.includes(chosen) ? ({ sku, generation: chosen } as GatewaySize) : undefined;
}

/** What all tunnels of a gateway carry together, by Microsoft's benchmark. */
export const throughputMbps = ({ sku, generation }: GatewaySize): number => {
  const { throughputMbps }: GatewaySku = GATEWAY_SKUS[sku];
  return throughputMbps[generation]!;
};
