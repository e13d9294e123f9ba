import fc from "fast-check";
import { validate } from "../config/validate";
import type { ConfigFile } from "../config/schema";
import { parseMaskedPrefix } from "../lib/addressing/cidr";
import { readRouterConfig } from "../lib/router/reader";
import type { RouterConfig } from "../lib/router/router-config";
import { catalystView, type CatalystView } from "../lib/catalyst/view";
import { FAMILIES } from "../lib/model/dual-stack";
import type { AddressSpace, GatewayRole, Network, SiteRole } from "../lib/model/network";
// The simulator's arithmetic is written apart from that of lib/, so it can disagree.
import { address, inside, overlap, range, usable } from "../simulator/azure/prefix";
import { simulatedConfig } from "./helpers/random-simulated-config";
import { lab, resourcesOf, simulatedSites, synthesizeText, type Block, type StackJson } from "./helpers/synth";

/** 1,000 in npm test; the soak asks for more. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 1000);

/** What none of the outputs may hold: accidents of JavaScript, tokens that were not resolved. */
const ACCIDENT = /undefined|\[object |NaN|TfToken|TFTOKEN|tftoken/;

function checkNetwork<Role extends string>(network: Network<Role>): void {
  for (const family of FAMILIES) {
    const space = range(network[family][0]!.cidr)!;
    const all = Object.values<Network<Role>["subnets"][Role]>(network.subnets);
    const prefixes = all.map((subnet) => range(subnet[family].cidr)!);
    prefixes.forEach((prefix, i) => {
      expect(inside(space, prefix)).toBe(true);
      expect(prefixes.some((other, j) => j !== i && overlap(prefix, other))).toBe(false);
      const host = address(all[i]!.host[family])!.value;
      expect(host >= usable(prefix).first && host <= usable(prefix).last).toBe(true);
    });
  }
}

/** Back from the words of IOS-XE to those of Azure. */
const IKE = { "aes-gcm-256": "GCMAES256", "aes-gcm-128": "GCMAES128" } as Record<string, string>;
const ESP = { "esp-gcm 256": "GCMAES256", "esp-gcm 192": "GCMAES192", "esp-gcm": "GCMAES128" } as Record<
  string,
  string
>;
const GROUP = { "14": ["DHGroup14", "DHGroup2048"], "19": ["ECP256"], "20": ["ECP384"] } as Record<string, string[]>;
const PFS = { group14: ["PFS14", "PFS2048"], group19: ["ECP256"], group20: ["ECP384"] } as Record<string, string[]>;

/** Whether a proposal of the router has the algorithms of IKE that a connection enforces. */
function isEnforced({ encryption, prf, group }: RouterConfig["proposals"][number], enforced: Record<string, unknown>) {
  const cbc = /^aes-cbc-(\d+)$/.exec(encryption)?.[1];
  return (
    (cbc ? `AES${cbc}` : IKE[encryption]) === enforced.ike_encryption &&
    prf.toUpperCase() === enforced.ike_integrity &&
    GROUP[group]!.includes(String(enforced.dh_group))
  );
}

/** Whether a connection's policy and the router's lines for a tunnel of it say the same. */
function checkPolicy(
  enforced: Record<string, unknown>,
  router: RouterConfig,
  { transformSets: [set], pfs, lifetimeSeconds, lifetimeKilobytes }: RouterConfig["ipsecProfiles"][number],
): void {
  const offered = router.proposals.filter(({ name }) => router.policies[0]!.proposals.includes(name));
  const { encryption, integrity, prf, group } = offered.find((one) => isEnforced(one, enforced))!;
  expect(integrity).toBe(encryption.startsWith("aes-cbc") ? prf : undefined);
  const { transform } = router.transformSets.find(({ name }) => name === set)!;
  const aes = /^esp-aes(?: (192|256))? esp-(sha|sha256)-hmac$/.exec(transform);
  const gcm = ESP[transform] ?? ESP[transform.replace(" 128", "")];
  expect([aes ? `AES${aes[1] ?? "128"}` : gcm, aes ? (aes[2] === "sha" ? "SHA1" : "SHA256") : gcm]).toEqual([
    enforced.ipsec_encryption,
    enforced.ipsec_integrity,
  ]);
  if (enforced.pfs_group === "PFSMM") expect(pfs).toBe(`group${group}`);
  else if (enforced.pfs_group === "None") expect(pfs).toBeUndefined();
  else expect(PFS[pfs!]).toContain(enforced.pfs_group);
  // A little below the gateway's, within what IOS-XE takes.
  const share = lifetimeSeconds / Number(enforced.sa_lifetime);
  expect([share > 0.94, share <= 0.95, lifetimeSeconds >= 120]).toEqual([true, true, true]);
  expect(lifetimeKilobytes === "disable" ? 0 : Number(lifetimeKilobytes)).toBe(enforced.sa_datasize);
  for (const profile of router.profiles) expect(profile.lifetimeSeconds).toBe(27360);
}

/** A text with an address in the place of each token: an address is what the tokens of gateways become, and a key too. */
const resolved = (text: string) =>
  text.replace(/\$\{([^}]*)\}/g, (_, expression: string) => {
    if (!values.has(expression))
      values.set(expression, `203.${values.size >> 16}.${(values.size >> 8) & 255}.${values.size & 255}`);
    return values.get(expression)!;
  });
