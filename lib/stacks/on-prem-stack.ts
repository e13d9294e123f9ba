import type { Construct } from "constructs";
import { siteStack, type AppConfig, type SiteConfig } from "../../config/names";
import type { PlannedNetwork, SiteRole } from "../addressing/plan";
import { CatalystNva } from "../constructs/catalyst-nva";
import type { NetworkPrefixes } from "../constructs/dual-stack-nsg";
import { DualStackTestVm } from "../constructs/dual-stack-test-vm";
import { OnPremSimVnet } from "../constructs/on-prem-sim-vnet";
import { AzureStack } from "./azure-stack";

export interface OnPremStackProps {
  readonly config: AppConfig;
  readonly site: SiteConfig;
  readonly plan: PlannedNetwork<SiteRole>;
  /** The gateway's network. */
  readonly remote: NetworkPrefixes;
}

/** One site: its network, its router and a test machine behind it. */
export class OnPremStack extends AzureStack {
  readonly site: SiteConfig;
  readonly plan: PlannedNetwork<SiteRole>;
  readonly network: OnPremSimVnet;
  readonly router: CatalystNva;

  constructor(scope: Construct, { config, site, plan, remote }: OnPremStackProps) {
    super(scope, siteStack(site), config, site);
    this.site = site;
    this.plan = plan;
    const { catalyst, network, testVm, zones } = site;
    const { adminSourcePrefixes, tags } = config;
    const { resourceGroup } = this;
    const { eth1, eth2, eth3, app } = network.subnets;
    const login = this.login();
    this.network = new OnPremSimVnet(this, "network", {
      name: network.name,
      routerName: catalyst.name,
      resourceGroup,
      plan,
      subnetNames: { eth1: eth1.name, eth2: eth2.name, eth3: eth3.name, app: app.name },
      remote,
      adminSourcePrefixes,
      tags,
    });
    this.router = new CatalystNva(this, "router", {
      ...catalyst,
      resourceGroup,
      site: this.network,
      plan,
      login,
      zones,
      acceptMarketplaceTerms: config.marketplaceTerms === "managed",
      tags,
    });
    this.addOutputs();
    if (!testVm.enabled) return;
    const vm = new DualStackTestVm(this, "test-vm", {
      ...testVm,
      resourceGroup,
      subnet: this.network.vnet.subnets.app,
      host: plan.subnets.app.host,
      networks: [plan, remote],
      login,
      zones,
      after: this.network.associations,
      adminSourcePrefixes,
      tags,
    });
    this.output("test_vm_public_address", vm.publicAddress, "Public IPv4 address of the test machine");
    this.output("test_vm_private_addresses", plan.subnets.app.host, "Private addresses of the test machine");
    this.output(
      "test_vm_ssh_command",
      `ssh ${config.adminUsername}@${vm.publicAddress}`,
      "Logs in to the test machine",
    );
  }

  private addOutputs(): void {
    const { eth1, eth2, eth3 } = this.router.interfaces;
    const { subnets } = this.plan;
    const { publisher, offer, sku, version } = this.site.catalyst.image;
    this.output("resource_group", this.resourceGroup.name, "Name of the site's resource group");
    this.output("vnet_id", this.network.vnet.network.id, "Id of the site's virtual network");
    this.output("router_id", this.router.vm.id, "Id of the router's virtual machine");
    this.output(
      "router_public_addresses",
      { eth1: eth1.publicIp.ipAddress, eth2: eth2.publicIp.ipAddress, eth3: eth3.publicIp.ipAddress },
      "Public IPv4 addresses of the router, by interface",
    );
    this.output(
      "router_private_addresses",
      { eth1: subnets.eth1.host, eth2: subnets.eth2.host, eth3: subnets.eth3.host },
      "Private addresses of the router, by interface and family",
    );
    this.output(
      "router_ssh_command",
      `ssh ${this.config.adminUsername}@${eth1.publicIp.ipAddress}`,
      "Logs in to the router",
    );
    this.output(
      "marketplace_terms_command",
      `az vm image terms accept --urn ${publisher}:${offer}:${sku}:${version}`,
      "Accepts the terms of the router's image, once for each subscription and release",
    );
  }
}
