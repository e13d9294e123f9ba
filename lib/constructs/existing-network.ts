import { DataAzurermSubnet } from "@cdktf/provider-azurerm/lib/data-azurerm-subnet";
import { DataAzurermVirtualNetwork } from "@cdktf/provider-azurerm/lib/data-azurerm-virtual-network";
import { Construct } from "constructs";
import { cidrs, type ExistingNetwork as Network } from "../model/network";

export interface ExistingNetworkProps {
  readonly network: Network;
  readonly location: string;
}

/** A virtual network that is there already, and its GatewaySubnet: looked at, compared with the plan, never changed. */
export class ExistingNetwork extends Construct {
  readonly vnet: DataAzurermVirtualNetwork;
  readonly gatewaySubnet: DataAzurermSubnet;

  constructor(scope: Construct, id: string, { network, location }: ExistingNetworkProps) {
    super(scope, id);
    const { name, resourceGroup } = network;
    const given = JSON.stringify(cidrs(network));
    const show = `az network vnet show --resource-group ${resourceGroup} --name ${name}`;
    this.vnet = new DataAzurermVirtualNetwork(this, "vnet", {
      name,
      resourceGroupName: resourceGroup,
      lifecycle: {
        postcondition: [
          {
            // Spokes may be behind the network as well, so the plan may have more.
            condition: `\${length(setsubtract([for prefix in self.address_space : lower(prefix)], ${given})) == 0}`,
            errorMessage: `The network ${name} has \${join(", ", self.address_space)}, and gateway.networks has ${cidrs(network).join(", ")}: the sites would have no route to what is missing there; give every prefix of the network. See: ${show} --query addressSpace`,
          },
          regionCondition("network", name, location, show),
        ],
      },
    });
    this.gatewaySubnet = new DataAzurermSubnet(this, "gateway-subnet", {
      name: "GatewaySubnet",
      virtualNetworkName: name,
      resourceGroupName: resourceGroup,
      lifecycle:
        network.ipv6.length === 0
          ? undefined
          : {
              postcondition: [
                {
                  condition: '${anytrue([for prefix in self.address_prefixes : strcontains(prefix, ":")])}',
                  errorMessage: `GatewaySubnet of ${name} has \${join(", ", self.address_prefixes)} and no IPv6 prefix, without which a gateway carries IPv4 alone; give it a /64, or leave gateway.networks.ipv6 empty. See: az network vnet subnet show --resource-group ${resourceGroup} --vnet-name ${name} --name GatewaySubnet --query addressPrefixes`,
                },
              ],
            },
    });
  }
}

/** Holds where a data source is in the region that everything else is made for. */
export const regionCondition = (what: string, name: string, location: string, show: string) => ({
  condition: `\${self.location == "${location}"}`,
  errorMessage: `The ${what} ${name} is in \${self.location}, and the config has ${location}; set gateway.location to the region that it is in. See: ${show} --query location`,
});
