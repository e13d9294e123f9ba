import type { Kind } from "./names";
import { sectionsOf, type OwnConfiguration } from "./own-configuration";
import type { RunningConfiguration } from "./running-config";
import type { Command } from "./section";
import { headingOf, printed, sectionKey, valueOf } from "./sections";

/** The lines that make the VRF of an interface's line. */
const vrfLines = (line: string | undefined, sections: OwnConfiguration["sections"]): string[] => {
  const vrf = line && sections.get(sectionKey("VRF", line.replace("vrf forwarding ", "")));
  return vrf ? printed(vrf.command).map((text) => text.trim()) : [];
};

/** The lines of an interface that go as it changes its VRF. */
const addresses = ({ children }: Command): string[] =>
  children.map(({ text }) => text).filter((text) => /^(?:ip address |ipv6 (?:address |enable$))/.test(text));

/** What the file says of interfaces and lines that no step touches. */
function leftNotes({ left, sections }: OwnConfiguration, running: RunningConfiguration): string[] {
  const lines = (texts: readonly string[]) =>
    new Set(texts.filter((text) => !/^(?:no shut(?:down)?|exec-timeout 10 0)$/.test(text)));
  return left.flatMap((planned) => {
    const present = running.left.find(({ text }) => text === planned.text);
    if (!present) {
      return [`the router has no "${planned.text}", which the file has; no step makes it, so do that before them`];
    }
    const [wants, has] = [planned, present].map(({ children }) => lines(children.map(({ text }) => text)));
    const lacks = [...wants!].filter((text) => !has!.has(text));
    const hasMore = [...has!].filter(
      (text) => /^(?:shutdown|vrf forwarding |exec-timeout )/.test(text) && !wants!.has(text),
    );
    const said = (verb: string, texts: readonly string[]) =>
      texts.length > 0 ? [`${verb} ${texts.map((text) => `"${text}"`).join(", ")}`] : [];
    const parts = [...said("lacks", lacks), ...said("has", hasMore)];
    if (parts.length === 0) return [];
    const [vrf, former] = [planned, present].map(({ children }) =>
      children.map(({ text }) => text).find((text) => text.startsWith("vrf forwarding ")),
    );
    const typed =
      vrf === former ? [] : [...vrfLines(vrf, sections), planned.text, vrf ?? `no ${former}`, ...addresses(planned)];
    const outage =
      typed.length === 0
        ? ""
        : `. Another VRF takes the interface's addresses, and its tunnels down until the steps are through: type ${typed.map((line) => `"${line}"`).join(", ")}`;
    return [
      `"${planned.text}" on the router ${parts.join(" and ")}, other than the file; no step changes it, so do that before them${outage}`,
    ];
  });
}

/** What the router has to have beside, for the file to work. */
function lackNotes(own: OwnConfiguration, running: RunningConfiguration): string[] {
  const forwards = [...own.lines, ...running.lines].includes("ipv6 unicast-routing");
  return forwards || !own.routes.some(({ family }) => family === "ipv6")
    ? []
    : ['the router has no "ipv6 unicast-routing", without which it forwards no IPv6'];
}

/** VRFs that tunnels of the file leave through and that the router does not have. */
function vrfNotes({ sections }: OwnConfiguration, running: RunningConfiguration): string[] {
  const there = new Set(
    [...sectionsOf(sections, "VRF"), ...sectionsOf(running.sections, "VRF")].map(({ name }) => name),
  );
  const foreign = new Set(
    running.foreign.flatMap(({ text }) => /^(?:vrf definition|ip vrf) (\S+)$/.exec(text)?.[1] ?? []),
  );
  const used = new Set(sectionsOf(sections, "interface").flatMap((tunnel) => valueOf(tunnel, "tunnel vrf") ?? []));
  return [...used]
    .filter((vrf) => !there.has(vrf) && !foreign.has(vrf))
    .map((vrf) => `the router has no VRF ${vrf}, which tunnels of the file leave through; make it before the steps`);
}

const told = ({ children }: Command, words: string): string[] =>
  children.flatMap(({ text }) => (text.startsWith(`${words} `) ? [text.slice(words.length + 1)] : []));

