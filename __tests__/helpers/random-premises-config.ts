import fc from "fast-check";
import type { ConfigFile } from "../../config/schema";
import { TOPOLOGIES, type TopologyName } from "../../lib/model/topology";

export type PremisesSite = Extract<ConfigFile["sites"][number], { kind: "onPremises" }>;
type Wan = PremisesSite["router"]["wans"][number];

const prefixes = (shape: fc.Arbitrary<string>, least: number) =>
  fc.uniqueArray(shape, { minLength: least, maxLength: 3 });
const networks = (block: number) =>
  fc.record({
    ipv4: prefixes(
      fc.tuple(fc.nat(40), fc.constantFrom(16, 24)).map(([n, length]) => `10.${block + n}.0.0/${length}`),
      1,
    ),
    ipv6: prefixes(
      fc.nat(40).map((n) => `2001:db8:${(block + n).toString(16)}::/48`),
      0,
    ),
  });

/** A WAN of one that goes together, mostly: behind a NAT or not, of an address that stays or changes. */
const wan = (number: number): fc.Arbitrary<Wan> =>
  fc
    .record({
      interface: fc.constantFrom(
        `GigabitEthernet0/0/${number}`,
        `TenGigabitEthernet0/1/${number}.100`,
        `Dialer${number}`,
      ),
      publicAddress: fc.nat(250).map((n) => `198.51.${100 + number}.${n + 1}`),
      nat: fc.constantFrom("none" as const, "static" as const, "port" as const),
      keeps: fc.boolean(),
      nextHop: fc.constantFrom(undefined, "dhcp", `100.6${number}.0.1`),
      vrf: fc.constantFrom(undefined, `INTERNET${number}`, "ONE"),
      fqdn: fc.oneof(
        { weight: 9, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constant("a.example.com") },
      ),
    })
    .map(({ keeps, fqdn, publicAddress, ...rest }) => ({
      ...rest,
      ...(fqdn === undefined ? { publicAddress } : { fqdn }),
      ...(rest.nat !== "none" && keeps && { privateAddress: `172.20.${number}.9` }),
    }));

const site = (name: string, block: number): fc.Arbitrary<PremisesSite> =>
  fc.record({
    kind: fc.constant("onPremises" as const),
    name: fc.constant(name),
    networks: networks(block),
    router: fc.record({
      wans: fc.oneof(fc.tuple(wan(1)), fc.tuple(wan(1), wan(2))),
      tunnelBase: fc.constantFrom(0, 100),
    }),
    topology: fc.oneof(
      { weight: 2, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(...(Object.keys(TOPOLOGIES) as TopologyName[])) },
    ),
  });

/** Configs of sites on premises, of which some are to be refused. */
export const premisesConfig: fc.Arbitrary<ConfigFile> = fc
  .record({
    hub: networks(150),
    exists: fc.constantFrom(undefined, true, false),
    sites: fc.tuple(site("oslo", 1), site("bergen", 60)),
  })
  .map(({ hub, exists, sites }) => ({
    location: "uksouth",
    resourceGroup: "vpn",
    adminUsername: "azureadmin",
    gateway:
      exists === undefined
        ? { name: "gw" }
        : {
            name: "gw",
            existing: { resourceGroup: "hub", virtualNetwork: "net", gateway: exists },
            networks: hub,
          },
    sites,
  }));
