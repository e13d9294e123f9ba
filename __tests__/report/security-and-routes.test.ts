import { deploymentOf as exampleOf } from "../helpers/any-deployment";
import { DEPLOYED, reportOf, rowsOf, textsOf } from "../helpers/report";
import { deploymentOf, fleet, lab } from "../helpers/synth";

type Asked = Parameters<typeof reportOf>;

const rows = (caption: string, ...args: Asked) =>
  rowsOf(reportOf(...args), "security-and-routes", caption).map((row) =>
    Object.values(row)
      .map((cell) => [cell].flat().join(", "))
      .join(" | "),
  );
const rules = (...args: Asked) => rows("Rules of the network security groups, inbound", ...args);
const routes = (...args: Asked) => rows("Route tables", ...args);
const texts = (...args: Asked) => textsOf(reportOf(...args), "security-and-routes");

const GROUPS =
  "Network security groups let in what follows, besides what Azure's default rules let in; all else from the Internet is refused.";
const HUB = "The gateway's network exists already: its groups and route tables are not this deployment's.";
const PREMISES = "What guards a site on premises is its own; its router's file says what an access list has to let in.";

describe("the article's lab", () => {
  const deployment = exampleOf("lab.json");
  const [hub4, hub6] = ["10.1.0.0/24, 10.2.0.0/24", "2001:db8:1::/48, 2001:db8:2::/48"];
  const [cat4, cat6] = ["10.2.0.0/24, 10.1.0.0/24", "2001:db8:2::/48, 2001:db8:1::/48"];
  const cat = "cat-nsg, subnets of site cat, router cat";

  test("lets in SSH of the administrators, what comes through the VPN, and IKE of the gateway at the router alone", () => {
    expect(rules(deployment)).toEqual([
      "subnet1-nsg, subnet subnet1 | 100, allow-ssh-ipv4 | TCP | 192.0.2.0/24 | any | 22",
      `subnet1-nsg, subnet subnet1 | 105, allow-vpn-ipv4 | any | ${hub4} | ${hub4} | any`,
      `subnet1-nsg, subnet subnet1 | 106, allow-vpn-ipv6 | any | ${hub6} | ${hub6} | any`,
      "vm1-nsg, vm1 | 100, allow-ssh-ipv4 | TCP | 192.0.2.0/24 | any | 22",
      `vm1-nsg, vm1 | 105, allow-vpn-ipv4 | any | ${hub4} | ${hub4} | any`,
      `vm1-nsg, vm1 | 106, allow-vpn-ipv6 | any | ${hub6} | ${hub6} | any`,
      `${cat} | 100, allow-ssh-ipv4 | TCP | 192.0.2.0/24 | 10.2.0.4, 10.2.0.100 | 22`,
      `${cat} | 105, allow-vpn-ipv4 | any | ${cat4} | ${cat4} | any`,
      `${cat} | 106, allow-vpn-ipv6 | any | ${cat6} | ${cat6} | any`,
      `${cat} | 110, allow-ike | UDP | 203.0.113.1 (stand-in), 203.0.113.2 (stand-in) | 10.2.0.36, 10.2.0.68 | 500`,
      `${cat} | 120, allow-nat-t | UDP | 203.0.113.1 (stand-in), 203.0.113.2 (stand-in) | 10.2.0.36, 10.2.0.68 | 4500`,
      "vm2-nsg, vm2 | 100, allow-ssh-ipv4 | TCP | 192.0.2.0/24 | any | 22",
      `vm2-nsg, vm2 | 105, allow-vpn-ipv4 | any | ${cat4} | ${cat4} | any`,
      `vm2-nsg, vm2 | 106, allow-vpn-ipv6 | any | ${cat6} | ${cat6} | any`,
    ]);
    expect(texts(deployment)).toEqual([GROUPS]);
  });

  test("leads the gateway's network through the router, out of the two subnets that it forwards for", () => {
    expect(routes(deployment)).toEqual([
      "RT-cat-eth1 | cat-eth1 | to-remote-network-v4 | 10.1.0.0/24 | 10.2.0.4",
      "RT-cat-eth1 | cat-eth1 | to-remote-network-v6 | 2001:db8:1::/48 | 2001:db8:2:1::4",
      "RT-app-subnet | app-subnet | to-remote-network-v4 | 10.1.0.0/24 | 10.2.0.4",
      "RT-app-subnet | app-subnet | to-remote-network-v6 | 2001:db8:1::/48 | 2001:db8:2:1::4",
    ]);
  });

  test("has the gateway's own addresses once they are known", () => {
    expect(rules(deployment, { deployed: DEPLOYED })[9]).toBe(
      `${cat} | 110, allow-ike | UDP | 198.51.100.201, 198.51.100.202 | 10.2.0.36, 10.2.0.68 | 500`,
    );
  });
});

