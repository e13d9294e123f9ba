import { toIosXe, type IosXePolicy } from "../catalyst/ios-xe-policy";
import { IKE_LIFETIME_SECONDS } from "../crypto/azure-policy";
import type { IpsecPolicy } from "../model/ipsec-policy";
import type { Site } from "../model/site";
import { table, type Section, type Table } from "./document";
import type { Subject } from "./known";

/** Both ends of each policy side by side. Connections that share a policy stand together. */
export function policies({ sites }: Subject): Section {
  const users = sites.flatMap(usersOf);
  const distinct = [...new Set(users.map(({ key }) => key))].map((key) => users.filter((user) => user.key === key));
  return {
    id: "policies",
    title: "IPsec policies, both ends",
    blocks: distinct.map((same) => policyTable(same[0]!.policy, captionOf(same))),
  };
}

interface PolicyUser {
  readonly key: string;
  readonly policy: IpsecPolicy;
  readonly site: string;
  /** Absent: it is the site's next policy. */
  readonly connection?: string;
}

function usersOf({ name: site, connections, nextIpsecPolicy: next }: Site): PolicyUser[] {
  const user = (policy: IpsecPolicy, connection?: string) => ({
    key: JSON.stringify(policy),
    policy,
    site,
    connection,
  });
  return [...connections.map(({ ipsecPolicy, name }) => user(ipsecPolicy, name)), ...(next ? [user(next)] : [])];
}

/** Connections that a caption names one by one. */
const MOST_NAMES = 4;

/** The connections by name, or their sites where they are many; then the sites whose next policy it is. */
function captionOf(users: readonly PolicyUser[]): string {
  const connections = users.filter(({ connection }) => connection !== undefined);
  const sites = [...new Set(connections.map(({ site }) => site))];
  const names =
    connections.length <= MOST_NAMES
      ? connections.map(({ site, connection }) => `${site}, ${connection}`).join("; ")
      : `${connections.length} connections of ${sites.length} sites: ${sites.join(", ")}`;
  const next = users.filter(({ connection }) => connection === undefined).map(({ site }) => site);
  const nextNames = `${next.join(", ")}, accepted there already`;
  if (next.length === 0) return `Policy of ${names}`;
  if (connections.length === 0) return `Next policy of ${nextNames}`;
  return `Policy of ${names}; next policy of ${nextNames}`;
}

function policyTable(policy: IpsecPolicy, caption: string): Table {
  const router = toIosXe(policy);
  const rows = settings(policy, router).map(([setting, azure, iosXe]) => ({ setting, azure, iosXe }));
  return table(caption, { setting: "Setting", azure: "Azure", iosXe: "IOS-XE" }, rows);
}

const settings = (
  policy: IpsecPolicy,
  { proposal, transform, pfs, ...lifetimes }: IosXePolicy,
): (readonly [setting: string, azure: string, iosXe: string])[] => [
  ["IKE encryption", policy.ikeEncryption, `encryption ${proposal.encryption}`],
  [
    "IKE integrity and PRF",
    policy.ikeIntegrity,
    [...(proposal.integrity ? [`integrity ${proposal.integrity}`] : []), `prf ${proposal.prf}`].join(", "),
  ],
  ["Diffie-Hellman group", policy.dhGroup, `group ${proposal.group}`],
  ["ESP encryption and integrity", `${policy.ipsecEncryption}, ${policy.ipsecIntegrity}`, transform],
  ["PFS", policy.pfsGroup, pfs ? `set pfs ${pfs}` : "no set pfs"],
  ["Lifetime of an IKE SA", `${IKE_LIFETIME_SECONDS} s, fixed`, `lifetime ${lifetimes.ikeLifetimeSeconds}`],
  ["Lifetime of an IPsec SA", `${policy.saLifetimeSeconds} s`, `lifetime seconds ${lifetimes.saLifetimeSeconds}`],
  [
    "Data of an IPsec SA",
    policy.saDataSizeKilobytes === 0 ? "no limit" : `${policy.saDataSizeKilobytes} KB`,
    `lifetime kilobytes ${lifetimes.saLifetimeKilobytes}`,
  ],
];
