import type { DualStack } from "./dual-stack";
import type { Prefix } from "./prefix";

/** The prefixes of a network, which share no address. A network of one family has none of the other. */
export type AddressSpace = DualStack<readonly Prefix[]>;

/** The prefixes as text, those of IPv4 first. */
export const cidrs = ({ ipv4, ipv6 }: AddressSpace): string[] => [...ipv4, ...ipv6].map(({ cidr }) => cidr);

/** Subnets of the gateway's virtual network. */
export type GatewayRole = "subnet1" | "gatewaySubnet";

/** Subnets of a site's virtual network: three for the router's interfaces, one for machines behind the router. */
export type SiteRole = "eth1" | "eth2" | "eth3" | "app";

/** A dual-stack subnet. */
export interface Subnet extends DualStack<Prefix> {
  /** Azure's name of the subnet. */
  readonly name: string;
  /** Static addresses of the one host that the subnet is for. */
  readonly host: DualStack<string>;
  /** Azure's IPv4 router: the first address of the subnet. */
  readonly defaultGateway: string;
}

/** A dual-stack virtual network and its subnets, by role. */
export interface Network<Role extends string> extends AddressSpace {
  /** Azure's name of the virtual network. */
  readonly name: string;
  readonly subnets: Readonly<Record<Role, Subnet>>;
}

/** A virtual network that exists already. */
export interface ExistingNetwork extends AddressSpace {
  /** Azure's name of the virtual network. */
  readonly name: string;
  readonly resourceGroup: string;
}
