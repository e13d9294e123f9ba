import { VirtualNetworkGateway } from "@cdktf/provider-azurerm/lib/virtual-network-gateway";
import { DualStackConnection, type DualStackConnectionProps } from "../../lib/constructs/dual-stack-connection";
import { DEFAULT_POLICY, type IpsecPolicy } from "../../lib/model/ipsec-policy";
import { foreignStack, siteNetwork } from "../helpers/foreign-stack";
import { resourcesOf } from "../helpers/synth";

function connections(ipsecPolicy: IpsecPolicy = DEFAULT_POLICY, changed: Partial<DualStackConnectionProps> = {}) {
  return foreignStack((stack, resourceGroup) => {
    const gateway = new VirtualNetworkGateway(stack, "gateway", {
      name: "theirs",
      resourceGroupName: resourceGroup.name,
      location: resourceGroup.location,
      type: "Vpn",
      sku: "VpnGw1AZ",
      ipConfiguration: [],
    });
    let after: DualStackConnection | undefined;
    for (const number of [1, 2]) {
      after = new DualStackConnection(stack, `tunnel-${number}`, {
        name: `conn${number}`,
        localNetworkGatewayName: `lng${number}`,
        resourceGroup,
        gateway,
        peer: { address: `198.51.100.${number}` },
        siteNetwork: siteNetwork(),
        ipsecPolicy,
        sharedKey: "${var.key}",
        after,
        ...changed,
      });
    }
  }).json;
}

test("describes the far end in both families, IPv4 first", () => {
  expect(resourcesOf(connections(), "azurerm_local_network_gateway")).toEqual(
    [1, 2].map((number) => ({
      name: `lng${number}`,
      gateway_address: `198.51.100.${number}`,
      address_space: ["10.2.0.0/24", "2001:db8:2::/48"],
      location: "${azurerm_resource_group.group.location}",
      resource_group_name: "${azurerm_resource_group.group.name}",
      lifecycle: { create_before_destroy: true },
    })),
  );
});

test("one connection waits for the other where told", () => {
  const waits = resourcesOf(connections(), "azurerm_virtual_network_gateway_connection").map((one) => one.depends_on);
  expect(waits).toEqual([undefined, [expect.stringMatching(/connection\.tunnel-1_/)]]);
});

const connection = (changed: Partial<DualStackConnectionProps>) =>
  resourcesOf(connections(DEFAULT_POLICY, changed), "azurerm_virtual_network_gateway_connection")[0]!;

test("always sends a DPD timeout, Azure's own unless told", () => {
  expect(connection({}).dpd_timeout_seconds).toBe(45);
  expect(connection({ dpdTimeoutSeconds: 30 }).dpd_timeout_seconds).toBe(30);
});

test("another key changes a tag too", () => {
  expect(connection({}).tags).toBeUndefined();
  expect(connection({ sharedKeyVersion: 2 }).tags).toEqual({ "key-version": "2" });
  expect(connection({ sharedKeyVersion: 2, tags: { owner: "net" } }).tags).toEqual({
    owner: "net",
    "key-version": "2",
  });
});

test("fails when the policy is one that Azure refuses", () => {
  const policy: IpsecPolicy = { ...DEFAULT_POLICY, ipsecIntegrity: "GCMAES128" };
  expect(() => connections(policy)).toThrow("IPsec policy, ipsecIntegrity: GCMAES128 does not go with");
});
