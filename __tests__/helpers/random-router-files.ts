import fc from "fast-check";
import type { ConfigFile } from "../../config/schema";
import { TOPOLOGIES, type TopologyName } from "../../lib/model/topology";
import { routerFiles, type FarEnds } from "./router-files";

const policies: fc.Arbitrary<NonNullable<ConfigFile["ipsecPolicy"]>> = fc.record(
  {
    ikeEncryption: fc.constantFrom("AES256", "GCMAES256"),
    ikeIntegrity: fc.constantFrom("SHA256", "SHA384"),
    dhGroup: fc.constantFrom("ECP256", "ECP384"),
    pfsGroup: fc.constantFrom("None", "ECP384", "PFSMM"),
    saLifetimeSeconds: fc.constantFrom(3600, 27000),
    saDataSizeKilobytes: fc.constantFrom(0, 4_608_000, 1_000_000),
  },
  { requiredKeys: [] },
);

const keyVersions = fc.constantFrom(1, 2, 3);

const topologies = fc.constantFrom(...(Object.keys(TOPOLOGIES) as TopologyName[]));

const prefixes = fc.record({
  ipv4: fc.uniqueArray(fc.constantFrom("10.150.0.0/16", "10.151.0.0/16", "10.151.8.0/24", "10.152.0.0/24"), {
    minLength: 1,
    maxLength: 3,
  }),
  ipv6: fc.uniqueArray(fc.constantFrom("2001:db8:a0::/48", "2001:db8:a1::/48"), { maxLength: 2 }),
});

const wan = (number: number) =>
  fc
    .record({
      interface: fc.constant(`GigabitEthernet0/0/${number}`),
      publicAddress: fc.constantFrom(`198.51.100.${number}`, `198.51.101.${number}`),
      nat: fc.constantFrom("none" as const, "static" as const, "port" as const),
      keeps: fc.boolean(),
      nextHop: fc.constantFrom(undefined, "dhcp", `100.6${number}.0.1`),
      vrf: fc.constantFrom(undefined, `INTERNET${number}`),
    })
    .map(({ keeps, ...rest }) => ({
      ...rest,
      ...(rest.nat !== "none" && keeps && { privateAddress: `172.20.${number}.9` }),
    }));

const onPremises: fc.Arbitrary<ConfigFile> = fc
  .record({
    hub: prefixes,
    dual: fc.boolean(),
    wans: fc.oneof(fc.tuple(wan(1)), fc.tuple(wan(1), wan(2))),
    tunnelBase: fc.constantFrom(0, 1, 100),
    topology: fc.oneof(fc.constant(undefined), topologies),
    ipsecPolicy: policies,
    nextIpsecPolicy: fc.option(policies, { nil: undefined }),
    keyVersion: keyVersions,
  })
  .map(({ hub, dual, wans, tunnelBase, keyVersion, ...site }) => ({
    location: "uksouth",
    resourceGroup: "vpn",
    adminUsername: "azureadmin",
    gateway: {
      name: "gw",
      existing: { resourceGroup: "hub", virtualNetwork: "net", gateway: true },
      networks: hub,
    },
    sites: [
      {
        kind: "onPremises" as const,
        name: "oslo",
        networks: { ipv4: ["10.20.0.0/16"], ipv6: dual ? ["2001:db8:20::/48"] : [] },
        router: { wans, tunnelBase },
        connections: [{ keyVersion }],
        ...site,
      },
    ],
  }));

const simulated: fc.Arbitrary<ConfigFile> = fc
  .record({
    topology: topologies,
    ipsecPolicy: policies,
    tunnelBase: fc.constantFrom(0, 1, 7),
    keyVersion: keyVersions,
  })
  .map(({ tunnelBase, keyVersion, ...site }) => ({
    location: "uksouth",
    resourceGroup: "vpn",
    adminUsername: "azureadmin",
    gateway: { name: "gw" },
    sites: [{ name: "cat", catalyst: { tunnelBase }, connections: [{ keyVersion }], ...site }],
  }));

const farEnds: fc.Arbitrary<FarEnds> = fc.record({
  addresses: fc.shuffledSubarray(["203.0.113.4", "203.0.113.5", "203.0.113.6"], { minLength: 2, maxLength: 2 }),
  keys: fc.tuple(fc.constantFrom("first-key-1", "first-key-2"), fc.constantFrom("second-key-1", "second-key-2")),
}) as unknown as fc.Arbitrary<FarEnds>;

/** The file of the first router of an arbitrary config, for arbitrary far ends. */
export const randomFile = (config: fc.Arbitrary<ConfigFile>) =>
  fc
    .tuple(config, farEnds)
    .map(([one, ends]) => routerFiles(one, ends)?.[0])
    .filter((text) => text !== undefined);

/** Arbitrary configs of one site, by where its router is. */
export const CONFIGS = [
  ["on premises", onPremises],
  ["in Azure", simulated],
] as const;
