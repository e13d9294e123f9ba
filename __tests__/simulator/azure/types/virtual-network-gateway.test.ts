import { GATEWAY_SKUS, gatewaySize, type GatewaySkuName, type Generation } from "../../../../lib/model/gateway-skus";
import type { Cloud } from "../../../../simulator/azure/cloud";
import type { Resource } from "../../../../simulator/azure/resource";
import type { Settings } from "../../../../simulator/azure/rules/rule";
import { virtualNetworkGateway } from "../../../../simulator/azure/types/virtual-network-gateway";

const { checks, rules = [] } = virtualNetworkGateway;
/** The rule looks at the gateway alone. */
const NOTHING = {} as Cloud & Settings;
const rule = rules.find(({ code }) => code === "VirtualNetworkGatewaySkuCannotBeCreatedForSpecifiedVmGeneration")!;

describe.each(Object.keys(GATEWAY_SKUS) as GatewaySkuName[])("%s", (sku) => {
  test("is taken", () => expect(checks!.sku!(sku)).toBeUndefined());

  test.each<Generation>(["Generation1", "Generation2"])("comes in %s, or not, as the config has it", (generation) => {
    const gateway = { properties: { sku: { name: sku }, vpnGatewayGeneration: generation } } as unknown as Resource;
    const isTaken = rule.broken(gateway, NOTHING, NOTHING) === undefined;
    expect(isTaken).toBe(gatewaySize(sku, generation) !== undefined);
  });
});
