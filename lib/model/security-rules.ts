import { FAMILIES, type DualStack } from "./dual-stack";
import type { AddressSpace } from "./network";
import type { Prefix } from "./prefix";

/** What a network security group lets in. */
export interface SecurityRule {
  /** Constant, in kebab-case; unique in its group. */
  readonly purpose: string;
  readonly priority: number;
  readonly protocol: "Tcp" | "Udp" | "*";
  /** Prefixes or addresses of one family. */
  readonly sources: readonly string[];
  /** Prefixes or addresses of the same family; absent: every address. */
  readonly destinations?: readonly string[];
  /** A port, or `*`. */
  readonly port: string;
}

/** Azure's name of a rule. */
export const ruleName = ({ purpose }: SecurityRule): string => `allow-${purpose}`;

export interface NetworkRulesProps {
  /** The networks that the VPN joins: everything between their prefixes is let in. */
  readonly networks: readonly AddressSpace[];
  /**
   * Where SSH may come from, IPv4 and IPv6 in one list.
   * @default - nowhere
   */
  readonly adminSourcePrefixes?: readonly Prefix[];
  /**
   * Private addresses that SSH may go to. Azure translates a public address before it looks at the rules.
   * @default - every address
   * @see https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
   */
  readonly sshHosts?: readonly DualStack<string>[];
}

/**
 * SSH from the administrators, and everything between the networks. A rule takes one family, so each purpose has a
 * rule for each family that it has addresses of. Priorities 100 to 109 are taken.
 */
export const networkRules = ({ networks, adminSourcePrefixes = [], sshHosts }: NetworkRulesProps): SecurityRule[] =>
  FAMILIES.flatMap((family, i): SecurityRule[] => {
    const admins = adminSourcePrefixes.filter((prefix) => prefix.family === family).map(({ cidr }) => cidr);
    const between = networks.flatMap((network) => network[family].map(({ cidr }) => cidr));
    return [
      {
        purpose: `ssh-${family}`,
        priority: 100 + i,
        protocol: "Tcp" as const,
        sources: admins,
        ...(sshHosts && { destinations: sshHosts.map((host) => host[family]) }),
        port: "22",
      },
      {
        purpose: `vpn-${family}`,
        priority: 105 + i,
        protocol: "*" as const,
        sources: between,
        destinations: between,
        port: "*",
      },
    ].filter(({ sources }) => sources.length > 0);
  });

/**
 * IKE, and ESP in UDP (NAT-T), from the gateway's addresses alone, to the tunnels' interfaces alone. Priorities 110
 * and 120 are taken.
 *
 * @param gatewayAddresses public IPv4 addresses of the gateway's instances
 * @param routerAddresses private IPv4 addresses of the interfaces that tunnels leave through: Azure translates
 *   the public ones before it looks at the rules
 */
export const ikeRules = (gatewayAddresses: readonly string[], routerAddresses: readonly string[]): SecurityRule[] =>
  [
    { purpose: "ike", priority: 110, port: "500" },
    { purpose: "nat-t", priority: 120, port: "4500" },
  ].map((rule) => ({ ...rule, protocol: "Udp", sources: gatewayAddresses, destinations: routerAddresses }));
