import { IPv4, IPv6 } from "ipaddr.js";
import { matches, type Section } from "./configuration";
import type { TunnelState, World } from "./world";

/** An address of an interface. */
export interface InterfaceAddress {
  readonly address: string;
  readonly length: number;
  /** How it came: `DHCP`, `manual`. */
  readonly method: "DHCP" | "manual";
}

/** A tunnel, as its interface is configured. */
export interface Tunnel {
  /** An address; undefined while the interface that is named has none. */
  readonly source?: string;
  /** The interface that is named as the source, or that has the address. */
  readonly sourceInterface?: string;
  readonly destination?: string;
  /** Words after `tunnel mode ipsec`. */
  readonly mode?: string;
  readonly vrf?: string;
  readonly ipsecProfile?: string;
  readonly ikev2Profile?: string;
  readonly state?: TunnelState;
}

/** An interface as it is now. */
export interface Interface {
  readonly name: string;
  readonly description?: string;
  readonly vrf?: string;
  readonly status: "up" | "administratively down";
  readonly isProtocolUp: boolean;
  readonly ipv4?: InterfaceAddress;
  /** In capitals, without the link's own; empty where the interface has none. */
  readonly ipv6: readonly InterfaceAddress[];
  /** Undefined where IPv6 is off. */
  readonly linkLocal?: string;
  /** Of IPv4 packets. */
  readonly mtu: number;
  readonly tunnel?: Tunnel;
}

const first = (section: Section, pattern: RegExp): string | undefined => matches(section, pattern)[0]?.[1];

const cidr = (text: string, method: InterfaceAddress["method"]): InterfaceAddress => {
  const [address = "", length] = text.split("/");
  return { address: address.toUpperCase(), length: Number(length), method };
};

/** Kinds that `show` commands put last. */
const SOFTWARE = ["Loopback", "Tunnel"];

/** Interfaces as configuration and world make them: those of hardware first, then by number. */
export function interfacesOf(configuration: Section, world: World): readonly Interface[] {
  const rank = (key: string) => SOFTWARE.findIndex((kind) => key.startsWith(`interface ${kind}`));
  const stanzas = configuration
    .filter(({ key }) => key.startsWith("interface "))
    .sort((a, b) => rank(a.key) - rank(b.key) || a.key.localeCompare(b.key, "en", { numeric: true }));
  const plain = stanzas.map(({ key, section = [] }) => ({
    name: key.replace("interface ", ""),
    section,
    ipv4: ipv4Of(key.replace("interface ", ""), section, world),
  }));
  return plain.map(({ name, section, ipv4 }, index) => {
    const isShut = matches(section, /^shutdown$/).length > 0;
    const source = first(section, /^tunnel source (\S+)$/);
    const sourceInterface = plain.find((one) => one.name === source || one.ipv4?.address === source);
    const ipsecProfile = first(section, /^tunnel protection ipsec profile (\S+)$/);
    const profile = configuration.find(({ key }) => key === `crypto ipsec profile ${ipsecProfile}`);
    const tunnel: Tunnel | undefined = name.startsWith("Tunnel")
      ? {
          source: source === undefined || /^[\d.]+$/.test(source) ? source : sourceInterface?.ipv4?.address,
          sourceInterface: sourceInterface?.name,
          destination: first(section, /^tunnel destination (\S+)$/),
          mode: first(section, /^tunnel mode ipsec (.+)$/),
          vrf: first(section, /^tunnel vrf (\S+)$/),
          ipsecProfile,
          ikev2Profile: first(profile?.section ?? [], /^set ikev2-profile (\S+)$/),
          state: isShut || ipsecProfile === undefined ? undefined : world.tunnel(name),
        }
      : undefined;
    const ipv6 = ipv6Of(name, section, world);
    const hasIpv6 = ipv6.length > 0 || matches(section, /^ipv6 (?:enable$|address )/).length > 0;
    return {
      name,
      description: first(section, /^description (.+)$/),
      vrf: first(section, /^vrf forwarding (\S+)$/),
      status: isShut ? "administratively down" : "up",
      isProtocolUp: !isShut && (!tunnel || isUp(tunnel)),
      ipv4,
      ipv6,
      linkLocal: hasIpv6 ? linkLocalOf(index) : undefined,
      mtu: Number(first(section, /^ip mtu (\d+)$/) ?? (tunnel ? 9938 : 1500)),
      tunnel,
    };
  });
}

/** The line protocol of a tunnel that IPsec protects goes down with its last ESP SA. */
function isUp({ source, destination, ipsecProfile, state }: Tunnel): boolean {
  if (source === undefined || destination === undefined) return false;
  return ipsecProfile === undefined || (state?.ike?.status === "READY" && state.flows.length > 0);
}

function ipv4Of(name: string, section: Section, world: World): InterfaceAddress | undefined {
  const [match] = matches(section, /^ip address (?:(dhcp)|(\S+) (\S+))$/);
  if (!match) return undefined;
  const [, dhcp, address, mask] = match;
  if (!dhcp) return { address: address!, length: IPv4.parse(mask!).prefixLengthFromSubnetMask()!, method: "manual" };
  const given = world.addresses(name).ipv4;
  return given === undefined ? undefined : cidr(given, "DHCP");
}

function ipv6Of(name: string, section: Section, world: World): readonly InterfaceAddress[] {
  return matches(section, /^ipv6 address (\S+)$/).flatMap(([, text = ""]) => {
    if (text !== "dhcp" && text !== "autoconfig") return [cidr(text, "manual")];
    return (world.addresses(name).ipv6 ?? []).map((given) => {
      const [address, length] = IPv6.parseCIDR(given);
      return cidr(`${address.toString()}/${length}`, "DHCP");
    });
  });
}

/** Made up, of the form that a MAC address gives. */
const linkLocalOf = (index: number): string =>
  IPv6.parse(`fe80::6245:bdff:fe10:${(index + 1).toString(16)}`)
    .toString()
    .toUpperCase();
