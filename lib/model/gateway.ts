import type { GatewaySize } from "./gateway-skus";
import type { TestVm } from "./machine";
import type { ExistingNetwork, GatewayRole, Network } from "./network";
import type { Placement } from "./placement";

/** The active-active VPN gateway and its network: what is made, and what exists and is only looked at. */
export interface Gateway extends Placement {
  readonly name: string;
  readonly size: GatewaySize;
  /** Whether the gateway is there already, in the resource group of its network. */
  readonly exists: boolean;
  /** How many connections it has that are not of this deployment. */
  readonly otherConnections: number;
  /** Whether Terraform refuses to destroy or replace a gateway that it made. */
  readonly preventDestroy: boolean;
  /** Whether Azure refuses to delete a gateway and its addresses that Terraform made, whoever asks. */
  readonly locks: boolean;
  readonly network: Network<GatewayRole> | ExistingNetwork;
  /** In a network of our own alone. */
  readonly testVm?: TestVm;
}

/** Whether the gateway's network is there already. */
export const isExisting = (network: Gateway["network"]): network is ExistingNetwork => !("subnets" in network);
