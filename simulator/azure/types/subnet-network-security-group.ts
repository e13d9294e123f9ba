import type { AzureType } from "../azure-type";
import { isGatewaySubnet } from "../subnets";
import { WRITES_MACHINE, UNLINKS_MACHINE } from "../rules/machine-deletion";

export const subnetNetworkSecurityGroup: AzureType = {
  path: "<subnet_id>",
  completion: { replaces: ["subnet_id", "network_security_group_id"] },
  rules: [
    {
      code: "NetworkSecurityGroupCannotBeAttachedToGatewaySubnet",
      text: "The operation failed because the network security group <name> can not be associated to the GatewaySubnet.",
      source: "https://github.com/Azure-Terraform/terraform-azurerm-virtual-network/issues/18",
      broken: ({ attributes: { subnet_id, network_security_group_id: group } }, cloud) =>
        isGatewaySubnet(cloud.get(String(subnet_id)))
          ? `The operation failed because the network security group ${String(group).split("/").at(-1)} can not be associated to the GatewaySubnet.`
          : undefined,
    },
    WRITES_MACHINE,
    UNLINKS_MACHINE,
  ],
};
