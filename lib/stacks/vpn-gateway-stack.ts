import { SubnetNetworkSecurityGroupAssociation } from "@cdktf/provider-azurerm/lib/subnet-network-security-group-association";
import { File } from "@cdktf/provider-local/lib/file";
import { LocalProvider } from "@cdktf/provider-local/lib/provider";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { ActiveActiveVpnGateway } from "../constructs/active-active-vpn-gateway";
import { DualStackNsg } from "../constructs/dual-stack-nsg";
import { DualStackTestVm } from "../constructs/dual-stack-test-vm";
import { DualStackVnet } from "../constructs/dual-stack-vnet";
import { ExistingNetwork } from "../constructs/existing-network";
import { ExistingVpnGateway } from "../constructs/existing-vpn-gateway";
import { GatewayMonitoring } from "../constructs/gateway-monitoring";
import { addSecurityRule } from "../constructs/security-rule";
import { SiteTunnels } from "../constructs/site-tunnels";
import { nameBy } from "../model/names";
import { isExisting, type Gateway } from "../model/gateway";
import type { ExistingNetwork as Existing, GatewayRole, Network } from "../model/network";
import { routerFile } from "../model/router-file";
import { ikeRules } from "../model/security-rules";
import { peerName, type OnPremisesSite, type Peer } from "../model/site";
import { perInstance, WAN_ROLES, type PerInstance } from "../model/topology";
import { alertsOf } from "../monitoring/alerts";
import { AzureStack, type AzureStackProps } from "./azure-stack";
import type { OnPremStack } from "./on-prem-stack";

/** A site and, where Azure stands in for its premises, the stack of that. */
export type ConnectedSite = OnPremStack | { readonly site: OnPremisesSite };

export interface VpnGatewayStackProps extends AzureStackProps {
  readonly sites: readonly ConnectedSite[];
}

/** What monitoring is made by: azurerm registers neither of the two among the core ones. */
const MONITORING_PROVIDERS = ["microsoft.insights", "Microsoft.OperationalInsights"];

/** The gateway's network as the gateway needs it. */
interface Hub {
  readonly vnetId: string;
  readonly gatewaySubnet: { readonly id: string };
  /** The last write to the network. Absent where nothing was written. */
  readonly after?: ITerraformDependable;
  /** Adds the test machine, where one is wanted. It comes last, so that its login stands after the keys. */
  readonly addTestVm: () => void;
}

/** The gateway, its connections to every site, and each router's tunnel configuration. */
export class VpnGatewayStack extends AzureStack {
  private readonly gateway: ActiveActiveVpnGateway | ExistingVpnGateway;
  /** Public IPv4 addresses of the gateway's instances. */
  private readonly gatewayAddresses: PerInstance<string>;

  constructor(scope: Construct, id: string, { deployment, sites }: VpnGatewayStackProps) {
    super(scope, id, deployment, deployment.gateway);
    const { network } = deployment.gateway;
    const hub = isExisting(network) ? this.lookUpHub(network) : this.makeHub(network, sites);
    this.gateway = this.gatewayIn(hub, deployment.gateway);
    this.gatewayAddresses = perInstance((instance) => this.gateway.publicIps[instance].ipAddress);
    const tunnels: SiteTunnels[] = [];
    for (const site of sites) tunnels.push(this.connect(site, tunnels.at(-1)));
    const configs = sites.map((site, i) => this.routerConfig(site, tunnels[i]!));
    this.addOutputs(hub, sites, configs);
    this.addMonitoring();
    hub.addTestVm();
  }

  private lookUpHub(network: Existing): Hub {
    const { location } = this.deployment.gateway;
    const { vnet, gatewaySubnet } = new ExistingNetwork(this, "vnet", { network, location });
    return { vnetId: vnet.id, gatewaySubnet, addTestVm: () => {} };
  }

  private makeHub(network: Network<GatewayRole>, sites: readonly ConnectedSite[]): Hub {
    const { resourceGroup } = this;
    const { admin, gateway, names, tags } = this.deployment;
    const vnet = new DualStackVnet(this, "vnet", { resourceGroup, network, tags });
    const { subnet1, gatewaySubnet } = vnet.subnets;
    const networks = [network, ...sites.map(({ site }) => site.network)];
    const nsg = new DualStackNsg(this, "subnet1-nsg", {
      name: nameBy(names.networkSecurityGroup, { name: network.subnets.subnet1.name }),
      resourceGroup,
      networks,
      adminSourcePrefixes: admin.sourcePrefixes,
      after: [vnet.lastSubnet],
      tags,
    });
    const association = new SubnetNetworkSecurityGroupAssociation(this, "subnet1-security-group", {
      subnetId: subnet1.id,
      networkSecurityGroupId: nsg.group.id,
      dependsOn: [vnet.lastSubnet],
    });
    const addTestVm = () => {
      if (!gateway.testVm) return;
      const { host } = network.subnets.subnet1;
      const { publicAddress } = new DualStackTestVm(this, "test-vm", {
        ...gateway.testVm,
        resourceGroup,
        subnet: subnet1,
        host,
        networks,
        login: this.login(),
        zones: gateway.zones,
        after: [association],
        adminSourcePrefixes: admin.sourcePrefixes,
        names,
        tags,
      });
      this.addTestVmOutputs(publicAddress, host);
    };
    return { vnetId: vnet.vnet.id, gatewaySubnet, after: association, addTestVm };
  }

