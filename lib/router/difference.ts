import { differenceNeeds, differenceNotes, type Need } from "./difference-notes";
import type { Kind } from "./names";
import { isDiscard, readOwnConfiguration, sectionsOf, type OwnConfiguration } from "./own-configuration";
import { isSamePath, isSameRoute, type RouteLine } from "./route-line";
import { keyOf, made, put, removal, userOf, type Sections, type State } from "./router-state";
import { encryptedKeyrings, isEncryptedKey, readRunningConfig } from "./running-config";
import { sectionKey, valueOf, type Section } from "./sections";
import type { Step } from "./step";
import { tunnelSteps } from "./tunnel-steps";

/** How a router becomes what its file says. */
export interface Difference {
  /** In their order; none where nothing differs. */
  readonly steps: readonly Step[];
  /** Of the notes, those without which the file does not work. */
  readonly needs: readonly Need[];
  /** What no step does, in sentences without secrets. */
  readonly notes: readonly string[];
  /** Keyrings whose keys were taken for the file's, since the router shows them encrypted. */
  readonly unseenKeys: readonly string[];
}

export interface DifferenceOptions {
  /** Whether keys that the router shows encrypted are sent anew. */
  readonly resendKeys?: boolean;
}

/** What is used by tunnels of the file together, in the order of its use. */
const SHARED = ["VRF", "proposal", "policy", "transform set"] as const satisfies readonly Kind[];
/** In the order in which a router lets them go. */
const REMOVED = [
  "IPsec profile",
  "transform set",
  "IKEv2 profile",
  "keyring",
  "policy",
  "proposal",
] as const satisfies readonly Kind[];

/** What nothing of the file uses, last: routes, tunnels, and objects in reverse order of their use. */
function removalStep(file: OwnConfiguration, state: State): [readonly Step[], readonly string[]] {
  const wanted = (route: RouteLine) => file.routes.some((one) => isSamePath(one, route));
  const routes = state.routes.filter((route) => !wanted(route));
  const ordered = [...routes.filter(isDiscard), ...routes.filter((route) => !isDiscard(route))];
  const tunnels = sectionsOf(state.sections, "interface").filter((tunnel) => !file.sections.has(keyOf(tunnel)));
  const users = [...state.foreign];
  const notes: string[] = [];
  const objects = REMOVED.flatMap((kind) => sectionsOf(state.sections, kind)).flatMap((section): string[] => {
    const planned = file.sections.get(keyOf(section));
    if (planned) return made(section, planned).later;
    const user = section.kind === "policy" ? undefined : userOf(section, users);
    if (!user) return [removal(section)];
    users.push(section.command);
    notes.push(`"${section.heading}" stays, since "${user.text}" uses it (line ${user.line})`);
    return [];
  });
  const commands = [...ordered.map(({ text }) => `no ${text}`), ...tunnels.map(removal), ...objects];
  return [commands.length > 0 ? [{ what: "remove what the file no longer has", commands }] : [], notes];
}

/** The file's keys in the place of those that the router shows encrypted, where the version is the file's. */
function withKeys(running: Sections, file: Sections): Sections {
  return new Map(
    [...running].map(([key, section]) => {
      const planned = file.get(key);
      if (section.kind !== "keyring" || !planned) return [key, section];
      const lines = section.lines.map((peer) => {
        const same = planned.lines.find(
          (one) => one.text === peer.text && valueOf(one, "description") === valueOf(peer, "description"),
        );
        const secret = same?.lines.find((line) => line.keyword.secret);
        return secret ? { ...peer, lines: peer.lines.map((line) => (isEncryptedKey(line) ? secret : line)) } : peer;
      });
      return [key, { ...section, lines }];
    }),
  );
}

/**
 * The commands that make a running router what its file says, by `show running-config` alone. What the router has
 * beside is not touched, and neither are tunnels that are as the file has them.
 *
 * First comes what is added beside what is there; then each tunnel that changes, shut alone and started again; then
 * what the file no longer has goes, in reverse order of its use. IOS-XE keeps what is in use.
 *
 * @see https://github.com/YangModels/yang/blob/main/vendor/cisco/xe/17151/Cisco-IOS-XE-crypto.yang
 * @throws Error that names a line of the one or the other, never a secret
 */
export function difference(running: string, file: string, { resendKeys = false }: DifferenceOptions = {}): Difference {
  const own = readOwnConfiguration(file);
  const shown = readRunningConfig(running, own);
  const sections = resendKeys ? shown.sections : withKeys(shown.sections, own.sections);
  const sent = encryptedKeyrings({ sections });
  const unseenKeys = encryptedKeyrings(shown).filter((name) => !sent.includes(name));

  const shared = SHARED.flatMap((kind) => sectionsOf(own.sections, kind));
  // A tunnel that is to come, or to carry IPv6, takes the routes after it.
  const isTaken = ({ family, via }: RouteLine) => {
    const [tunnel, planned] = [sections, own.sections].map((all) => all.get(sectionKey("interface", via)));
    const carriesIpv6 = (one: Section) => valueOf(one, "ipv6 enable") !== undefined;
    return !planned || (tunnel !== undefined && (family === "ipv4" || carriesIpv6(tunnel) || !carriesIpv6(planned)));
  };
  const present = own.routes.filter((route) => shown.routes.some((one) => isSameRoute(one, route)));
  const added = own.routes.filter((route) => isTaken(route) && !present.includes(route));
  const commands = [
    ...own.lines.filter((line) => !shown.lines.some((one) => one === line || one.startsWith(`${line} `))),
    ...shared.flatMap((section) => made(sections.get(keyOf(section)), section).now),
    ...added.map(({ text }) => text),
  ];
  const first: State = {
    sections: put(sections, ...shared.filter((section) => !sections.has(keyOf(section)))),
    foreign: shown.foreign,
    routes: [
      ...shown.routes.filter((route) => !own.routes.some((one) => isSamePath(one, route))),
      ...present,
      ...added,
    ],
  };
  const [tunnels, last] = tunnelSteps(own, first);
  const [removals, kept] = removalStep(own, last);
  return {
    needs: differenceNeeds(own, shown),
    steps: [
      ...(commands.length > 0 ? [{ what: "add what takes no tunnel down", commands }] : []),
      ...tunnels,
      ...removals,
    ],
    notes: [...differenceNotes(own, shown, unseenKeys), ...kept],
    unseenKeys,
  };
}