const values = new Map<string, string>();

/** The rules of security groups that bear such a start of a name in Terraform: a construct's. */
const rulesOf = (json: StackJson, start: string): Block[] =>
  Object.entries(json.resource.azurerm_network_security_rule ?? {}).flatMap(([name, rule]) =>
    name.startsWith(start) ? [rule] : [],
  );

/** The lines of a site's configuration as the gateway's stack holds them. */
function routerLines(gateway: StackJson & { locals?: Record<string, string[]> }, name: string): string {
  const [, lines] = Object.entries(gateway.locals!).find(([key]) => key.startsWith(`site-${name}_router-config`))!;
  return resolved(lines.join("\n"));
}

/** What the reader must find in the text of a view. */
function readFrom(view: CatalystView): RouterConfig {
  const { namePrefix, proposals, sources, tunnels, remoteIpv4, remoteIpv6 } = view;
  const { throughputMbps, ntpServers, interfaces, vrfs, app } = view.simulated as Exclude<
    CatalystView["simulated"],
    false
  >;
  const far = parseMaskedPrefix(remoteIpv4[0]!.network, remoteIpv4[0]!.mask).cidr;
  return {
    throughputMbps,
    ntpServers,
    ipv6Routing: true,
    vrfs,
    interfaces: interfaces.map(({ name, defaultRoute, vrf }) => ({
      name,
      ipv6Default: defaultRoute,
      shutdown: false,
      vrf: vrf || undefined,
    })),
    proposals: proposals.map((one) => ({ ...one, integrity: one.integrity || undefined })),
    policies: [
      {
        name: `${namePrefix}-POLICY`,
        localAddresses: sources,
        proposals: proposals.map(({ name }) => name),
      },
    ],
    keyrings: tunnels.map(({ number, instance, keyVersion, gatewayAddress, sharedKey }) => ({
      name: `${namePrefix}-KEYRING${number}`,
      peer: `${namePrefix}-gw-instance${instance}`,
      keyVersion: keyVersion || undefined,
      address: gatewayAddress,
      sharedKey,
    })),
    profiles: tunnels.map(({ number, source, gatewayAddress, policy, vrf }) => ({
      name: `${namePrefix}-PROFILE${number}`,
      vrf: vrf || undefined,
      local: source,
      remoteAddress: gatewayAddress,
      keyring: `${namePrefix}-KEYRING${number}`,
      lifetimeSeconds: policy.ikeLifetimeSeconds,
      dpd: { seconds: 10, retrySeconds: 2, mode: "periodic" },
    })),
    transformSets: view.transformSets.map((one) => ({ ...one, mode: "tunnel" })),
    ipsecProfiles: tunnels.map(({ number, policy, transformSets }) => ({
      name: `${namePrefix}-IPSEC-PROFILE${number}`,
      transformSets: transformSets.split(" "),
      lifetimeSeconds: policy.saLifetimeSeconds,
      lifetimeKilobytes: policy.saLifetimeKilobytes,
      replayWindow: 1024,
      pfs: policy.pfs || undefined,
      ikeProfile: `${namePrefix}-PROFILE${number}`,
    })),
    tunnels: tunnels.map(({ name, connection, instance, number, address, source, gatewayAddress, vrf }) => ({
      name,
      description: `${connection} to instance ${instance} of ${view.gateway}`,
      address,
      mtu: { ipv4: 1400, ipv6: 1400 },
      mss: { ipv4: 1350, ipv6: 1330 },
      source,
      mode: "ipsec dual-overlay",
      destination: gatewayAddress,
      vrf: vrf || undefined,
      ipsecProfile: `${namePrefix}-IPSEC-PROFILE${number}`,
    })),
    ipv4Routes: [
      { prefix: far, via: "Null0", distance: 250 },
      ...tunnels.map(({ name }) => ({ prefix: far, via: name })),
      ...view.hostRoutes.map(({ gatewayAddress, exit, nextHop }) => ({
        prefix: `${gatewayAddress}/32`,
        via: exit,
        nextHop: nextHop || undefined,
      })),
      { prefix: parseMaskedPrefix(app.ipv4, app.ipv4Mask).cidr, via: app.nextHop },
    ],
    ipv6Routes: [
      { prefix: app.ipv6, via: app.ipv6Interface, nextHop: app.ipv6NextHop.toLowerCase() },
      { prefix: remoteIpv6[0]!.prefix, via: "Null0", distance: 250 },
      ...tunnels.map(({ name }) => ({ prefix: remoteIpv6[0]!.prefix, via: name })),
    ],
  };
}

