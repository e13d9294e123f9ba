import type { AzureType } from "../azure-type";
import { UNLINKS_MACHINE, WRITES_MACHINE } from "../rules/machine-deletion";
import { idIn, isGatewaySubnet } from "../subnets";

export const subnetNetworkSecurityGroup: AzureType = {
  path: "<subnet_id>",
  type: "Microsoft.Network/virtualNetworks/subnets",
  link: { property: "networkSecurityGroup", attribute: "network_security_group_id" },
  completion: { replaces: ["subnet_id", "network_security_group_id"] },
  rules: [
    {
      code: "NetworkSecurityGroupCannotBeAttachedToGatewaySubnet",
      text: "The operation failed because the network security group <name> can not be associated to the GatewaySubnet.",
      source: "https://github.com/Azure-Terraform/terraform-azurerm-virtual-network/issues/18",
      broken: (subnet) =>
        isGatewaySubnet(subnet)
          ? `The operation failed because the network security group ${idIn(subnet.properties, "networkSecurityGroup").split("/").at(-1)} can not be associated to the GatewaySubnet.`
          : undefined,
    },
    WRITES_MACHINE,
    UNLINKS_MACHINE,
  ],
};
