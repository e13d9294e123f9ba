import { readFileSync } from "node:fs";
import { join } from "node:path";
import { diffLinesRaw } from "jest-diff";
import { readTemplate, render } from "../../lib/catalyst/render";
import { catalystView, type RouterOptions } from "../../lib/catalyst/view";
import { DEFAULT_POLICY, type IpsecPolicy } from "../../lib/model/ipsec-policy";
import type { Wan } from "../../lib/model/site";
import { ROUTER_INTERFACES, shapeOf, WAN_ROLES, type TopologyName } from "../../lib/model/topology";
import { gatewayNetwork, siteNetwork } from "../helpers/foreign-stack";

const fixture = (name: string) => readFileSync(join(__dirname, "../fixtures", name), "utf8");

const GATEWAY_ADDRESSES = ["203.0.113.4", "203.0.113.5"] as const;

function tunnels(
  ipsecPolicy: IpsecPolicy = DEFAULT_POLICY,
  addresses: readonly string[] = ["172.16.0.1", "172.16.0.2", "172.16.0.3", "172.16.0.4"],
  options: Partial<RouterOptions & { readonly tunnelBase: number }> = {},
  topology: TopologyName = "article",
  next?: IpsecPolicy,
): string {
  const shape = shapeOf(topology);
  const { tunnelBase = 0, ...router } = options;
  const network = siteNetwork();
  const wans = WAN_ROLES.slice(0, shape.connections).map((role, i): Wan => {
    const { host, defaultGateway } = network.subnets[role];
    const route = shape.frontDoorVrf ? { vrf: `az-WAN${i + 2}` } : { nextHop: defaultGateway };
    return { interface: ROUTER_INTERFACES[role], address: host.ipv4, ...route, nat: "static" };
  });
  const view = catalystView({
    config: "config/lab.json",
    gatewayName: "gw",
    gatewayNetwork: gatewayNetwork(),
    site: {
      kind: "simulated",
      router: { name: "cat", throughputMbps: 250, ntpServers: ["time.windows.com"], namePrefix: "az", ...router },
      network,
      topology,
      connections: wans.map((wan, i) => ({
        ...{ name: `conn${i + 1}-to-Catalyst`, localNetworkGateway: `localNetGw${i + 1}`, keyVersion: 1 },
        ...{ wan, ipsecPolicy },
      })),
      tunnels: shape.tunnels.map((tunnel, i) => ({
        ...tunnel,
        name: `Tunnel${tunnelBase + i}`,
        address: addresses[i]!,
      })),
      nextIpsecPolicy: next,
    },
    farEnd: ({ instance, connection }) => ({
      gatewayAddress: GATEWAY_ADDRESSES[instance],
      sharedKey: `key-of-tunnel-${connection + 1}`,
    }),
  });
  return render(readTemplate("catalyst-tunnels.ios"), view);
}

test.each<[TopologyName, string]>([
  ["single", "single-tunnels.cfg"],
  ["mesh", "mesh-tunnels.cfg"],
])("the router of the topology %s is told exactly the reviewed text", (topology, file) => {
  expect(tunnels(undefined, undefined, {}, topology)).toBe(fixture(file));
});

test("the lab's router is told exactly the reviewed text", () => {
  expect(tunnels()).toBe(fixture("cat-tunnels.cfg"));
});

