import { LocalNetworkGateway } from "@cdktf/provider-azurerm/lib/local-network-gateway";
import { VirtualNetworkGatewayConnection } from "@cdktf/provider-azurerm/lib/virtual-network-gateway-connection";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { toAzure } from "../crypto/azure-policy";
import { KEY_VERSION_TAG, SHARED_KEY } from "../crypto/shared-key";
import type { IpsecPolicy } from "../model/ipsec-policy";
import { cidrs, type AddressSpace } from "../model/network";
import type { Peer } from "../model/site";
import type { ResourceGroup } from "./resource-group";

export interface DualStackConnectionProps {
  readonly name: string;
  /**
   * Derive it from the prefixes: a changed prefix then makes a new local network gateway, to which the
   * connection moves. Under a fixed name azurerm 4 briefly drops all prefixes but the first.
   */
  readonly localNetworkGatewayName: string;
  readonly resourceGroup: ResourceGroup;
  /** The VPN gateway. */
  readonly gateway: { readonly id: string };
  /** Public IPv4 address or name of the site's end. */
  readonly peer: Peer;
  /** Address space behind the peer. Without an IPv6 prefix the connection carries IPv4 alone. */
  readonly siteNetwork: AddressSpace;
  readonly ipsecPolicy: IpsecPolicy;
  /** A key by the rule of {@link SHARED_KEY}. Terraform checks the key, since it is a token here. */
  readonly sharedKey: string;
  /**
   * A new number for each new key. Azure can hang for half an hour where only the key of a connection changes,
   * so the number goes into a tag, which changes with the key.
   * @default 1
   * @see https://github.com/hashicorp/terraform-provider-azurerm/issues/33102
   */
  readonly sharedKeyVersion?: number;
  /**
   * Silence after which the gateway takes the far end for dead, in seconds: 9 to 3600. It is always sent,
   * since the portal saves it too, and azurerm replaces a connection whose timeout changes.
   * @default 45 - Azure's own
   */
  readonly dpdTimeoutSeconds?: number;
  /**
   * A connection to make first: Azure fails when two are made at a time.
   * @default - none
   */
  readonly after?: DualStackConnection;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * One IKEv2 connection that carries IPv4 and IPv6, and the local network gateway that describes
 * its far end. BGP stays unset: the prefixes are routed statically.
 *
 * @example
 * new DualStackConnection(this, "tunnel-1", {
 *   name: "conn1-to-Catalyst", localNetworkGatewayName: "localNetGw1", resourceGroup, gateway: gateway.gateway,
 *   peer: { address: router.interfaceOf("eth2").publicIp.ipAddress }, siteNetwork,
 *   ipsecPolicy: DEFAULT_POLICY, sharedKey: key.value,
 * });
 */
export class DualStackConnection extends Construct {
  readonly localNetworkGateway: LocalNetworkGateway;
  readonly connection: VirtualNetworkGatewayConnection;

  constructor(scope: Construct, id: string, props: DualStackConnectionProps) {
    super(scope, id);
    const { resourceGroup, peer, siteNetwork, sharedKeyVersion = 1, after, tags } = props;
    const common = { resourceGroupName: resourceGroup.name, location: resourceGroup.location, tags };
    this.localNetworkGateway = new LocalNetworkGateway(this, "local-network-gateway", {
      ...common,
      name: props.localNetworkGatewayName,
      ...("address" in peer ? { gatewayAddress: peer.address } : { gatewayFqdn: peer.fqdn }),
      addressSpace: cidrs(siteNetwork),
      lifecycle: { createBeforeDestroy: true },
    });
    this.connection = new VirtualNetworkGatewayConnection(this, "Resource", {
      ...common,
      tags: sharedKeyVersion > 1 ? { ...tags, [KEY_VERSION_TAG]: String(sharedKeyVersion) } : tags,
      name: props.name,
      type: "IPsec",
      connectionProtocol: "IKEv2",
      virtualNetworkGatewayId: props.gateway.id,
      localNetworkGatewayId: this.localNetworkGateway.id,
      sharedKey: props.sharedKey,
      dpdTimeoutSeconds: props.dpdTimeoutSeconds ?? 45,
      ipsecPolicy: toAzure(props.ipsecPolicy),
      dependsOn: after && [after.connection],
      lifecycle: {
        precondition: [
          {
            condition: Fn.can(Fn.regex(SHARED_KEY.pattern, props.sharedKey)),
            errorMessage: `The shared key of ${props.name} ${SHARED_KEY.rule}.`,
          },
        ],
      },
    });
  }
}
