import fc from "fast-check";
import type { ConfigFile } from "../../config/schema";
import { usableAlgorithms } from "../../lib/catalyst/ios-xe-policy";
import { ALGORITHMS, type Algorithm, type AlgorithmField, type IpsecPolicy } from "../../lib/model/ipsec-policy";
import { THROUGHPUT_LEVELS } from "../../lib/model/throughput";
import { TOPOLOGIES, type TopologyName } from "../../lib/model/topology";

const ipv4Space = fc
  .tuple(fc.nat(31), fc.nat(255), fc.constantFrom(16, 20, 22, 24, 25, 26))
  .map(([a, b, length]) => `10.${a}.${length > 16 ? b & ~0xf : 0}.0/${length}`);
const ipv6Space = fc
  .tuple(fc.nat(0xffff), fc.constantFrom(44, 48, 56, 60))
  .map(([n, length]) => `2001:db8:${(length < 48 ? n & ~0xf : n).toString(16)}::/${length}`);
const hostName = fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);
const network = fc.record({ ipv4: ipv4Space, ipv6: ipv6Space }, { requiredKeys: [] });

/** Number of a /27: the first eight are those of a /24, so that some overlap and some lie outside. */
const slot = fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(8) });
const siteNetwork = fc
  .tuple(network, fc.record({ eth1: slot, eth2: slot, eth3: slot, app: slot }))
  .map(([given, slots]) => {
    const [start, length] = (given.ipv4 ?? "10.2.0.0/24").split("/");
    const subnets = Object.entries(slots).flatMap(([role, n]) =>
      n === undefined || Number(length) > 24
        ? []
        : [[role, { ipv4: n < 8 ? start!.replace(/0$/, `${n * 32}/27`) : "10.255.255.0/27" }] as const],
    );
    return { ...given, subnets: Object.fromEntries(subnets) };
  });

/** One that is smaller than a /24 has to say where GatewaySubnet lies. */
const gatewayNetwork = network.map((given) => {
  const [start, length] = (given.ipv4 ?? "10.1.0.0/24").split("/");
  if (Number(length) <= 24) return given;
  return { ...given, subnets: { gatewaySubnet: { ipv4: start!.replace(/0$/, "32/27") } } };
});

/** One that both ends can do, mostly. */
function algorithm<const Field extends AlgorithmField>(field: Field): fc.Arbitrary<Algorithm<Field>> {
  const usable = usableAlgorithms(field) as Algorithm<Field>[];
  const all = ALGORITHMS[field] as readonly Algorithm<Field>[];
  return fc.oneof(
    { weight: 19, arbitrary: fc.constantFrom(...usable) },
    { weight: 1, arbitrary: fc.constantFrom(...all) },
  );
}

const policy = fc.record(
  {
    ikeEncryption: algorithm("ikeEncryption"),
    ikeIntegrity: algorithm("ikeIntegrity"),
    dhGroup: algorithm("dhGroup"),
    ipsecEncryption: algorithm("ipsecEncryption"),
    ipsecIntegrity: algorithm("ipsecIntegrity"),
    pfsGroup: algorithm("pfsGroup"),
    saLifetimeSeconds: fc.integer({ min: 290, max: 2_592_010 }),
    saDataSizeKilobytes: fc.oneof(fc.constant(0), fc.integer({ min: 2500, max: 2_147_483_647 })),
  },
  { requiredKeys: [] },
);

/** What differs from the policy above; all of it goes with most policies. */
const override = fc.record(
  {
    dhGroup: fc.constantFrom("ECP256", "ECP384"),
    ikeIntegrity: fc.constantFrom("SHA256", "SHA1"),
    pfsGroup: fc.constantFrom("ECP384", "PFSMM"),
    saLifetimeSeconds: fc.constantFrom(3600, 27000),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<IpsecPolicy>>;

const zones = fc.constantFrom<("1" | "2" | "3")[]>([], ["2"], ["1", "2", "3"], ["1", "3"]);
const testVm = fc.record({ enabled: fc.boolean() }, { requiredKeys: [] });
const supernet = (space: fc.Arbitrary<string>, longest: number) =>
  space.filter((cidr) => Number(cidr.split("/")[1]) <= longest);

const names = {
  ntpServers: fc.array(fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()), { maxLength: 3 }),
  namePrefix: fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,15}$/),
  // A higher one needs addresses, and beyond the last interface it is wrong.
  tunnelBase: fc.oneof(
    { weight: 9, arbitrary: fc.nat(65_531) },
    { weight: 1, arbitrary: fc.integer({ min: 65_532, max: 2_147_483_646 }) },
  ),
};
/** A level that needs a licence has it, mostly. */
const catalyst = fc.oneof(
  {
    weight: 19,
    arbitrary: fc.record({ throughputMbps: fc.constantFrom(10, 50, 100, 250), ...names }, { requiredKeys: [] }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      throughputMbps: fc.constantFrom(...THROUGHPUT_LEVELS),
      hseck9: fc.constant(true),
      ...names,
    }),
  },
  { weight: 1, arbitrary: fc.record({ throughputMbps: fc.constant(500), ...names }) },
);

const site = fc.record(
  {
    name: hostName,
    network: siteNetwork,
    index: fc.nat(15),
    zones,
    catalyst,
    topology: fc.constantFrom(...(Object.keys(TOPOLOGIES) as TopologyName[])),
    ipsecPolicy: override,
    nextIpsecPolicy: override,
    testVm,
  },
  { requiredKeys: ["name", "network"] },
);

/** Configs of simulated sites, of which many are to be refused. */
export const simulatedConfig: fc.Arbitrary<ConfigFile> = fc
  .record(
    {
      location: fc.constant("uksouth"),
      resourceGroup: hostName,
      adminUsername: fc.constant("azureadmin"),
      gateway: fc.record({ name: hostName, network: gatewayNetwork }, { requiredKeys: ["name"] }),
      sites: fc.array(site, { minLength: 1, maxLength: 3 }),
      sitePrefixes: fc.record({ ipv4: supernet(ipv4Space, 20), ipv6: supernet(ipv6Space, 44) }),
      siteDefaults: fc.record({ zones, testVm }, { requiredKeys: [] }),
      ipsecPolicy: policy,
      sharedKeys: fc.constantFrom("generate", "variable"),
      adminSourcePrefixes: fc.array(fc.oneof(ipv4Space, ipv6Space), { maxLength: 2 }),
      writeFile: fc.boolean(),
      tags: fc.dictionary(hostName, fc.string({ maxLength: 20 }), { maxKeys: 2 }),
    },
    { requiredKeys: ["location", "resourceGroup", "adminUsername", "gateway", "sites"] },
  )
  // An index without sitePrefixes is always refused.
  .map((file) => (file.sitePrefixes ? file : { ...file, sites: file.sites.map(({ index: _, ...rest }) => rest) }));
