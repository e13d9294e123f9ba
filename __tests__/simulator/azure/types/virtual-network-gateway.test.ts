import { GATEWAY_SKUS, gatewaySize, type GatewaySkuName, type Generation } from "../../../../lib/model/gateway-skus";
import { Cloud } from "../../../../simulator/azure/cloud";
import type { Resource } from "../../../../simulator/azure/resource";
import { virtualNetworkGateway } from "../../../../simulator/azure/types/virtual-network-gateway";

const { checks, rules = [] } = virtualNetworkGateway;
const rule = rules.find(({ code }) => code === "VirtualNetworkGatewaySkuCannotBeCreatedForSpecifiedVmGeneration")!;

describe.each(Object.keys(GATEWAY_SKUS) as GatewaySkuName[])("%s", (sku) => {
  test("is taken", () => expect(checks!.sku!(sku)).toBeUndefined());

  test.each<Generation>(["Generation1", "Generation2"])("comes in %s, or not, as the config has it", (generation) => {
    const gateway = { properties: { sku: { name: sku }, vpnGatewayGeneration: generation } } as unknown as Resource;
    const settings = { termsAccepted: true, keepsGroupWithContents: true };
    const isTaken = rule.broken(gateway, undefined as unknown as Cloud, settings) === undefined;
    expect(isTaken).toBe(gatewaySize(sku, generation) !== undefined);
  });
});
