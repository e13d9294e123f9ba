import { LinuxVirtualMachine } from "@cdktf/provider-azurerm/lib/linux-virtual-machine";
import { MarketplaceAgreement } from "@cdktf/provider-azurerm/lib/marketplace-agreement";
import { Construct } from "constructs";
import { readTemplate, render } from "../catalyst/render";
import type { ImageReference } from "../model/machine";
import { DEFAULT_NAMES, nameBy, type Names } from "../model/names";
import { WAN_ROLES, type RouterRole, type WanRole } from "../model/topology";
import { DualStackNic } from "./dual-stack-nic";
import type { LinuxLogin } from "./linux-login";
import { linuxMachineAttributes } from "./linux-machine";
import type { OnPremSimVnet } from "./on-prem-sim-vnet";
import type { ResourceGroup } from "./resource-group";

export interface CatalystNvaProps {
  /** Host name of the router, and the start of its parts' names. */
  readonly name: string;
  readonly resourceGroup: ResourceGroup;
  readonly site: OnPremSimVnet;
  readonly login: LinuxLogin;
  /** A size with four interfaces or more; see "Sizes" in Cisco's deployment guide. */
  readonly size: string;
  /** A marketplace image, whose terms somebody has accepted. */
  readonly image: ImageReference;
  /** Interfaces that tunnels leave through. @default - eth2 and eth3 */
  readonly wans?: readonly WanRole[];
  /** Zones of the public addresses; empty in a region without zones. */
  readonly zones: readonly string[];
  /**
   * Save and reload on first boot, which activates the licence level.
   * @default false - Cisco's HA guide says that a reload can apply day 0 again
   */
  readonly reloadOnFirstBoot?: boolean;
  /**
   * A new number makes Terraform replace the router, which then boots with the day 0 of this release.
   * @default 1
   */
  readonly machineVersion?: number;
  /**
   * Accept the image's terms by a Terraform resource, which fails where they are accepted already.
   * @default false
   */
  readonly acceptMarketplaceTerms?: boolean;
  /** @default - the article's names */
  readonly names?: Names;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A Catalyst 8000V: eth1 for administration and the networks behind it, eth2 and eth3 for tunnels. Day 0 sets
 * host name, licence level and what an audit asks of a router, and no secret.
 *
 * @example
 * const router = new CatalystNva(this, "router", {
 *   name: "cat", resourceGroup, site, size: "Standard_D16_v5", zones: ["1", "2", "3"],
 *   image: { publisher: "cisco", offer: "cisco-c8000v-byol", sku: "17_16_01a-byol", version: "latest" },
 *   login: { username: "azureadmin", password: adminPassword.value },
 * });
 * router.interfaceOf("eth2").publicIp.ipAddress;
 */
export class CatalystNva extends Construct {
  readonly vm: LinuxVirtualMachine;
  /** In the order in which IOS-XE numbers them. */
  readonly interfaces: ReadonlyMap<RouterRole, DualStackNic>;

  constructor(scope: Construct, id: string, props: CatalystNvaProps) {
    super(scope, id);
    const { name, resourceGroup, site, image, names = DEFAULT_NAMES, tags } = props;
    const nic = (role: RouterRole) =>
      new DualStackNic(this, role, {
        name: nameBy(names.networkInterface, { name: `${name}-${role}` }),
        publicIpName: nameBy(names.routerPublicIp, { name: `${name}-${role}` }),
        resourceGroup,
        subnet: site.vnet.subnets[role],
        securityGroup: site.nsg.group,
        host: site.network.subnets[role].host,
        zones: props.zones,
        forwarding: true,
        tags,
      });
    const roles: readonly RouterRole[] = ["eth1", ...(props.wans ?? WAN_ROLES)];
    this.interfaces = new Map(roles.map((role) => [role, nic(role)]));
    const nics = [...this.interfaces.values()];
    const terms = props.acceptMarketplaceTerms
      ? new MarketplaceAgreement(this, "terms", {
          publisher: image.publisher,
          offer: image.offer,
          plan: image.sku,
          // Destroying it cancels the terms for the whole subscription.
          lifecycle: { preventDestroy: true },
        })
      : undefined;
    const day0 = render(readTemplate("catalyst-day0.ios"), {
      hostname: name,
      reload: props.reloadOnFirstBoot ?? false,
    });
    this.vm = new LinuxVirtualMachine(this, "Resource", {
      ...linuxMachineAttributes({
        name,
        diskName: nameBy(names.osDisk, { name }),
        login: props.login,
        customData: day0,
        diskType: "Standard_LRS",
        version: props.machineVersion,
      }),
      resourceGroupName: resourceGroup.name,
      location: resourceGroup.location,
      size: props.size,
      networkInterfaceIds: nics.map((one) => one.nic.id),
      plan: { publisher: image.publisher, product: image.offer, name: image.sku },
      sourceImageReference: { ...image },
      tags,
      // Azure refuses writes to the interfaces and subnets of a machine that is being deleted, so the machine
      // is deleted before them. https://github.com/hashicorp/terraform-provider-azurerm/issues/6669
      dependsOn: [...nics.map(({ association }) => association), ...site.associations, ...(terms ? [terms] : [])],
    });
  }
  /** @throws Error where the router has no such interface */
  interfaceOf(role: RouterRole): DualStackNic {
    const found = this.interfaces.get(role);
    if (!found) throw new Error(`${this.node.path} has no interface ${role}`);
    return found;
  }
}
