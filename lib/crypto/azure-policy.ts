import { ALGORITHMS, isGcm, type IpsecPolicy, type PolicyProblem } from "../model/ipsec-policy";
import { UserError } from "../model/user-error";

/** Azure's IKE SA lifetime, which no policy can change. */
export const IKE_LIFETIME_SECONDS = 28800;

const MAX = 2_147_483_647;
export const MIN_SA_SECONDS = 300;
const MIN_SA_KILOBYTES = 1024;

/** The bound that a value is beyond. */
const bound = (value: number, min: number) => (value > MAX ? `${MAX} or less` : `${min} or more`);
const isWhole = (value: number, min: number) => Number.isInteger(value) && value >= min && value <= MAX;

/**
 * The problems that the gateway has with a policy.
 *
 * @see https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-compliance-crypto
 */
export function azureProblems(policy: IpsecPolicy): PolicyProblem[] {
  const { ipsecEncryption, ipsecIntegrity, saLifetimeSeconds, saDataSizeKilobytes } = policy;
  const problems: PolicyProblem[] = [];
  if ((isGcm(ipsecEncryption) || isGcm(ipsecIntegrity)) && ipsecIntegrity !== ipsecEncryption) {
    const remedy = isGcm(ipsecEncryption) ? ipsecEncryption : ALGORITHMS.ipsecIntegrity.find((name) => !isGcm(name))!;
    const message = `${ipsecIntegrity} does not go with ipsecEncryption ${ipsecEncryption}: Azure wants the same GCMAES algorithm for both; use ${remedy}`;
    problems.push({ field: "ipsecIntegrity", message });
  }
  if (!isWhole(saLifetimeSeconds, MIN_SA_SECONDS)) {
    const message = `${saLifetimeSeconds} s is out of range: Azure takes a whole number of ${bound(saLifetimeSeconds, MIN_SA_SECONDS)}; use 27000, Azure's default`;
    problems.push({ field: "saLifetimeSeconds", message });
  }
  if (saDataSizeKilobytes !== 0 && !isWhole(saDataSizeKilobytes, MIN_SA_KILOBYTES)) {
    const message = `${saDataSizeKilobytes} KB is out of range: Azure takes 0 (no limit), or a whole number of ${bound(saDataSizeKilobytes, MIN_SA_KILOBYTES)}; use 0, or 102400000, Azure's default`;
    problems.push({ field: "saDataSizeKilobytes", message });
  }
  return problems;
}

/**
 * The policy as azurerm's `ipsec_policy` block. The block always has lifetime and data size, since
 * the provider sends an omitted one as 0.
 *
 * @throws UserError if {@link azureProblems} has any
 */
export function toAzure(policy: IpsecPolicy) {
  refuse(azureProblems(policy));
  return azureBlock(policy);
}

/** The block of a policy that is not checked: the lab gives the gateway policies that fail. */
export function azureBlock({ saLifetimeSeconds, saDataSizeKilobytes, ...algorithms }: IpsecPolicy) {
  return { ...algorithms, saLifetime: saLifetimeSeconds, saDatasize: saDataSizeKilobytes };
}

/** @throws UserError if there are problems */
export function refuse(problems: readonly PolicyProblem[]): void {
  if (problems.length === 0) return;
  throw new UserError(problems.map(({ field, message }) => `IPsec policy, ${field}: ${message}`).join("\n"));
}
