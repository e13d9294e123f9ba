import { FAMILIES } from "../model/dual-stack";
import { cidrs } from "../model/network";
import { APPLY } from "./cause";
import { ALL, type Finding, type Stage } from "./finding";
import type { Intent } from "./intent";
import { proposalWords, transformsOf } from "./file-words";
import { espWords, ikeWords, pfsWords } from "./policy-words";

/** Judges whether a router's file is still what the config says: what it does not have, no router can do. */
export function fileFindings({ deployment, site, file }: Intent): Finding[] {
  const finding = (
    check: string,
    of: { expected: readonly string[]; seen: readonly string[]; tunnels: readonly string[]; breaks: readonly Stage[] },
  ): Finding => {
    const { expected, seen, tunnels, breaks } = of;
    const base = {
      check,
      stage: "setting",
      tunnels,
      breaks,
      expected: expected.join(", "),
      seen: seen.join(", "),
    } as const;
    if (expected.every((one) => seen.includes(one))) return { ...base, outcome: "passed" };
    const missing = expected.filter((one) => !seen.includes(one)).join(", ");
    const text = `The router's file has no ${missing}, which the config has: vpn deploy, and ${APPLY}.`;
    return { ...base, outcome: "degraded", causes: [{ name: "stale file", text }] };
  };
  const wanted = site.tunnels.map(({ name }) => name);
  const shared = file.tunnels.flatMap((tunnel) => {
    const index = site.tunnels.findIndex(({ name }) => name === tunnel.name);
    return index < 0 ? [] : [{ tunnel, connection: site.connections[site.tunnels[index]!.connection]! }];
  });
  const { network } = deployment.gateway;
  const dual = FAMILIES.every((family) => site.network[family].length > 0);
  const routed = [...file.ipv4Routes, ...file.ipv6Routes].filter(({ via }) => via.startsWith("Tunnel"));
  return [
    finding("file: tunnels", {
      expected: wanted,
      seen: file.tunnels.map(({ name }) => name),
      tunnels: wanted,
      breaks: ALL,
    }),
    ...shared.flatMap(({ tunnel, connection: { ipsecPolicy } }) => {
      const profile = file.ipsecProfiles.find(({ name }) => name === tunnel.ipsecProfile);
      const tunnels = [tunnel.name];
      return [
        finding(`file: IKE algorithms of ${tunnel.name}`, {
          expected: [ikeWords(ipsecPolicy)],
          seen: proposalWords(file),
          tunnels,
          breaks: ALL,
        }),
        finding(`file: ESP algorithms of ${tunnel.name}`, {
          expected: [espWords(ipsecPolicy), `PFS ${pfsWords(ipsecPolicy)}`],
          seen: [...transformsOf(file, tunnel), `PFS ${profile?.pfs ?? "none"}`],
          tunnels,
          breaks: ALL.slice(1),
        }),
      ];
    }),
    finding("file: networks behind the gateway", {
      expected: dual ? cidrs(network) : network.ipv4.map(({ cidr }) => cidr),
      seen: [...new Set(routed.map(({ prefix }) => prefix))],
      tunnels: wanted,
      breaks: ["traffic", "reach"],
    }),
  ];
}
