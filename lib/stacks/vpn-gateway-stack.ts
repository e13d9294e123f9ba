import { SubnetNetworkSecurityGroupAssociation } from "@cdktf/provider-azurerm/lib/subnet-network-security-group-association";
import { File } from "@cdktf/provider-local/lib/file";
import { LocalProvider } from "@cdktf/provider-local/lib/provider";
import type { Construct } from "constructs";
import { GATEWAY_STACK, type AppConfig } from "../../config/names";
import type { GatewayRole, PlannedNetwork } from "../addressing/plan";
import { ROUTER_INTERFACES } from "../catalyst/view";
import { ActiveActiveVpnGateway, type GatewaySize } from "../constructs/active-active-vpn-gateway";
import { DualStackNsg } from "../constructs/dual-stack-nsg";
import { DualStackTestVm } from "../constructs/dual-stack-test-vm";
import { DualStackVnet } from "../constructs/dual-stack-vnet";
import { SiteTunnels } from "../constructs/site-tunnels";
import { AzureStack } from "./azure-stack";
import type { OnPremStack } from "./on-prem-stack";

/** Folder of the routers' files, from the project's. */
export const ROUTER_FILES = "generated";

export interface VpnGatewayStackProps {
  readonly config: AppConfig;
  readonly plan: PlannedNetwork<GatewayRole>;
  readonly sites: readonly OnPremStack[];
}

/** The gateway, its connections to every site, and each router's tunnel configuration. */
export class VpnGatewayStack extends AzureStack {
  private readonly gateway: ActiveActiveVpnGateway;

  constructor(scope: Construct, { config, plan, sites }: VpnGatewayStackProps) {
    super(scope, GATEWAY_STACK, config, config.gateway);
    const { network, testVm, ...gateway } = config.gateway;
    const { tags } = config;
    const { resourceGroup } = this;
    const vnet = new DualStackVnet(this, "vnet", {
      name: network.name,
      resourceGroup,
      plan,
      subnetNames: { subnet1: network.subnets.subnet1.name, gatewaySubnet: network.subnets.gatewaySubnet.name },
      tags,
    });
    const networks = [plan, ...sites.map((site) => site.plan)];
    const nsg = new DualStackNsg(this, "subnet1-nsg", {
      name: `${network.subnets.subnet1.name}-nsg`,
      resourceGroup,
      networks,
      adminSourcePrefixes: config.adminSourcePrefixes,
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
      // The config's checks hold SKU and generation together, which its flat type cannot say.
      size: { sku: gateway.sku, generation: gateway.generation } as GatewaySize,
      zones: gateway.zones,
      after: association,
      preventDestroy: gateway.preventDestroy,
      tags,
    });
    const tunnels: SiteTunnels[] = [];
    for (const site of sites) tunnels.push(this.connect(site, plan, tunnels.at(-1)));
    const configs = sites.map((site, i) => this.routerConfig(site, tunnels[i]!));
    this.addOutputs(vnet, sites, configs);
    if (!testVm.enabled) return;
    const { host } = plan.subnets.subnet1;
    const vm = new DualStackTestVm(this, "test-vm", {
      ...testVm,
      resourceGroup,
      subnet: vnet.subnets.subnet1,
      host,
      networks,
      login: this.login(),
      zones: gateway.zones,
      after: [association],
      adminSourcePrefixes: config.adminSourcePrefixes,
      tags,
    });
    this.output("test_vm_public_address", vm.publicAddress, "Public IPv4 address of the test machine");
    this.output("test_vm_private_addresses", host, "Private addresses of the test machine");
    this.output(
      "test_vm_ssh_command",
      `ssh ${config.adminUsername}@${vm.publicAddress}`,
      "Logs in to the test machine",
    );
  }

  private connect(
    { site, plan, network, router }: OnPremStack,
    local: PlannedNetwork<GatewayRole>,
    after: SiteTunnels | undefined,
  ): SiteTunnels {
    const { config } = this;
    const tunnel = <T extends { readonly keyVersion: number }>(given: T, number: 1 | 2) => ({
      ...given,
      sharedKey: this.secret(`shared_key_${site.name.replaceAll("-", "_")}_${number}`, config.sharedKeys, {
        description: `Shared key of tunnel ${number} of site ${site.name}`,
        length: 48,
        version: given.keyVersion,
      }),
    });
    return new SiteTunnels(this, `site-${site.name}`, {
      resourceGroup: this.resourceGroup,
      gateway: this.gateway,
      local,
      router,
      routerNsg: network.nsg.group,
      plan,
      policy: config.ipsecPolicy,
      dpdTimeoutSeconds: site.dpdTimeoutSeconds,
      tunnels: [tunnel(site.tunnels[0], 1), tunnel(site.tunnels[1], 2)],
      after,
      tags: config.tags,
    });
  }

  private routerConfig({ site }: OnPremStack, tunnels: SiteTunnels): RouterConfig {
    const path = `${ROUTER_FILES}/${site.catalyst.name}-tunnels.cfg`;
    if (this.config.writeFile) {
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
    this.output("vnet_id", vnet.network.id, "Id of the gateway's virtual network");
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
    if (this.config.writeFile) {
      this.output(
        "router_config_files",
        bySite((_, i) => configs[i]!.path),
        "File of each router's tunnel configuration",
      );
    }
  }

  /**
   * Each instance tries each connection. The router accepts an instance on the interface that its
   * IKE profile, its keyring and its host route name, so two of the four come up; the others have
   * "none" as tunnel interface.
   */
  private tunnelMatrix({ site, plan, router }: OnPremStack) {
    return this.gateway.publicIps.flatMap((publicIp, instance) =>
      (["eth2", "eth3"] as const).map((role, index) => ({
        gateway_instance: instance,
        gateway_address: publicIp.ipAddress,
        connection: site.tunnels[index]!.connection,
        router_interface: ROUTER_INTERFACES[role],
        router_private_address: plan.subnets[role].host.ipv4,
        router_public_address: router.interfaces[role].publicIp.ipAddress,
        tunnel_interface: instance === index ? `Tunnel${index}` : "none",
      })),
    );
  }
}

interface RouterConfig {
  readonly path: string;
  readonly text: string;
}
