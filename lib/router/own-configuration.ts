import { parseAddress } from "../addressing/cidr";
import { GRAMMAR, PROTECTION } from "./grammar";
import type { Kind } from "./names";
import { readRouterConfig } from "./reader";
import { routeLine, type RouteLine } from "./route-line";
import { DISCARD, commands, type Command } from "./section";
import { globalsOf, headingOf, parseSection, sectionKey, valueOf, type Section } from "./sections";

/** What a file says of its router. */
export interface OwnConfiguration {
  /** Starts the names of its objects: `az` */
  readonly namePrefix: string;
  /** By kind and name. */
  readonly sections: ReadonlyMap<string, Section>;
  readonly routes: readonly RouteLine[];
  /** Lines that are added where they are missing, and never removed. */
  readonly lines: readonly string[];
  /** Sections of the router's interfaces and lines, which are left as they are. */
  readonly left: readonly Command[];
}

/** Names a tunnel and where it goes. */
export interface TunnelEnds {
  readonly name: string;
  readonly destination: string;
  readonly vrf?: string;
}

/** Lines of the whole router that a file may have. */
export const ROUTER_LINE = /^(?:platform hardware throughput level MB \d+|ntp server \S+|ipv6 unicast-routing)$/;
/** Sections that a file may have and that are the router's. */
export const ROUTER_SECTION = /^(?:interface GigabitEthernet\d+|line vty 0 4)$/;

/** What starts the names of the objects of a file: that of its IKEv2 policy says it. */
function namePrefixOf(policies: readonly { readonly name: string }[]): string {
  const prefix = policies.map(({ name }) => /^(.+)-POLICY$/.exec(name)?.[1]).find((one) => one !== undefined);
  if (prefix === undefined) {
    throw new Error(
      'the file has no IKEv2 policy whose name ends in "-POLICY", which says how the names of its objects start',
    );
  }
  return prefix;
}

/** Whether this project gives such names under the prefix; `az-eu-POLICY` is another prefix's. */
export function isOwnName(kind: Kind, name: string, namePrefix: string): boolean {
  const { ownName } = GRAMMAR[kind];
  return ownName !== undefined && name.startsWith(namePrefix) && ownName.test(name.slice(namePrefix.length));
}

export const sectionsOf = (sections: ReadonlyMap<string, Section>, kind: Kind): Section[] =>
  [...sections.values()].filter((section) => section.kind === kind);

/** The IPsec profile, the IKEv2 profile and the keyring that a tunnel uses, as far as they are there. */
export function chainOf(tunnel: Section, sections: ReadonlyMap<string, Section>): Section[] {
  const next = (section: Section | undefined, kind: Kind, words: string) => {
    const name = section && valueOf(section, words);
    return name === undefined ? undefined : sections.get(sectionKey(kind, name));
  };
  const ipsecProfile = next(tunnel, "IPsec profile", PROTECTION);
  const profile = next(ipsecProfile, "IKEv2 profile", "set ikev2-profile");
  const keyring = next(profile, "keyring", "keyring local");
  return [ipsecProfile, profile, keyring].filter((section) => section !== undefined);
}

export function endsOf(tunnel: Section): TunnelEnds {
  const vrf = valueOf(tunnel, "tunnel vrf");
  return {
    name: tunnel.name,
    destination: valueOf(tunnel, "tunnel destination") ?? "",
    ...(vrf !== undefined && { vrf }),
  };
}

/** The words before an address that IKEv2 profiles, peers of keyrings, and tunnels go to. */
const FAR = ["match identity remote address", "address", "tunnel destination"];

/** The addresses that tunnels, keyrings and IKEv2 profiles among these sections go to. */
export const farAddresses = (sections: Iterable<Section>): ReadonlySet<string> =>
  new Set(
    [...sections]
      .flatMap(({ lines }) => [...lines, ...lines.flatMap((peer) => peer.lines)])
      .filter(({ keyword }) => FAR.includes(keyword.words))
      .flatMap(({ value }) => /^[\d.]+(?= 255\.255\.255\.255$|$)/.exec(value)?.[0] ?? []),
  );

export const isDiscard = ({ via }: RouteLine) => via === DISCARD;

/** A line of the whole router in one spelling. */
export function lineSpelling(text: string): string {
  const address = /^ntp server ([\da-f:]+:[\da-f:.]+)$/i.exec(text)?.[1];
  try {
    return address === undefined ? text : `ntp server ${parseAddress(address, "ipv6").text}`;
  } catch {
    return text;
  }
}

/** @throws Error that names the line, never a secret */
export function readOwnConfiguration(file: string): OwnConfiguration {
  const namePrefix = namePrefixOf(readRouterConfig(file).policies);
  const top = commands(file);
  const sections = top.flatMap((command) => {
    const heading = headingOf(command);
    return heading ? [parseSection(heading, command, globalsOf([]))] : [];
  });
  return {
    namePrefix,
    sections: new Map(sections.map((section) => [sectionKey(section.kind, section.name), section])),
    routes: top.map(routeLine).filter((route) => route !== undefined),
    lines: top.map(({ text }) => lineSpelling(text)).filter((text) => ROUTER_LINE.test(text)),
    left: top.filter(({ text }) => ROUTER_SECTION.test(text)),
  };
}