test("any config either synthesizes, and both ends fit together, or gets our report", () => {
  let synthesized = 0;
  const check = (file: ConfigFile) => {
    const result = validate(file);
    if ("problems" in result) {
      expect(result.problems.length).toBeGreaterThan(0);
      for (const { message } of result.problems) expect(message).not.toMatch(ACCIDENT);
      return;
    }
    synthesized++;
    const { gateway: hub } = result.deployment;
    const sites = simulatedSites(result.deployment);
    checkNetwork(hub.network as Network<GatewayRole>);
    sites.forEach(({ network }) => checkNetwork(network));
    const texts = synthesizeText(file);
    for (const text of Object.values(texts)) expect(text).not.toMatch(ACCIDENT);
    const gateway = JSON.parse(texts["vpn-gateway"]!) as StackJson;
    const connections = resourcesOf(gateway, "azurerm_virtual_network_gateway_connection");
    const gatewayAddresses = (gateway.output.gateway_public_addresses!.value as string[]).map(resolved);
    const keyOf = (name: string) => resolved(String(connections.find((one) => one.name === name)!.shared_key));
    for (const site of sites) {
      const { name, network, router: options } = site;
      const router = readRouterConfig(routerLines(gateway, name));
      const { throughputMbps, namePrefix } = options;
      const tunnelBase = Number(/\d+/.exec(site.tunnels[0]!.name));
      expect([router.throughputMbps, router.ntpServers]).toEqual([throughputMbps, options.ntpServers]);
      expect(router.tunnels.map((tunnel) => tunnel.name)).toEqual(
        site.tunnels.map((_, i) => `Tunnel${tunnelBase + i}`),
      );
      const named = [...router.proposals, ...router.policies, ...router.keyrings, ...router.profiles];
      for (const one of [...named, ...router.transformSets, ...router.ipsecProfiles]) {
        expect(one.name.startsWith(`${namePrefix}-`)).toBe(true);
      }
      for (const [i, { connection }] of site.tunnels.entries()) {
        const { name } = site.connections[connection]!;
        const { ipsec_policy: enforced } = connections.find((one) => one.name === name)!;
        checkPolicy(enforced as Record<string, unknown>, router, router.ipsecProfiles[i]!);
      }
      checkRoutes(router, network);
      const ofSite = rulesOf(JSON.parse(texts[`onprem-${name}`]!) as StackJson, "network_");
      const ike = rulesOf(gateway, `site-${name}_`);
      expect(ike).toHaveLength(2);
      checkExposure([...ofSite, ...ike], hub.network, network);
      const view = catalystView({
        site,
        config: "lab.json",
        gatewayName: hub.name,
        gatewayNetwork: hub.network,
        farEnd: ({ instance, connection }) => ({
          gatewayAddress: gatewayAddresses[instance]!,
          sharedKey: keyOf(site.connections[connection]!.name),
        }),
      });
      expect(router).toEqual(readFrom(view));
      expect(new Set(router.keyrings.map(({ sharedKey }) => sharedKey)).size).toBe(site.connections.length);
    }
  };
  fc.assert(fc.property(simulatedConfig, check), { numRuns: RUNS });
  // Neither of the two outcomes is a rare one, or the property would say little.
  expect(synthesized).toBeGreaterThan(RUNS / 20);
  expect(synthesized).toBeLessThan(RUNS);
});

/** From outside the two networks, SSH reaches eth1 and the test machine, IKE eth2 and eth3, and nothing else anything. */
function checkExposure(rules: readonly Block[], hub: AddressSpace, { subnets, ...network }: Network<SiteRole>): void {
  const inside = FAMILIES.flatMap((family) => [...network[family], ...hub[family]].map(({ cidr }) => cidr));
  const hosts = (...roles: SiteRole[]) => roles.flatMap((role) => FAMILIES.map((family) => subnets[role].host[family]));
  const open: Readonly<Record<string, string[]>> = {
    "Tcp 22": hosts("eth1", "app"),
    "Udp 500": hosts("eth2", "eth3"),
    "Udp 4500": hosts("eth2", "eth3"),
  };
  for (const rule of rules) {
    const sources = rule.source_address_prefixes as string[];
    if (rule.protocol === "*" && sources.every((source) => inside.includes(source))) continue;
    const destinations = rule.destination_address_prefixes as string[];
    expect(destinations.length).toBeGreaterThan(0);
    const allowed = open[`${String(rule.protocol)} ${String(rule.destination_port_range)}`] ?? [];
    expect(allowed).toEqual(expect.arrayContaining(destinations));
  }
}