test("with the article's values, the text is the article's but for the deviations named here", () => {
  const articleValues: Record<string, string> = {
    pubIP_RemoteGtw0: "203.0.113.4",
    pubIP_RemoteGtw1: "203.0.113.5",
    psk1: "key-of-tunnel-1",
    psk2: "key-of-tunnel-2",
    priv_eth2IP: "10.2.0.36",
    priv_eth3IP: "10.2.0.68",
    ip_Tunnel0: "172.168.0.1",
    ip_Tunnel1: "172.168.0.2",
    remoteVnetAddressSpaceIPv4: "10.1.0.0 255.255.255.0",
    remoteVnetAddressSpaceIPv6: "2001:db8:1::/48",
    defaultGwEth1Subnet: "10.2.0.1",
    defaultGwEth2Subnet: "10.2.0.33",
    defaultGwEth3Subnet: "10.2.0.65",
    internalSubnetIPv4: "10.2.0.96",
    internalSubnetMaskIPv4: "255.255.255.224",
    internalSubnetIPv6: "2001:db8:2:4::",
    internalSubnetMaskIPv6: "/64",
    defaultGwEth1SubnetIPv6: "2001:db8:2:1::1",
  };
  const deviations: [reason: string, lines: string[]][] = [
    [
      "the router transmits 250 Mbit/s, where one that is told nothing transmits 10",
      ["+platform hardware throughput level MB 250"],
    ],
    ["the router's clock is right, for its logs", ["+ntp server time.windows.com"]],
    [
      "the proposal offers what the gateway's policy enforces, nothing beside it",
      ["- encryption aes-gcm-256 aes-gcm-128", "- prf sha384 sha256", "+ encryption aes-gcm-256", "+ prf sha384"],
    ],
    [
      "proposal and transform set are named for what is in them, so that those of another policy stand beside them",
      [
        "-crypto ikev2 proposal az-PROPOSAL",
        "- proposal az-PROPOSAL",
        "-crypto ipsec transform-set az-TRANSFORMSET esp-gcm 256",
        "- set transform-set az-TRANSFORMSET",
        "- set transform-set az-TRANSFORMSET",
        "+crypto ikev2 proposal az-PROPOSAL-aes-gcm-256-sha384-group14",
        "+ proposal az-PROPOSAL-aes-gcm-256-sha384-group14",
        "+crypto ipsec transform-set az-TRANSFORMSET-esp-gcm-256 esp-gcm 256",
        "+ set transform-set az-TRANSFORMSET-esp-gcm-256",
        "+ set transform-set az-TRANSFORMSET-esp-gcm-256",
      ],
    ],
    [
      "the file says what made it, from what, and when it is stale",
      [
        "+! Tunnels of the router cat to the VPN gateway gw, made by dual-stack-s2s-vpn from config/lab.json.",
        "+! Stale as soon as an address of the gateway, a key, the IPsec policy or a network changes: run vpn deploy",
        "+! again, and copy the new file.",
      ],
    ],
    ["GigabitEthernet1 translates nothing, and is told to be up as the others are", ["- ip nat outside", "+ no shut"]],
    [
      "the IPv6 default route is GigabitEthernet1's alone",
      ["- ipv6 nd autoconfig default-route", "- ipv6 nd autoconfig default-route"],
    ],
    [
      "the IKE policy is for the two interfaces of the tunnels, and for no other VPN of the router",
      ["+ match fvrf any", "+ match address local 10.2.0.36", "+ match address local 10.2.0.68"],
    ],
    [
      "packets that overtake each other are no replay, in both profiles",
      ["+ set security-association replay window-size 1024", "+ set security-association replay window-size 1024"],
    ],
    [
      "a tunnel says what it is for",
      ["+ description conn1-to-Catalyst to instance 0 of gw", "+ description conn2-to-Catalyst to instance 1 of gw"],
    ],
    [
      "what is no TCP is told the tunnel's MTU too, on both tunnels",
      ["+ ip mtu 1400", "+ ip mtu 1400", "+ ipv6 mtu 1400", "+ ipv6 mtu 1400"],
    ],
    [
      "the way to a gateway's instance is one interface's, whatever the default route says",
      [
        "-ip route 203.0.113.4 255.255.255.255 10.2.0.33",
        "-ip route 203.0.113.5 255.255.255.255 10.2.0.65",
        "+ip route 203.0.113.4 255.255.255.255 GigabitEthernet2 10.2.0.33",
        "+ip route 203.0.113.5 255.255.255.255 GigabitEthernet3 10.2.0.65",
      ],
    ],
    [
      "a dead peer is found without traffic for it, in both profiles",
      ["- dpd 40 2 on-demand", "- dpd 40 2 on-demand", "+ dpd 10 2 periodic", "+ dpd 10 2 periodic"],
    ],
    [
      "the IKE lifetime is 95 % of Azure's, in both profiles, so that the router rekeys before the gateway does",
      ["+ lifetime 27360", "+ lifetime 27360"],
    ],
    [
      "so is the IPsec lifetime, of the policy's, in both profiles; the gateway's limit on data is the router's, and PFS that an earlier file has set is taken back",
      [
        "+ set security-association lifetime seconds 25650",
        "+ set security-association lifetime kilobytes disable",
        "+ no set pfs",
        "+ set security-association lifetime seconds 25650",
        "+ set security-association lifetime kilobytes disable",
        "+ no set pfs",
      ],
    ],
    ["TCP over IPv6 is clamped too, on both tunnels", ["+ ipv6 tcp adjust-mss 1330", "+ ipv6 tcp adjust-mss 1330"]],
    [
      "while no tunnel is up, what is for the far side ends here, where it would go to Azure and back",
      ["+ip route 10.1.0.0 255.255.255.0 Null0 250", "+ipv6 route 2001:db8:1::/48 Null0 250"],
    ],
    ["the file is written by no ARM template", ["-! route set by ARM template"]],
    [
      "the IPv6 next hop is one that the router can reach",
      [
        "-ipv6 route 2001:db8:2:4::/64 2001:db8:2:1::1",
        "+ipv6 route 2001:db8:2:4::/64 GigabitEthernet1 FE80::1234:5678:9ABC",
      ],
    ],
  ];
  const article = fixture("article-tunnels.cfg").replace(/\$(\w+)/g, (_, name: string) => articleValues[name]!);
  // A line of "!" alone only parts the blocks for the eye.
  const lines = (text: string) => text.split("\n").filter((line) => !/^ ?!?$/.test(line));
  const differences = diffLinesRaw(lines(article), lines(tunnels(DEFAULT_POLICY, ["172.168.0.1", "172.168.0.2"])))
    .filter((diff) => diff[0] !== 0)
    .map((diff) => `${diff[0] === -1 ? "-" : "+"}${diff[1]}`);
  // In any order, so that each reason has all of its lines; the reviewed text has the order.
  expect(differences.sort()).toEqual(deviations.flatMap(([, changed]) => changed).sort());
});

