import type { Section } from "./configuration";

/** Objects that other lines name. */
interface Kind {
  /** As messages call it. */
  readonly title: string;
  /** The line that makes it, up to its name. */
  readonly made: string;
  /** Lines that name it, the names in the first group. */
  readonly named: RegExp;
  /** Where those lines stand: the line above them. */
  readonly where: RegExp;
}

/**
 * IOS-XE keeps what is in use; the YANG model of crypto has the order as an obligation since 2018-11-09:
 * https://github.com/YangModels/yang/blob/main/vendor/cisco/xe/17151/Cisco-IOS-XE-crypto.yang
 */
const KINDS: readonly Kind[] = [
  {
    title: "IKEv2 proposal",
    made: "crypto ikev2 proposal",
    named: /^proposal (\S+)$/,
    where: /^crypto ikev2 policy /,
  },
  {
    title: "IKEv2 keyring",
    made: "crypto ikev2 keyring",
    named: /^keyring local (\S+)$/,
    where: /^crypto ikev2 profile /,
  },
  {
    title: "IKEv2 profile",
    made: "crypto ikev2 profile",
    named: /^set ikev2-profile (\S+)$/,
    where: /^crypto ipsec profile /,
  },
  {
    title: "transform set",
    made: "crypto ipsec transform-set",
    named: /^set transform-set (.+)$/,
    where: /^crypto ipsec profile /,
  },
  {
    title: "IPsec profile",
    made: "crypto ipsec profile",
    named: /^tunnel protection ipsec profile (\S+)$/,
    where: /^interface /,
  },
  { title: "VRF", made: "vrf definition", named: /^(?:vrf forwarding|tunnel vrf) (\S+)$/, where: /^interface / },
];

const names = (kind: Kind, line: string): string[] => kind.named.exec(line)?.[1]?.split(" ") ?? [];

/** What a line names that is not there, as a message. The wording is inferred, but for that of a transform set. */
export function missing(configuration: Section, above: string | undefined, line: string): string | undefined {
  for (const kind of KINDS) {
    if (above === undefined || !kind.where.test(above)) continue;
    const absent = names(kind, line).find((name) => !configuration.some(({ key }) => key === `${kind.made} ${name}`));
    if (absent === undefined) continue;
    return kind.title === "transform set"
      ? `ERROR: transform set with tag "${absent}" does not exist.`
      : `% ${kind.title} ${absent} does not exist`;
  }
  return undefined;
}

/** Why a line cannot be removed, as a message: something names what it makes. The wording is inferred. */
export function inUse(configuration: Section, key: string): string | undefined {
  const kind = KINDS.find(({ made, title }) => title !== "VRF" && key.startsWith(`${made} `));
  if (!kind) return undefined;
  const name = key.slice(kind.made.length + 1);
  const user = configuration.find(
    (entry) => kind.where.test(entry.key) && entry.section?.some(({ line }) => names(kind, line).includes(name)),
  );
  return user && `% Cannot remove ${kind.title} ${name}: it is in use by ${user.key}`;
}
