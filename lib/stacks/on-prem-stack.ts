import type { Construct } from "constructs";
import { CatalystNva } from "../constructs/catalyst-nva";
import { DualStackTestVm } from "../constructs/dual-stack-test-vm";
import { OnPremSimVnet } from "../constructs/on-prem-sim-vnet";
import type { SimulatedSite } from "../model/site";
import { WAN_ROLES, type RouterRole } from "../model/topology";
import { AzureStack, type AzureStackProps } from "./azure-stack";

export interface OnPremStackProps extends AzureStackProps {
  readonly site: SimulatedSite;
}

/** One site: its network, its router and a test machine behind it. */
export class OnPremStack extends AzureStack {
  readonly site: SimulatedSite;
  readonly network: OnPremSimVnet;
  readonly router: CatalystNva;

  constructor(scope: Construct, id: string, { deployment, site }: OnPremStackProps) {
    super(scope, id, deployment, site);
    this.site = site;
    const { router, network, testVm, zones } = site;
    const { admin, gateway, marketplaceTerms, names, tags } = deployment;
    const { resourceGroup } = this;
    const login = this.login();
    this.network = new OnPremSimVnet(this, "network", {
      routerName: router.name,
      resourceGroup,
      network,
      gatewayNetwork: gateway.network,
      adminSourcePrefixes: admin.sourcePrefixes,
      sshTo: testVm ? ["eth1", "app"] : ["eth1"],
      names,
      tags,
    });
    this.router = new CatalystNva(this, "router", {
      ...router,
      wans: WAN_ROLES.slice(0, site.connections.length),
      resourceGroup,
      site: this.network,
      login,
      zones,
      acceptMarketplaceTerms: marketplaceTerms === "managed",
      names,
      tags,
    });
    this.addOutputs();
    if (!testVm) return;
    const { host } = network.subnets.app;
    const { publicAddress } = new DualStackTestVm(this, "test-vm", {
      ...testVm,
      resourceGroup,
      subnet: this.network.vnet.subnets.app,
      host,
      networks: [network, gateway.network],
      login,
      zones,
      after: this.network.associations,
      adminSourcePrefixes: admin.sourcePrefixes,
      names,
      tags,
    });
    this.addTestVmOutputs(publicAddress, host);
  }

  private addOutputs(): void {
    const { router, network } = this.site;
    const { publisher, offer, sku, version } = router.image;
    const byInterface = <T>(valueOf: (role: RouterRole) => T) =>
      Object.fromEntries([...this.router.interfaces.keys()].map((role) => [role, valueOf(role)]));
    const publicAddress = (role: RouterRole) => this.router.interfaceOf(role).publicIp.ipAddress;
    this.output("resource_group", this.resourceGroup.name, "Name of the site's resource group");
    this.output("vnet_id", this.network.vnet.vnet.id, "Id of the site's virtual network");
    this.output("router_id", this.router.vm.id, "Id of the router's virtual machine");
    this.output(
      "router_public_addresses",
      byInterface(publicAddress),
      "Public IPv4 addresses of the router, by interface",
    );
    this.output(
      "router_private_addresses",
      byInterface((role) => network.subnets[role].host),
      "Private addresses of the router, by interface and family",
    );
    this.output("router_ssh_command", this.sshCommand(publicAddress("eth1")), "Logs in to the router");
    this.output(
      "marketplace_terms_command",
      `az vm image terms accept --urn ${publisher}:${offer}:${sku}:${version}`,
      "Accepts the terms of the router's image, once for each subscription and release",
    );
  }
}
