import { join } from "node:path";
import fc from "fast-check";
import { loadConfig } from "../../config/load";
import { parsePrefix } from "../../lib/addressing/cidr";
import type { Deployment } from "../../lib/model/deployment";
import type { AddressSpace } from "../../lib/model/network";
import type { OnPremisesSite, Wan } from "../../lib/model/site";
import { shapeOf, TOPOLOGIES, type TopologyName } from "../../lib/model/topology";

type Drawn = Pick<Deployment, "gateway" | "names" | "sites">;

const project = join(__dirname, "../..");
export const deploymentOf = (config: string): Deployment => loadConfig(join(project, "config", config)).deployment;
const lab = deploymentOf("lab.json");

/** Any text of ASCII that can be seen, longer than a config takes it. */
const name = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 100 });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const network: fc.Arbitrary<AddressSpace> = fc.record({
  ipv4: fc.array(
    fc.nat(250).map((n) => parsePrefix(`10.${n}.0.0/16`, "ipv4")),
    { minLength: 1, maxLength: 30 },
  ),
  ipv6: fc.array(
    fc.nat(0xffff).map((n) => parsePrefix(`2001:db8:${n.toString(16)}:8888:9999:aaaa:bbbb:cccc/128`, "ipv6")),
    { maxLength: 5 },
  ),
});

const wan: fc.Arbitrary<Wan> = fc.record(
  {
    interface: name,
    address: fc.ipV4(),
    vrf: name,
    nat: fc.constantFrom("none", "static", "port"),
    peer: fc.oneof(fc.record({ address: fc.ipV4() }), fc.record({ fqdn: fc.domain() })),
  },
  { requiredKeys: ["interface", "nat"] },
);

const site: fc.Arbitrary<OnPremisesSite> = fc
  .record({
    name,
    router: optional(name),
    network,
    topology: fc.constantFrom(...(Object.keys(TOPOLOGIES) as TopologyName[])),
    wans: fc.tuple(wan, wan),
    connections: fc.tuple(name, name),
    tunnelBase: fc.nat(2_147_483_000),
  })
  .map(({ name, router, network, topology, wans, connections, tunnelBase }) => {
    const shape = shapeOf(topology);
    return {
      ...{ kind: "onPremises", name, network, topology, dpdTimeoutSeconds: 45 },
      router: { name: router ?? name, namePrefix: "az" },
      connections: wans.slice(0, shape.connections).map((wan, i) => ({
        ...lab.sites[0]!.connections[0]!,
        ...{ wan, name: connections[i]! },
      })),
      tunnels: shape.tunnels.map((tunnel, i) => ({
        ...tunnel,
        name: `Tunnel${tunnelBase + i}`,
        address: "172.16.0.1",
      })),
    };
  });

/** What a picture is drawn of, with names that no config takes. */
export const anyDeployment: fc.Arbitrary<Drawn> = fc
  .record({
    name,
    exists: fc.boolean(),
    network,
    networkName: name,
    sites: fc.array(site, { minLength: 1, maxLength: 4 }),
  })
  .map(({ name, exists, network, networkName, sites }) => ({
    names: lab.names,
    gateway: { ...lab.gateway, name, exists, network: { ...network, name: networkName, resourceGroup: "hub" } },
    sites,
  }));
