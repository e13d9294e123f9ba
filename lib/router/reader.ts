import { parseAddress, parseMaskedPrefix, parsePrefix } from "../addressing/cidr";
import { FAMILIES } from "../model/dual-stack";
import { commandWords } from "./command-words";
import { Names, type Kind } from "./names";
import type { RouterConfig } from "./router-config";
import { Body, commands, parseName, type Command } from "./section";

const DHCP_INTERFACE = [
  "ip address dhcp",
  "negotiation auto",
  "ipv6 address dhcp",
  "ipv6 enable",
  "no mop enabled",
  "no mop sysid",
];

/** @throws Error that names the line, never a secret */
export function readRouterConfig(text: string): RouterConfig {
  const top = commands(text);
  const known = new Set<Command>();
  const names = new Names();
  const sections = <T>(heading: RegExp, read: (first: string, body: Body, match: RegExpExecArray) => T): T[] =>
    top.flatMap((command) => {
      const match = heading.exec(command.text);
      if (!match) return [];
      known.add(command);
      const body = new Body(command, names);
      const result = read(match[1]!, body, match);
      body.end();
      return [result];
    });
  const named = <T>(what: Kind, heading: RegExp, read: (name: string, body: Body, match: RegExpExecArray) => T): T[] =>
    sections(heading, (text, body, match) => {
      const name = body.parse("its name", () => parseName(text));
      names.define(what, name, body.line);
      return read(name, body, match);
    });

  const throughput = sections(/^platform hardware throughput level MB (\d{1,6})$/, Number);
  const hasInterfaces = top.some(({ text }) => text.startsWith("interface GigabitEthernet"));
  if (throughput.length !== Number(hasInterfaces)) {
    throw new Error(
      'the line "platform hardware throughput level MB ..." must stand once in a file that has the router\'s interfaces, and in no other',
    );
  }
  if (!hasInterfaces) names.leaveToRouter();
  const ipv6Routing = sections(/^(ipv6 unicast-routing)$/, () => true).length > 0;
  const config: RouterConfig = {
    throughputMbps: throughput[0],
    ntpServers: sections(/^ntp server ([\w.:-]{1,253})$/, String),
    ipv6Routing,
    vrfs: named("VRF", /^vrf definition (\S+)$/, (name, body) => {
      for (const family of FAMILIES) {
        body.one(`address-family ${family}`);
        body.one("exit-address-family");
      }
      return name;
    }),
    interfaces: named("interface", /^interface (GigabitEthernet\d+)$/, (name, body) => {
      for (const line of DHCP_INTERFACE) body.one(line);
      const up = [body.has("no shutdown"), body.has("no shut")].includes(true);
      return {
        name,
        shutdown: name !== "GigabitEthernet1" && !up,
        ipv6Default: body.has("ipv6 nd autoconfig default-route"),
        vrf: body.perhaps("VRF", "vrf forwarding", name),
      };
    }),
    proposals: named("proposal", /^crypto ikev2 proposal (\S+)$/, (name, body) => ({
      name,
      encryption: body.value("encryption"),
      integrity: body.optional("integrity"),
      prf: body.value("prf"),
      group: body.value("group"),
    })),
    policies: named("policy", /^crypto ikev2 policy (\S+)$/, (name, body) => {
      body.one("match fvrf any");
      return {
        name,
        localAddresses: [
          ...(hasInterfaces ? [body.address("match address local")] : []),
          ...body.addresses("match address local"),
        ],
        proposals: body.uses("proposal", "proposal", name),
      };
    }),
    keyrings: named("keyring", /^crypto ikev2 keyring (\S+)$/, (name, body) => {
      const peer = body.section("peer");
      return {
        name,
        peer: peer.name,
        keyVersion: peer.body.keyVersion(),
        address: peer.body.address("address"),
        sharedKey: peer.body.key(),
      };
    }),
    profiles: named("IKEv2 profile", /^crypto ikev2 profile (\S+)$/, (name, body) => {
      const keyword = "match identity remote address";
      const [remote, mask, ...others] = body.value(keyword).split(" ");
      if (mask !== "255.255.255.255" || others.length > 0) body.fail("the remote identity must be one address");
      for (const side of ["remote", "local"]) body.one(`authentication ${side} pre-share`);
      return {
        name,
        vrf: body.perhaps("VRF", "match fvrf", name),
        local: body.source("match address local", "interface "),
        identity: body.holds("identity local address") ? body.address("identity local address") : undefined,
        remoteAddress: body.parse(`"${keyword}"`, () => parseAddress(remote!, "ipv4").text),
        keyring: body.use("keyring", "keyring local", name),
        lifetimeSeconds: body.number("lifetime"),
        dpd: body.dpd(),
        natKeepaliveSeconds: body.within("nat keepalive", 5, 3600),
      };
    }),
    transformSets: named("transform set", /^crypto ipsec transform-set (\S+) (.+)$/, (name, body, match) => ({
      name,
      transform: match[2]!,
      mode: body.value("mode"),
    })),
    ipsecProfiles: named("IPsec profile", /^crypto ipsec profile (\S+)$/, (name, body) => ({
      name,
      transformSets: body.words("transform set", "set transform-set", name),
      lifetimeSeconds: body.number("set security-association lifetime seconds"),
      lifetimeKilobytes: body.has("set security-association lifetime kilobytes disable")
        ? "disable"
        : String(body.number("set security-association lifetime kilobytes")),
      replayWindow: body.within("set security-association replay window-size", 64, 1024),
      pfs: body.has("no set pfs") ? undefined : body.value("set pfs"),
      ikeProfile: body.use("IKEv2 profile", "set ikev2-profile", name),
    })),
    tunnels: named("interface", /^interface (Tunnel\d+)$/, (name, body) => {
      const [address, mask, ...others] = body.value("ip address").split(" ");
      if (mask !== "255.255.255.255" || others.length > 0) body.fail("the tunnel's address must be a host's");
      const mode = body.value("tunnel mode");
      if (mode !== "ipsec ipv4") body.one("ipv6 enable");
      const own = body.parse('"ip address"', () => parseAddress(address!, "ipv4").text);
      names.takeAddress(own, name, body.line);
      return {
        name,
        description: body.optional("description"),
        address: own,
        mtu: { ipv4: body.within("ip mtu", 576, 9216), ipv6: body.within("ipv6 mtu", 1280, 9216) },
        mss: {
          ipv4: body.within("ip tcp adjust-mss", 500, 1460),
          ipv6: body.within("ipv6 tcp adjust-mss", 40, 1454),
        },
        source: body.source("tunnel source"),
        mode,
        destination: body.address("tunnel destination"),
        vrf: body.perhaps("VRF", "tunnel vrf", name),
        ipsecProfile: body.use("IPsec profile", "tunnel protection ipsec profile", name),
      };
    }),
    ipv4Routes: sections(/^ip route ((?:vrf (\S+) )?(\S+) (\S+)) (.+)$/, (_, body, [, , vrf, address, mask, way]) =>
      body.route(
        "ipv4",
        body.parse("its prefix", () => parseMaskedPrefix(address!, mask!).cidr),
        way!,
        vrf,
      ),
    ),
    ipv6Routes: sections(/^ipv6 route (\S+) (.+)$/, (prefix, body, match) =>
      body.route(
        "ipv6",
        body.parse("its prefix", () => parsePrefix(prefix, "ipv6").cidr),
        match[2]!,
      ),
    ),
  };
  sections(/^(exit)$/, () => undefined);
  sections(/^(line vty 0 4)$/, (_, body) => body.one("exec-timeout 10 0"));
  const unknown = top.find((command) => !known.has(command));
  if (unknown) throw new Error(`line ${unknown.line}: unknown command "${commandWords(unknown.text)}"`);
  names.resolve();
  return config;
}