  private gatewayIn({ gatewaySubnet, after }: Hub, gateway: Gateway): ActiveActiveVpnGateway | ExistingVpnGateway {
    const { name, size, zones, location, network, preventDestroy, locks } = gateway;
    if (gateway.exists && isExisting(network)) {
      const { resourceGroup, name: virtualNetwork } = network;
      return new ExistingVpnGateway(this, "gateway", { name, resourceGroup, virtualNetwork, location, sku: size.sku });
    }
    const { resourceGroup } = this;
    const { names, tags } = this.deployment;
    return new ActiveActiveVpnGateway(this, "gateway", {
      name,
      resourceGroup,
      gatewaySubnet,
      size,
      zones,
      after,
      preventDestroy,
      locks,
      names,
      tags,
    });
  }

  private connect(one: ConnectedSite, after: SiteTunnels | undefined): SiteTunnels {
    const { site } = one;
    const { config, gateway, sharedKeys, tags } = this.deployment;
    const tunnels = new SiteTunnels(this, `site-${site.name}`, {
      resourceGroup: this.resourceGroup,
      gateway: this.gateway.gateway,
      gatewayAddresses: this.gatewayAddresses,
      gatewayName: gateway.name,
      gatewayNetwork: gateway.network,
      site,
      config,
      dpdTimeoutSeconds: site.dpdTimeoutSeconds,
      ends: site.connections.map(({ keyVersion }, i) => ({
        peer: peerOf(one, i),
        sharedKey: this.secret(`shared_key_${site.name.replaceAll("-", "_")}_${i + 1}`, sharedKeys, {
          description: `Shared key of connection ${i + 1} of site ${site.name}`,
          length: 48,
          version: keyVersion,
        }),
      })),
      after,
      tags,
    });
    if ("router" in one) {
      const wanAddresses = site.connections.map(({ wan }) => wan.address!);
      for (const rule of ikeRules(this.gatewayAddresses, wanAddresses)) {
        addSecurityRule(tunnels, one.network.nsg.group, rule);
      }
    }
    return tunnels;
  }

  private routerConfig({ site }: ConnectedSite, tunnels: SiteTunnels): RouterConfig {
    const path = routerFile(site.router.name);
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

  private addMonitoring(): void {
    const { monitoring, tags } = this.deployment;
    if (!monitoring) return;
    this.register(MONITORING_PROVIDERS);
    const { resourceGroup } = this;
    const alerts = alertsOf(this.deployment);
    const lock = this.gateway instanceof ActiveActiveVpnGateway ? this.gateway.lock : undefined;
    const { workspace } = new GatewayMonitoring(this, "monitoring", {
      gateway: this.gateway.gateway,
      lock,
      resourceGroup,
      ...monitoring,
      alerts,
      tags,
    });
    this.output("log_analytics_workspace_id", workspace.id, "Id of the workspace that has the gateway's logs");
  }

  private addOutputs({ vnetId }: Hub, sites: readonly ConnectedSite[], configs: readonly RouterConfig[]): void {
    const bySite = <T>(value: (site: ConnectedSite, index: number) => T) =>
      Object.fromEntries(sites.map((site, i) => [site.site.name, value(site, i)]));
    this.output("resource_group", this.resourceGroup.name, "Name of the gateway's resource group");
    this.output("vnet_id", vnetId, "Id of the gateway's virtual network");
    this.output("gateway_id", this.gateway.gateway.id, "Id of the VPN gateway");
    this.output(
      "gateway_public_addresses",
      this.gatewayAddresses,
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
   * Each instance tries each connection. The router accepts an instance on a WAN where the topology has
   * a tunnel; the others have "none" as tunnel interface.
   */
  private tunnelMatrix(one: ConnectedSite) {
    const { connections, tunnels } = one.site;
    return this.gatewayAddresses.flatMap((gatewayAddress, instance) =>
      connections.map(({ name, wan }, connection) => {
        const tunnel = tunnels.find((each) => each.instance === instance && each.connection === connection);
        return {
          gateway_instance: instance,
          gateway_address: gatewayAddress,
          connection: name,
          router_interface: wan.interface,
          router_private_address: wan.address ?? "unknown",
          router_public_address: peerName(peerOf(one, connection)),
          tunnel_interface: tunnel?.name ?? "none",
        };
      }),
    );
  }
}

/** By what the gateway knows the router's end of a connection: where Azure gives the address, a token. */
function peerOf(one: ConnectedSite, connection: number): Peer {
  if ("router" in one) return { address: one.router.interfaceOf(WAN_ROLES[connection]!).publicIp.ipAddress };
  const { wan } = one.site.connections[connection]!;
  if (wan.peer) return wan.peer;
  throw new Error(`connection ${connection} of ${one.site.name} has no address and no name`);
}

interface RouterConfig {
  readonly path: string;
  readonly text: string;
}
