import { SubnetNetworkSecurityGroupAssociation } from "@cdktf/provider-azurerm/lib/subnet-network-security-group-association";
import { File } from "@cdktf/provider-local/lib/file";
import { LocalProvider } from "@cdktf/provider-local/lib/provider";
import type { Construct } from "constructs";
import { ActiveActiveVpnGateway } from "../constructs/active-active-vpn-gateway";
import { DualStackNsg } from "../constructs/dual-stack-nsg";
import { DualStackTestVm } from "../constructs/dual-stack-test-vm";
import { DualStackVnet } from "../constructs/dual-stack-vnet";
import { SiteTunnels } from "../constructs/site-tunnels";
import type { GatewayRole } from "../model/network";
import { ROUTER_INTERFACES, shapeOf } from "../model/topology";
import { AzureStack, type AzureStackProps } from "./azure-stack";
import type { OnPremStack } from "./on-prem-stack";

/** Folder of the routers' files, relative to the project's. */
export const ROUTER_FILES = "generated";

export interface VpnGatewayStackProps extends AzureStackProps {
  readonly sites: readonly OnPremStack[];
}

/** The gateway, its connections to every site, and each router's tunnel configuration. */
export class VpnGatewayStack extends AzureStack {
  private readonly gateway: ActiveActiveVpnGateway;

  constructor(scope: Construct, id: string, { deployment, sites }: VpnGatewayStackProps) {
    super(scope, id, deployment, deployment.gateway);
    const { network, testVm, ...gateway } = deployment.gateway;
    const { admin, tags } = deployment;
    const { resourceGroup } = this;
    const vnet = new DualStackVnet(this, "vnet", { resourceGroup, network, tags });
    const networks = [network, ...sites.map(({ site }) => site.network)];
    const nsg = new DualStackNsg(this, "subnet1-nsg", {
      name: `${network.subnets.subnet1.name}-nsg`,
      resourceGroup,
      networks,
      adminSourcePrefixes: admin.sourcePrefixes,
      after: [vnet.lastSubnet],
      tags,
    });
    const association = new SubnetNetworkSecurityGroupAssociation(this, "subnet1-security-group", {
      subnetId: vnet.subnets.subnet1.id,
      networkSecurityGroupId: nsg.group.id,
      dependsOn: [vnet.lastSubnet],
    });
    this.gateway = new ActiveActiveVpnGateway(this, "gateway", {
      name: gateway.name,
      resourceGroup,
      gatewaySubnet: vnet.subnets.gatewaySubnet,
      size: gateway.size,
      zones: gateway.zones,
      after: association,
      preventDestroy: gateway.preventDestroy,
      tags,
    });
    const tunnels: SiteTunnels[] = [];
    for (const site of sites) tunnels.push(this.connect(site, tunnels.at(-1)));
    const configs = sites.map((site, i) => this.routerConfig(site, tunnels[i]!));
    this.addOutputs(vnet, sites, configs);
    if (!testVm) return;
    const { host } = network.subnets.subnet1;
    const { publicAddress } = new DualStackTestVm(this, "test-vm", {
      ...testVm,
      resourceGroup,
      subnet: vnet.subnets.subnet1,
      host,
      networks,
      login: this.login(),
      zones: gateway.zones,
      after: [association],
      adminSourcePrefixes: admin.sourcePrefixes,
      tags,
    });
    this.addTestVmOutputs(publicAddress, host);
  }

  private connect({ site, network, router }: OnPremStack, after: SiteTunnels | undefined): SiteTunnels {
    const { config, gateway, sharedKeys, tags } = this.deployment;
    return new SiteTunnels(this, `site-${site.name}`, {
      resourceGroup: this.resourceGroup,
      gateway: this.gateway,
      gatewayName: gateway.name,
      gatewayNetwork: gateway.network,
      site: network,
      router,
      routerOptions: site.router,
      config,
      nextIpsecPolicy: site.nextIpsecPolicy,
      dpdTimeoutSeconds: site.dpdTimeoutSeconds,
      connections: site.connections.map((connection, i) => ({
        ...connection,
        sharedKey: this.secret(`shared_key_${site.name.replaceAll("-", "_")}_${i + 1}`, sharedKeys, {
          description: `Shared key of connection ${i + 1} of site ${site.name}`,
          length: 48,
          version: connection.keyVersion,
        }),
      })),
      tunnels: site.tunnels,
      frontDoorVrf: shapeOf(site.topology).frontDoorVrf,
      after,
      tags,
    });
  }

  private routerConfig({ site }: OnPremStack, tunnels: SiteTunnels): RouterConfig {
    const path = `${ROUTER_FILES}/${site.router.name}-tunnels.cfg`;
    if (this.deployment.writeFile) {
      if (!this.node.tryFindChild("local")) new LocalProvider(this, "local");
      new File(tunnels, "router-config", {
        filename: this.projectPath(path),
        content: tunnels.routerConfig,
        filePermission: "0600",
        directoryPermission: "0700",
        // So that the file never holds a key that its connection failed to get.
        dependsOn: tunnels.connections.map(({ connection }) => connection),
      });
    }
    return { path, text: tunnels.routerConfig };
  }

  private addOutputs(
    vnet: DualStackVnet<GatewayRole>,
    sites: readonly OnPremStack[],
    configs: readonly RouterConfig[],
  ): void {
    const bySite = <T>(value: (site: OnPremStack, index: number) => T) =>
      Object.fromEntries(sites.map((site, i) => [site.site.name, value(site, i)]));
    this.output("resource_group", this.resourceGroup.name, "Name of the gateway's resource group");
    this.output("vnet_id", vnet.vnet.id, "Id of the gateway's virtual network");
    this.output("gateway_id", this.gateway.gateway.id, "Id of the VPN gateway");
    this.output(
      "gateway_public_addresses",
      this.gateway.publicIps.map((ip) => ip.ipAddress),
      "Public IPv4 addresses of the gateway's instances 0 and 1",
    );
    this.output(
      "tunnel_matrix",
      bySite((site) => this.tunnelMatrix(site)),
      "What each gateway instance tries with each connection, and what the router accepts, by site",
    );
    this.output(
      "router_configs",
      bySite((_, i) => configs[i]!.text),
      "Tunnel configuration of each site's router",
      true,
    );
    if (this.deployment.writeFile) {
      this.output(
        "router_config_files",
        bySite((_, i) => configs[i]!.path),
        "File of each router's tunnel configuration",
      );
    }
  }

  /**
   * Each instance tries each connection. The router accepts an instance on an interface where the topology has
   * a tunnel; the others have "none" as tunnel interface.
   */
  private tunnelMatrix({ site, router }: OnPremStack) {
    const { connections, tunnels, network } = site;
    return this.gateway.publicIps.flatMap((publicIp, instance) =>
      connections.map(({ name, exit }, connection) => {
        const tunnel = tunnels.find((one) => one.instance === instance && one.connection === connection);
        return {
          gateway_instance: instance,
          gateway_address: publicIp.ipAddress,
          connection: name,
          router_interface: ROUTER_INTERFACES[exit],
          router_private_address: network.subnets[exit].host.ipv4,
          router_public_address: router.interfaceOf(exit).publicIp.ipAddress,
          tunnel_interface: tunnel?.name ?? "none",
        };
      }),
    );
  }
}

interface RouterConfig {
  readonly path: string;
  readonly text: string;
}