/** Each tunnel leaves in the VRF of its interface, in which the default route leads to the gateway. */
function checkVrfs(router: RouterConfig): void {
  const inVrf = router.interfaces.filter(({ vrf }) => vrf !== undefined);
  expect(inVrf.map(({ vrf }) => vrf)).toEqual(router.vrfs);
  expect(router.ipv4Routes.filter(({ prefix }) => prefix.endsWith("/32"))).toEqual([]);
  const exits = router.tunnels.map(({ vrf, source }) => `${vrf} ${source}`);
  expect(new Set(exits).size).toBe(router.vrfs.length);
  router.tunnels.forEach(({ vrf }, i) => expect([vrf, router.profiles[i]!.vrf]).toEqual([vrf, vrf]));
  expect(new Set(router.tunnels.map(({ vrf, destination }) => `${vrf} ${destination}`)).size).toBe(4);
}

/** Every next hop is reachable, and each instance of the gateway has one host route. */
function checkRoutes(router: RouterConfig, { subnets }: Network<SiteRole>): void {
  const exits = ["GigabitEthernet1", "GigabitEthernet2", "GigabitEthernet3"];
  const connected = [subnets.eth1, subnets.eth2, subnets.eth3].map(({ ipv4 }) => range(ipv4.cidr)!);
  const names = [...router.interfaces, ...router.tunnels, { name: "Null0" }].map(({ name }) => name);
  for (const { via, nextHop } of router.ipv4Routes) {
    const hop = address(nextHop ?? via)?.value;
    const links = nextHop === undefined ? connected : [connected[exits.indexOf(via)]!];
    const reachable =
      hop === undefined ? names.includes(via) : links.some(({ first, last }) => first <= hop && hop <= last);
    expect(reachable).toBe(true);
  }
  expect(router.interfaces.filter(({ ipv6Default }) => ipv6Default)).toHaveLength(1);
  for (const { via, nextHop } of router.ipv6Routes) {
    expect(names).toContain(via);
    if (nextHop) expect(nextHop).toMatch(/^fe80:/);
  }
  // Whatever goes into a tunnel ends here while there is none.
  for (const routes of [router.ipv4Routes, router.ipv6Routes]) {
    const far = routes.filter(({ via }) => via.startsWith("Tunnel")).map(({ prefix }) => prefix);
    const discarded = routes.filter(({ via, distance }) => via === "Null0" && distance === 250);
    expect(discarded.map(({ prefix }) => prefix)).toEqual([...new Set(far)]);
  }
  if (router.vrfs.length > 0) {
    checkVrfs(router);
    return;
  }
  const hosts = router.ipv4Routes.filter(({ prefix }) => prefix.endsWith("/32")).map(({ prefix }) => prefix);
  expect(hosts).toEqual(router.tunnels.map(({ destination }) => `${destination}/32`));
  // IKE leaves through the interface whose address the tunnel is bound to.
  const subnetOf = (text: string) => connected.findIndex((one) => inside(one, range(`${text}/32`)!));
  for (const { destination, source } of router.tunnels) {
    const { via, nextHop } = router.ipv4Routes.find(({ prefix }) => prefix === `${destination}/32`)!;
    expect([source, exits.indexOf(via), subnetOf(nextHop!)]).toEqual([source, subnetOf(source), subnetOf(source)]);
  }
}

/** The lab's file with any value, at any place, put where another was. */
const broken = fc.tuple(fc.nat(), fc.jsonValue()).map(([place, value]) => {
  const copy = structuredClone(lab()) as unknown as Record<string, unknown>;
  const places: (() => void)[] = [];
  const visit = (parent: Record<string, unknown>) => {
    for (const key of Object.keys(parent)) {
      places.push(() => (parent[key] = value));
      const inner = parent[key];
      if (typeof inner === "object" && inner !== null) visit(inner as Record<string, unknown>);
    }
  };
  visit(copy);
  places[place % places.length]!();
  return copy;
});

test("anything in the place of a value, and any JSON for the whole, gets an answer", () => {
  const answered = (file: unknown) => {
    const result = validate(file);
    if (!("problems" in result)) return;
    for (const { path, message } of result.problems) {
      expect(message).not.toMatch(/\[object |NaN|TfToken/);
      expect(path.every((key) => typeof key === "string" || typeof key === "number")).toBe(true);
    }
  };
  fc.assert(fc.property(fc.oneof(broken, fc.jsonValue()), answered), { numRuns: RUNS });
});