test("single: IKE comes to the one WAN, and SSH to the router alone where no test machine is", () => {
  const single = lab(({ sites }) => {
    sites[0] = { name: "cat", topology: "single", testVm: { enabled: false } };
  });
  expect(rules(deploymentOf(single)).filter((rule) => /^cat.*(ssh|ike)/.test(rule))).toEqual([
    "cat-nsg, subnets of site cat, router cat | 100, allow-ssh-ipv4 | TCP | 192.0.2.0/24 | 10.2.0.4 | 22",
    "cat-nsg, subnets of site cat, router cat | 110, allow-ike | UDP | 203.0.113.1 (stand-in), 203.0.113.2 (stand-in) | 10.2.0.36 | 500",
  ]);
});

test("a group's rules stand in the order in which Azure takes them, whatever their family", () => {
  const config = lab((file) => {
    file.adminSourcePrefixes = ["192.0.2.0/24", "2001:db8:f::/48"];
  });
  const of = rules(deploymentOf(config)).filter((rule) => rule.startsWith("cat-nsg"));
  expect(of.map((rule) => rule.split(" | ")[1])).toEqual([
    ...["100, allow-ssh-ipv4", "101, allow-ssh-ipv6", "105, allow-vpn-ipv4", "106, allow-vpn-ipv6"],
    ...["110, allow-ike", "120, allow-nat-t"],
  ]);
});

test("sites on premises: the gateway's side lets in every prefix of them, and no table is Azure's there", () => {
  const deployment = exampleOf("examples/ipv4-branches.json");
  const [v4, v6] = [
    "10.1.0.0/24, 10.20.0.0/16, 10.40.0.0/24, 10.41.0.0/24, 10.50.0.0/24",
    "2001:db8:1::/48, 2001:db8:20::/48",
  ];
  expect(rules(deployment)).toEqual([
    `subnet1-nsg, subnet subnet1 | 105, allow-vpn-ipv4 | any | ${v4} | ${v4} | any`,
    `subnet1-nsg, subnet subnet1 | 106, allow-vpn-ipv6 | any | ${v6} | ${v6} | any`,
    `vm1-nsg, vm1 | 105, allow-vpn-ipv4 | any | ${v4} | ${v4} | any`,
    `vm1-nsg, vm1 | 106, allow-vpn-ipv6 | any | ${v6} | ${v6} | any`,
  ]);
  expect(routes(deployment)).toEqual([]);
  expect(texts(deployment)).toEqual([GROUPS, PREMISES]);
});

test("of an existing hub with sites on premises there is no rule and no route, and the reason", () => {
  const report = reportOf(exampleOf("examples/existing-hub.json"));
  expect(report.sections.find(({ id }) => id === "security-and-routes")!.blocks).toEqual([
    { kind: "text", text: HUB },
    { kind: "text", text: PREMISES },
  ]);
});

test("of one site alone: its group and route tables, and the gateway's side, which lets in the other sites too", () => {
  const deployment = deploymentOf(fleet());
  const sites = deployment.sites.filter(({ name }) => name === "cairo");
  const hub = ["10.1.0.0/24", ...Array.from({ length: 10 }, (_, i) => `10.64.${i}.0/24`)].join(", ");
  const found = rules(deployment, { sites });
  expect([...new Set(found.map((rule) => rule.split(" | ")[0]))]).toEqual([
    "subnet1-nsg, subnet subnet1",
    "vm1-nsg, vm1",
    "cairo-nsg, subnets of site cairo, router cairo",
  ]);
  expect(found[0]).toBe(`subnet1-nsg, subnet subnet1 | 105, allow-vpn-ipv4 | any | ${hub} | ${hub} | any`);
  expect(routes(deployment, { sites }).map((route) => route.split(" | ")[0])).toEqual([
    ...["RT-cairo-eth1", "RT-cairo-eth1", "RT-app-subnet", "RT-app-subnet"],
  ]);
});
