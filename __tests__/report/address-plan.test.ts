import { deploymentOf as exampleOf } from "../helpers/any-deployment";
import { reportOf, rowsOf } from "../helpers/report";
import { deploymentOf, fleet, lab } from "../helpers/synth";

const rows = (caption: string, ...args: Parameters<typeof reportOf>) =>
  rowsOf(reportOf(...args), "addresses", caption).map((row) => Object.values(row).flat().join(" | "));
const networks = (...args: Parameters<typeof reportOf>) => rows("Networks", ...args);
const subnets = (...args: Parameters<typeof reportOf>) => rows("Subnets and hosts", ...args);

test("the article's lab: two networks, and a host in each subnet but the gateway's", () => {
  expect(networks(exampleOf("lab.json"))).toEqual([
    "gateway gw | vnet1 | 10.1.0.0/24 | 2001:db8:1::/48",
    "site cat | cat-net | 10.2.0.0/24 | 2001:db8:2::/48",
  ]);
  expect(subnets(exampleOf("lab.json"))).toEqual([
    "vnet1 | subnet1 | 10.1.0.0/27 | 2001:db8:1:1::/64 | 10.1.0.4 | 2001:db8:1:1::4",
    "vnet1 | GatewaySubnet | 10.1.0.224/27 | 2001:db8:1:e::/64 | given by Azure",
    "cat-net | cat-eth1 | 10.2.0.0/27 | 2001:db8:2:1::/64 | 10.2.0.4 | 2001:db8:2:1::4",
    "cat-net | cat-eth2 | 10.2.0.32/27 | 2001:db8:2:2::/64 | 10.2.0.36 | 2001:db8:2:2::4",
    "cat-net | cat-eth3 | 10.2.0.64/27 | 2001:db8:2:3::/64 | 10.2.0.68 | 2001:db8:2:3::4",
    "cat-net | app-subnet | 10.2.0.96/27 | 2001:db8:2:4::/64 | 10.2.0.100 | 2001:db8:2:4::4",
  ]);
});

test("a subnet that no machine is in has no host: of a second WAN or of a test machine that there is not", () => {
  const bare = lab(({ gateway, sites }) => {
    gateway.testVm = { enabled: false };
    sites[0] = { name: "cat", topology: "single", testVm: { enabled: false } };
  });
  expect(subnets(deploymentOf(bare))).toEqual([
    "vnet1 | subnet1 | 10.1.0.0/27 | 2001:db8:1:1::/64 | none",
    "vnet1 | GatewaySubnet | 10.1.0.224/27 | 2001:db8:1:e::/64 | given by Azure",
    "cat-net | cat-eth1 | 10.2.0.0/27 | 2001:db8:2:1::/64 | 10.2.0.4 | 2001:db8:2:1::4",
    "cat-net | cat-eth2 | 10.2.0.32/27 | 2001:db8:2:2::/64 | 10.2.0.36 | 2001:db8:2:2::4",
    "cat-net | cat-eth3 | 10.2.0.64/27 | 2001:db8:2:3::/64 | none",
    "cat-net | app-subnet | 10.2.0.96/27 | 2001:db8:2:4::/64 | none",
  ]);
});

test("sites on premises have networks alone, and one of IPv4 alone has no IPv6", () => {
  expect(networks(exampleOf("examples/ipv4-branches.json"))).toEqual([
    "gateway gw | vnet1 | 10.1.0.0/24 | 2001:db8:1::/48",
    "site oslo | on premises | 10.20.0.0/16 | 2001:db8:20::/48",
    "site bodo | on premises | 10.40.0.0/24 | 10.41.0.0/24 | none",
    "site tromso | on premises | 10.50.0.0/24 | none",
  ]);
  expect(subnets(exampleOf("examples/ipv4-branches.json"))).toEqual([
    "vnet1 | subnet1 | 10.1.0.0/27 | 2001:db8:1:1::/64 | 10.1.0.4 | 2001:db8:1:1::4",
    "vnet1 | GatewaySubnet | 10.1.0.224/27 | 2001:db8:1:e::/64 | given by Azure",
  ]);
});

test("of an existing hub the networks are named, and no table stands where nothing is made", () => {
  const report = reportOf(exampleOf("examples/existing-hub.json"));
  expect(networks(exampleOf("examples/existing-hub.json"))).toEqual([
    "gateway hub-vpngw | hub-vnet | 10.0.0.0/16 | 10.8.0.0/16 | 2001:db8:1::/48",
    "site oslo | on premises | 10.20.0.0/16 | 192.168.7.0/24 | 2001:db8:20::/48",
  ]);
  expect(report.sections.find(({ id }) => id === "addresses")!.blocks).toHaveLength(1);
});

test("of one site alone: its networks beside the gateway's, and no other site's", () => {
  const deployment = deploymentOf(fleet());
  const sites = deployment.sites.filter(({ name }) => name === "cairo");
  expect(networks(deployment, { sites })).toEqual([
    "gateway hub | vnet1 | 10.1.0.0/24 | 2001:db8:1::/48",
    "site cairo | cairo-net | 10.64.2.0/24 | 2001:db8:102::/48",
  ]);
  expect(subnets(deployment, { sites })).toEqual([
    "vnet1 | subnet1 | 10.1.0.0/27 | 2001:db8:1:1::/64 | 10.1.0.4 | 2001:db8:1:1::4",
    "vnet1 | GatewaySubnet | 10.1.0.224/27 | 2001:db8:1:e::/64 | given by Azure",
    "cairo-net | cairo-eth1 | 10.64.2.0/27 | 2001:db8:102:1::/64 | 10.64.2.4 | 2001:db8:102:1::4",
    "cairo-net | cairo-eth2 | 10.64.2.32/27 | 2001:db8:102:2::/64 | 10.64.2.36 | 2001:db8:102:2::4",
    "cairo-net | cairo-eth3 | 10.64.2.64/27 | 2001:db8:102:3::/64 | 10.64.2.68 | 2001:db8:102:3::4",
    "cairo-net | app-subnet | 10.64.2.96/27 | 2001:db8:102:4::/64 | none",
  ]);
});