/** The addresses that two policies are both for; none stands for every address. Undefined where there is none. */
function sharedAddresses(one: readonly string[], other: readonly string[]): readonly string[] | undefined {
  if (one.length === 0 || other.length === 0) return [...one, ...other];
  const shared = one.filter((address) => other.includes(address));
  return shared.length > 0 ? shared : undefined;
}

/**
 * VPNs of others whose proposals the file's policy may decide: IOS-XE chooses the policy of a negotiation by VRF and
 * local address, before it knows the peer.
 *
 * @see https://github.com/YangModels/yang/blob/main/vendor/cisco/xe/17151/Cisco-IOS-XE-crypto.yang
 */
function policyNotes({ sections }: OwnConfiguration, running: RunningConfiguration): string[] {
  const foreign = (kind: Kind) => running.foreign.filter((command) => headingOf(command)?.kind === kind);
  const [policies, profiles] = [foreign("policy"), foreign("IKEv2 profile")];
  return sectionsOf(sections, "policy").flatMap(({ name, command }) => {
    const addresses = told(command, "match address local");
    const planned = told(command, "proposal");
    const shown = running.sections.get(sectionKey("policy", name))?.command;
    const all = [...planned, ...(shown ? told(shown, "proposal") : [])];
    if (policies.length === 0 && profiles.length > 0 && all.every((one) => planned.includes(one))) {
      return [
        `no IKEv2 policy is there for ${profiles.map(({ text }) => `"${text}"`).join(", ")} but IOS-XE's default; beside ${name}, ` +
          `a VPN of theirs from ${addresses.join(", ") || "any address"} gets the file's proposals alone: add theirs to ${name}, where the steps leave them`,
      ];
    }
    return policies.flatMap((policy) => {
      const shared = sharedAddresses(addresses, told(policy, "match address local"));
      const theirs = told(policy, "proposal");
      const haveTheSame = all.every((one) => theirs.includes(one)) && theirs.every((one) => all.includes(one));
      if (!shared || haveTheSame) return [];
      return [
        `"${policy.text}" (line ${policy.line}) and ${name} are both for ${shared.join(", ") || "every address"}; a policy knows ` +
          `no peer, so that a VPN there may get either: give each the proposals of both, where the steps leave them`,
      ];
    });
  });
}

/** Keys that nobody can compare. */
const keyNotes = (keyrings: readonly string[]): string[] =>
  keyrings.length === 0
    ? []
    : [
        `the router shows the keys of ${keyrings.join(", ")} encrypted, so that another key of the same version is not seen; ` +
          "--keys sends them anew, and takes their tunnels down one after the other",
      ];

/** What a file does not work without, and no step makes. */
export interface Need {
  /** The note that says it. */
  readonly text: string;
  /** What cannot work meanwhile. */
  readonly stops: "tunnels" | "IPv6";
}

/** Interfaces of the file that the router does not have, has shut, or has in another VRF. */
function stopped({ left }: OwnConfiguration, running: RunningConfiguration): Command[] {
  const ways = ({ children }: Command) => {
    return children.flatMap(({ text }) => (/^(?:shutdown$|vrf forwarding )/.test(text) ? [text] : [])).join();
  };
  return left.filter((planned) => {
    const present = running.left.find(({ text }) => text === planned.text);
    return planned.text.startsWith("interface ") && (!present || ways(present) !== ways(planned));
  });
}

/** Of the notes, those that call for somebody to act before anything works. */
export const differenceNeeds = (own: OwnConfiguration, running: RunningConfiguration): Need[] => [
  ...[...vrfNotes(own, running), ...leftNotes({ ...own, left: stopped(own, running) }, running)].map((text): Need => ({
    text,
    stops: "tunnels",
  })),
  ...lackNotes(own, running).map((text): Need => ({ text, stops: "IPv6" })),
];

/** What no step changes, and who applies the steps has to know: first what has to be done before them. */
export const differenceNotes = (
  own: OwnConfiguration,
  running: RunningConfiguration,
  unseenKeys: readonly string[],
): string[] => [
  ...vrfNotes(own, running),
  ...lackNotes(own, running),
  ...policyNotes(own, running),
  ...leftNotes(own, running),
  ...keyNotes(unseenKeys),
  ...running.notes,
];
