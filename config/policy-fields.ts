import { z } from "zod";
import { MAX_SA_SECONDS, MIN_SA_KILOBYTES, usableAlgorithms } from "../lib/catalyst/ios-xe-policy";
import { MIN_SA_SECONDS } from "../lib/crypto/azure-policy";
import { ALGORITHMS, DEFAULT_POLICY, type AlgorithmField } from "../lib/model/ipsec-policy";
import { object } from "./field-kinds";

const POLICY_FIELDS: Readonly<Record<AlgorithmField, string>> = {
  ikeEncryption: "Cipher of IKE",
  ikeIntegrity: "Integrity and PRF of IKE; with a GCM cipher, the PRF alone",
  dhGroup: "Diffie-Hellman group of IKE",
  ipsecEncryption: "Cipher of ESP",
  ipsecIntegrity: "Integrity of ESP; with a GCM cipher, the same as the cipher",
  pfsGroup: "Group of a rekeying; PFSMM: the group of IKE",
};

/** Takes every algorithm of Azure, so that the checks can say why one cannot be used; offers the usable ones. */
function algorithm<const Field extends AlgorithmField>(field: Field) {
  const choices = usableAlgorithms(field);
  const all: (typeof ALGORITHMS)[Field] = ALGORITHMS[field];
  return z
    .enum(all, { error: () => `must be one of ${choices.join(", ")}` })
    .meta({ enum: choices, description: POLICY_FIELDS[field] });
}

const policyFields = {
  ikeEncryption: algorithm("ikeEncryption"),
  ikeIntegrity: algorithm("ikeIntegrity"),
  dhGroup: algorithm("dhGroup"),
  ipsecEncryption: algorithm("ipsecEncryption"),
  ipsecIntegrity: algorithm("ipsecIntegrity"),
  pfsGroup: algorithm("pfsGroup"),
  saLifetimeSeconds: z.int().meta({ description: `Lifetime of an IPsec SA, ${MIN_SA_SECONDS} to ${MAX_SA_SECONDS} s` }),
  saDataSizeKilobytes: z
    .int()
    .meta({ description: `Data that an IPsec SA carries, ${MIN_SA_KILOBYTES} KB or more; 0: no limit` }),
};

export const policy = object({
  ikeEncryption: policyFields.ikeEncryption.default(DEFAULT_POLICY.ikeEncryption),
  ikeIntegrity: policyFields.ikeIntegrity.default(DEFAULT_POLICY.ikeIntegrity),
  dhGroup: policyFields.dhGroup.default(DEFAULT_POLICY.dhGroup),
  ipsecEncryption: policyFields.ipsecEncryption.default(DEFAULT_POLICY.ipsecEncryption),
  ipsecIntegrity: policyFields.ipsecIntegrity.default(DEFAULT_POLICY.ipsecIntegrity),
  pfsGroup: policyFields.pfsGroup.default(DEFAULT_POLICY.pfsGroup),
  saLifetimeSeconds: policyFields.saLifetimeSeconds.default(DEFAULT_POLICY.saLifetimeSeconds),
  saDataSizeKilobytes: policyFields.saDataSizeKilobytes.default(DEFAULT_POLICY.saDataSizeKilobytes),
}).prefault({});

/** A policy whose missing values are those of the policy above it. */
export const policyOf = (what: string) => object(policyFields).partial().optional().meta({ description: what });
