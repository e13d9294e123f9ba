import { NetworkInterface } from "@cdktf/provider-azurerm/lib/network-interface";
import { NetworkInterfaceSecurityGroupAssociation } from "@cdktf/provider-azurerm/lib/network-interface-security-group-association";
import type { NetworkSecurityGroup } from "@cdktf/provider-azurerm/lib/network-security-group";
import { PublicIp } from "@cdktf/provider-azurerm/lib/public-ip";
import type { Subnet } from "@cdktf/provider-azurerm/lib/subnet";
import { Construct } from "constructs";
import type { DualStack } from "../model/dual-stack";
import { publicAddressAttributes } from "./public-address";
import type { ResourceGroup } from "./resource-group";

export interface DualStackNicProps {
  readonly name: string;
  /** Name of the public address; a suffix follows where the address is not in all zones. */
  readonly publicIpName: string;
  readonly resourceGroup: ResourceGroup;
  readonly subnet: Subnet;
  readonly securityGroup: NetworkSecurityGroup;
  /** Static private addresses, one of each family. */
  readonly host: DualStack<string>;
  /** Zones of the public address; empty in a region without zones. */
  readonly zones: readonly string[];
  /**
   * IP forwarding and accelerated networking, for a router.
   * @default false
   */
  readonly forwarding?: boolean;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A network interface with a static IPv4 and a static IPv6 address, a public IPv4 address and a
 * network security group.
 *
 * @example
 * const nic = new DualStackNic(this, "eth1", {
 *   name: "cat-eth1-nic", publicIpName: "cat-eth1-pip", resourceGroup, subnet, securityGroup,
 *   host: { ipv4: "10.2.0.4", ipv6: "2001:db8:2:1::4" }, zones: ["1", "2", "3"], forwarding: true,
 * });
 * nic.publicIp.ipAddress;
 */
export class DualStackNic extends Construct {
  readonly nic: NetworkInterface;
  readonly publicIp: PublicIp;
  /** Azure refuses to end the association while its machine is being deleted, so the machine depends on it. */
  readonly association: NetworkInterfaceSecurityGroupAssociation;

  constructor(scope: Construct, id: string, props: DualStackNicProps) {
    super(scope, id);
    const { resourceGroup, subnet, host, forwarding = false } = props;
    const common = { resourceGroupName: resourceGroup.name, location: resourceGroup.location, tags: props.tags };
    this.publicIp = new PublicIp(this, "public-ip", {
      ...common,
      ...publicAddressAttributes(props.publicIpName, props.zones),
      idleTimeoutInMinutes: 10,
    });
    this.nic = new NetworkInterface(this, "Resource", {
      ...common,
      name: props.name,
      ipForwardingEnabled: forwarding,
      acceleratedNetworkingEnabled: forwarding,
      ipConfiguration: [
        {
          name: "ipconfig-v4",
          primary: true,
          subnetId: subnet.id,
          privateIpAddressVersion: "IPv4",
          privateIpAddressAllocation: "Static",
          privateIpAddress: host.ipv4,
          publicIpAddressId: this.publicIp.id,
        },
        {
          name: "ipconfig-v6",
          subnetId: subnet.id,
          privateIpAddressVersion: "IPv6",
          privateIpAddressAllocation: "Static",
          privateIpAddress: host.ipv6,
        },
      ],
    });
    this.association = new NetworkInterfaceSecurityGroupAssociation(this, "security-group", {
      networkInterfaceId: this.nic.id,
      networkSecurityGroupId: props.securityGroup.id,
    });
  }
}
