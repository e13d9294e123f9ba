import type { AzureType } from "../azure-type";
import { property } from "../resource";
import { idIn } from "../subnets";
import { filled } from "../translation";

export const virtualNetworkPeering: AzureType = {
  path: "Microsoft.Network/virtualNetworks/<virtual_network_name>/virtualNetworkPeerings/<name>",
  words: {
    only_ipv6_peering_enabled: "properties.enableOnlyIPv6Peering",
    peer_complete_virtual_networks_enabled: "properties.peerCompleteVnets",
    remote_virtual_network_id: "properties.remoteVirtualNetwork.id",
  },
  unread: ["triggers"],
  compute: ({ properties }, cloud) => {
    const space = property(cloud.get(idIn(properties, "remoteVirtualNetwork")), "addressSpace");
    return filled(properties, space ? { remoteVirtualNetworkAddressSpace: space } : {});
  },
  completion: {
    replaces: ["name", "resource_group_name", "virtual_network_name", "remote_virtual_network_id"],
    defaults: {
      allow_forwarded_traffic: false,
      allow_gateway_transit: false,
      allow_virtual_network_access: true,
      peer_complete_virtual_networks_enabled: true,
      use_remote_gateways: false,
    },
  },
};