test("the files of two gateways have no name in common on one router", () => {
  const names = (text: string) => text.match(/\baz[\w-]*|Tunnel\d+|other[\w-]*/g)!;
  const [one, other] = [tunnels(), tunnels(DEFAULT_POLICY, undefined, { namePrefix: "other", tunnelBase: 7 })];
  expect(new Set(names(one)).size).toBe(new Set(names(other)).size);
  expect(names(one).filter((name) => names(other).includes(name))).toEqual([]);
  expect(other).toContain("interface Tunnel7\n description conn1-to-Catalyst to instance 0 of gw\n");
  expect(other).toContain("interface Tunnel8\n description conn2-to-Catalyst to instance 1 of gw\n");
});

const OTHER_POLICY: IpsecPolicy = {
  ikeEncryption: "AES256",
  ikeIntegrity: "SHA256",
  dhGroup: "ECP384",
  ipsecEncryption: "AES128",
  ipsecIntegrity: "SHA1",
  pfsGroup: "ECP256",
  saLifetimeSeconds: 3600,
  saDataSizeKilobytes: 102400000,
};

test("a policy that is to come is accepted beside the one that is there", () => {
  const lines = tunnels(undefined, undefined, {}, "article", OTHER_POLICY).split("\n");
  const about = (start: string) => lines.filter((line) => line.startsWith(start));
  expect(about(" proposal ")).toEqual([
    " proposal az-PROPOSAL-aes-gcm-256-sha384-group14",
    " proposal az-PROPOSAL-aes-cbc-256-sha256-group20",
  ]);
  expect(about(" integrity ")).toEqual([" integrity sha256"]);
  expect(about("crypto ipsec transform-set ")).toHaveLength(2);
  const both = " set transform-set az-TRANSFORMSET-esp-gcm-256 az-TRANSFORMSET-esp-aes-esp-sha-hmac";
  expect(about(" set transform-set ")).toEqual([both, both]);
  // Those of the policy that is there, until the connections have the other.
  expect(about(" set pfs")).toEqual([]);
  expect(about(" set security-association lifetime seconds")).toEqual([
    " set security-association lifetime seconds 25650",
    " set security-association lifetime seconds 25650",
  ]);
  const same = tunnels(undefined, undefined, {}, "article", { ...DEFAULT_POLICY, pfsGroup: "ECP384" });
  expect(same).toBe(tunnels());
});

test("a policy without GCM and with PFS and a data size says so in every place", () => {
  const text = tunnels(OTHER_POLICY);
  const crypto = text
    .split("\n")
    .filter((line) => /^ (encryption|integrity|prf|group|set)|transform-set az/.test(line));
  const profile = (number: number) => [
    " set transform-set az-TRANSFORMSET-esp-aes-esp-sha-hmac",
    " set security-association lifetime seconds 3420",
    " set security-association lifetime kilobytes 102400000",
    " set security-association replay window-size 1024",
    " set pfs group19",
    ` set ikev2-profile az-PROFILE${number}`,
  ];
  expect(crypto).toEqual([
    " encryption aes-cbc-256",
    " integrity sha256",
    " prf sha256",
    " group 20",
    "crypto ipsec transform-set az-TRANSFORMSET-esp-aes-esp-sha-hmac esp-aes esp-sha-hmac",
    ...profile(1),
    ...profile(2),
  ]);
});
