import { DataAzurermPublicIp } from "@cdktf/provider-azurerm/lib/data-azurerm-public-ip";
import { DataAzurermVirtualNetworkGateway } from "@cdktf/provider-azurerm/lib/data-azurerm-virtual-network-gateway";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { GatewaySkuName } from "../model/gateway-skus";
import { perInstance, type PerInstance } from "../model/topology";
import { regionCondition } from "./existing-network";

export interface ExistingVpnGatewayProps {
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  /** Azure's name of the network that it must be in. */
  readonly virtualNetwork: string;
  /** What the plan counts on: its tunnels are those that the SKU takes. */
  readonly sku: GatewaySkuName;
}

/** Places in an id of Azure: /subscriptions/<id>/resourceGroups/<group>/providers/<namespace>/<type>/<name> */
const GROUP = 4;
const NAME = 8;

/** A part of the gateway's id as Azure writes it: that of its first configuration begins with it. */
const part = (place: number) => `split("/", self.ip_configuration[0].id)[${place}]`;

/**
 * An active-active VPN gateway that is there already: looked at, compared with the plan, never changed. Its
 * generation is not compared: Microsoft moves gateways to another on its own, and no plan counts on it.
 */
export class ExistingVpnGateway extends Construct {
  readonly gateway: DataAzurermVirtualNetworkGateway;
  /** Of its first two configurations, which are the instances 0 and 1. */
  readonly publicIps: PerInstance<DataAzurermPublicIp>;

  constructor(scope: Construct, id: string, props: ExistingVpnGatewayProps) {
    super(scope, id);
    const { name, resourceGroup, virtualNetwork, location, sku } = props;
    const show = `az network vnet-gateway show --resource-group ${resourceGroup} --name ${name}`;
    this.gateway = new DataAzurermVirtualNetworkGateway(this, "Resource", {
      name,
      resourceGroupName: resourceGroup,
      lifecycle: {
        postcondition: [
          {
            condition: "${self.active_active && length(self.ip_configuration) >= 2}",
            errorMessage: `The gateway ${name} is not active-active, and every site has a tunnel to each of two instances; make it active-active first. See: ${show} --query activeActive`,
          },
          {
            condition: '${self.type == "Vpn" && self.vpn_type == "RouteBased"}',
            errorMessage: `The gateway ${name} is \${self.type}, \${self.vpn_type}: IKEv2 with several connections needs a route-based VPN gateway. See: ${show} --query "[gatewayType, vpnType]"`,
          },
          {
            condition: `\${strcontains(lower(self.ip_configuration[0].subnet_id), "/virtualnetworks/${virtualNetwork.toLowerCase()}/")}`,
            errorMessage: `The gateway ${name} is in \${self.ip_configuration[0].subnet_id}, and the config names the network ${virtualNetwork}; set gateway.existing.virtualNetwork to its network. See: ${show} --query ipConfigurations[].subnet.id`,
          },
          {
            // A gateway from the time before the zonal SKUs keeps its capacity under the old name.
            condition: `\${trimsuffix(self.sku, "AZ") == "${sku.replace(/AZ$/, "")}"}`,
            errorMessage: `The gateway ${name} is \${self.sku}, and the config counts its tunnels as those of ${sku}; set gateway.sku to what it is. See: ${show} --query sku.name`,
          },
          {
            // The data source's id has the config's words, and a connection's is Azure's: azurerm replaces it where they differ.
            condition: `\${${part(GROUP)} == "${resourceGroup}" && ${part(NAME)} == "${name}"}`,
            errorMessage: `Azure writes \${${part(NAME)}} in \${${part(GROUP)}}, and the config ${name} in ${resourceGroup}: azurerm compares them letter by letter, and would make every connection anew at each deployment; write gateway.name and gateway.existing.resourceGroup as Azure does. See: ${show} --query ipConfigurations[].id`,
          },
          regionCondition("gateway", name, location, show),
        ],
      },
    });
    this.publicIps = perInstance((instance) => {
      const parts = Fn.split("/", this.gateway.ipConfiguration.get(instance).publicIpAddressId);
      return new DataAzurermPublicIp(this, `public-ip-${instance + 1}`, {
        name: Fn.element(parts, NAME) as string,
        resourceGroupName: Fn.element(parts, GROUP) as string,
      });
    });
  }
}
