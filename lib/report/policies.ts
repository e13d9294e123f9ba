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
    blocks: distinct.map((same) => policyTable(same[0]!.policy, summary(same))),
  };
}

interface PolicyUser {
  readonly key: string;
  readonly policy: IpsecPolicy;
  readonly site: string;
  /** `oslo, conn1-to-oslo` */
  readonly name: string;
}

function usersOf({ name: site, connections, nextIpsecPolicy }: Site): PolicyUser[] {
  const user = (policy: IpsecPolicy, name: string) => ({ key: JSON.stringify(policy), policy, site, name });
  return [
    ...connections.map((connection) => user(connection.ipsecPolicy, `${site}, ${connection.name}`)),
    ...(nextIpsecPolicy ? [user(nextIpsecPolicy, `${site}, its next policy, which its router accepts already`)] : []),
  ];
}

/** The connections by name, or their sites where they are many. */
const MOST_NAMES = 4;
function summary(users: readonly PolicyUser[]): string {
  if (users.length <= MOST_NAMES) return users.map(({ name }) => name).join("; ");
  const sites = [...new Set(users.map(({ site }) => site))];
  return `${users.length} connections of ${sites.length} sites: ${sites.join(", ")}`;
}

function policyTable(policy: IpsecPolicy, users: string): Table {
  const router = toIosXe(policy);
  const rows = settings(policy, router).map(([setting, azure, iosXe]) => ({ setting, azure, iosXe }));
  return table(`Policy of ${users}`, { setting: "Setting", azure: "Azure", iosXe: "IOS-XE" }, rows);
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
