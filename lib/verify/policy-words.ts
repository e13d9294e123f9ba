import type { AzurePolicy } from "../evidence/azure-shapes";
import { isGcm } from "../model/ipsec-policy";

type IkeFields = Pick<AzurePolicy, "ikeEncryption" | "ikeIntegrity" | "dhGroup">;

/** IOS-XE's numbers of Azure's groups, of IKE and of PFS. Azure has two names for group 14. */
const GROUPS: Readonly<Record<string, string>> = {
  DHGroup1: "1",
  DHGroup2: "2",
  DHGroup14: "14",
  DHGroup2048: "14",
  DHGroup24: "24",
  PFS1: "1",
  PFS2: "2",
  PFS14: "14",
  PFS2048: "14",
  PFS24: "24",
  ECP256: "19",
  ECP384: "20",
};

const groupOf = (name: string) => GROUPS[name] ?? name;

/** The IKE algorithms of Azure in the words of a router's proposal: `aes-gcm-256 sha384 group 14`. */
export function ikeWords({ ikeEncryption, ikeIntegrity, dhGroup }: IkeFields): string {
  const cipher = ikeEncryption.replace(/^GCMAES(\d+)$/, "aes-gcm-$1").replace(/^AES(\d+)$/, "aes-cbc-$1");
  // With a GCM cipher it names the PRF alone, else the integrity too.
  const hashes = isGcm(ikeEncryption) ? [ikeIntegrity] : [ikeIntegrity, ikeIntegrity];
  return [cipher, ...hashes, "group", groupOf(dhGroup)].join(" ").toLowerCase();
}

/** Azure's ESP algorithms in the words of a router's transform set: `esp-gcm 256`, `esp-aes 128 esp-sha256-hmac`. */
export function espWords({
  ipsecEncryption,
  ipsecIntegrity,
}: Pick<AzurePolicy, "ipsecEncryption" | "ipsecIntegrity">): string {
  const cipher = ipsecEncryption.replace(/^GCMAES(\d+)$/, "gcm $1").replace(/^AES(\d+)$/, "aes $1");
  const hash = isGcm(ipsecEncryption) ? [] : [`esp-${ipsecIntegrity.replace(/^SHA1$/, "sha")}-hmac`];
  return [`esp-${cipher}`, ...hash].join(" ").toLowerCase();
}

/** Azure's PFS group in the words of a router's IPsec profile: `group14`; `none` where PFS is off. */
export function pfsWords({ pfsGroup, dhGroup }: Pick<AzurePolicy, "pfsGroup" | "dhGroup">): string {
  if (pfsGroup === "None") return "none";
  return `group${groupOf(pfsGroup === "PFSMM" ? dhGroup : pfsGroup)}`;
}
