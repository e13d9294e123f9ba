import { PROTECTION } from "./grammar";
import type { Kind } from "./names";
import {
  chainOf,
  endsOf,
  farAddresses,
  isDiscard,
  readOwnConfiguration,
  sectionsOf,
  type OwnConfiguration,
  type TunnelEnds,
} from "./own-configuration";
import { isSamePath, isSamePrefix, isSameRoute, type RouteLine } from "./route-line";
import { encryptedKeyrings, isEncryptedKey, readRunningConfig, type RunningConfiguration } from "./running-config";
import { isLive, sectionChanges } from "./section-changes";
import type { Command } from "./section";
import { printed, sectionKey, valueOf, type Section } from "./sections";

/** Commands that belong together. */
export interface Step {
  /** What it does, as the rest of a sentence: `change Tunnel0` */
  readonly what: string;
  /** Lines of configuration mode, those of a section indented by a blank. They may hold keys. */
  readonly commands: readonly string[];
  /** The tunnel that goes down and comes up again; the next step has to wait until it is up. */
  readonly tunnel?: TunnelEnds;
}

/** How a router becomes what its file says. */
export interface Difference {
  /** In their order; none where nothing differs. */
  readonly steps: readonly Step[];
  /** What no step does, in sentences without secrets. */
  readonly notes: readonly string[];
}

export interface DifferenceOptions {
  /** Whether keys that the router shows encrypted are sent anew. */
  readonly resendKeys?: boolean;
}

type Sections = ReadonlyMap<string, Section>;

/** What the router has after the steps so far. */
interface State {
  readonly sections: Sections;
  readonly routes: readonly RouteLine[];
  /** Sections of others, which may use the file's. */
  readonly foreign: readonly Command[];
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

const keyOf = ({ kind, name }: Section) => sectionKey(kind, name);
const indented = (lines: readonly string[]) => lines.map((line) => ` ${line}`);
const removal = ({ kind, name, heading }: Section) =>
  kind === "transform set" ? `no crypto ipsec transform-set ${name}` : `no ${heading}`;
const put = (sections: Sections, ...changed: readonly Section[]): Sections =>
  new Map([...sections, ...changed.map((section) => [keyOf(section), section] as const)]);
const without = (sections: Sections, ...gone: readonly Section[]): Sections => {
  const keys = new Set(gone.map(keyOf));
  return new Map([...sections].filter(([key]) => !keys.has(key)));
};

/** The commands that make a section what the file says; `later` holds what takes lines away that others may use. */
function made(running: Section | undefined, file: Section): { readonly now: string[]; readonly later: string[] } {
  if (!running) return { now: printed(file.command), later: [] };
  const { now, later } = sectionChanges(running, file);
  const isOther = running.heading !== file.heading;
  return {
    now: now.length > 0 || isOther ? [file.heading, ...indented(now)] : [],
    later: later.length > 0 ? [file.heading, ...indented(later)] : [],
  };
}

/** All of it at once, for sections that nothing uses meanwhile. */
function madeAtOnce(running: Section | undefined, file: Section): string[] {
  const { now, later } = made(running, file);
  return [...now, ...(now.length > 0 ? later.slice(1) : later)];
}

/** The first of these sections that names another. */
const userOf = ({ name }: Section, users: readonly Command[]): Command | undefined =>
  users.find(({ text, children }) =>
    [text, ...children.map((child) => child.text)].some((line) => line.split(" ").includes(name)),
  );

/** What a tunnel has that no other tunnel may have at the same time. */
const claims = (tunnel: Section): string[] =>
  [["ip address"], ["tunnel source", "tunnel destination", "tunnel vrf"], [PROTECTION]]
    .filter(([first]) => valueOf(tunnel, first!) !== undefined)
    .map((all) => all.map((words) => `${words} ${valueOf(tunnel, words)}`).join(", "));

const isThrough =
  ({ name }: Section) =>
  (route: RouteLine) =>
    route.via === name;

const inOrder = (tunnel: Section, sections: Sections) => chainOf(tunnel, sections).reverse();

/** The sections that a tunnel of the file uses and the tunnel itself, each with what the router has of it. */
const pairs = (tunnel: Section, file: Sections, running: Sections) =>
  [...inOrder(tunnel, file), tunnel].map((section) => [running.get(keyOf(section)), section] as const);

/** Makes a tunnel and the routes through it. */
function addTunnel(tunnel: Section, file: OwnConfiguration, state: State): [readonly string[], State] {
  const routes = file.routes.filter(isThrough(tunnel));
  return [
    [
      ...pairs(tunnel, file.sections, state.sections).flatMap(([running, section]) => madeAtOnce(running, section)),
      ...routes.map(({ text }) => text),
    ],
    {
      ...state,
      sections: put(state.sections, ...inOrder(tunnel, file.sections), tunnel),
      routes: [...state.routes, ...routes],
    },
  ];
}

/**
 * Routes to where a tunnel has gone so far, if the file has none like them and no other tunnel of its VRF goes there. They go
 * while the router still shows the address, since nothing else tells that they are the file's.
 */
function staleWays(tunnel: Section, file: OwnConfiguration, { sections, routes }: State): RouteLine[] {
  const vrfOf = (one: Section) => valueOf(one, "tunnel vrf");
  const beside = sectionsOf(without(sections, tunnel), "interface").filter((other) => vrfOf(other) === vrfOf(tunnel));
  const others = farAddresses(beside);
  const left = [...farAddresses([tunnel, ...chainOf(tunnel, sections)])].filter((address) => !others.has(address));
  return routes
    .filter(({ vrf, prefix }) => vrf === vrfOf(tunnel) && left.some((address) => prefix === `${address}/32`))
    .filter((route) => !file.routes.some((one) => isSamePath(one, route)));
}

/** Takes a tunnel away with the routes through it, and with what only it uses. */
function removeTunnel(tunnel: Section, file: OwnConfiguration, state: State): [readonly string[], State] {
  const rest = without(state.sections, tunnel);
  const used = new Set(sectionsOf(rest, "interface").flatMap((other) => chainOf(other, rest)));
  const chain = chainOf(tunnel, state.sections);
  const stays = chain.findIndex((section) => used.has(section) || userOf(section, state.foreign) !== undefined);
  const gone = stays < 0 ? chain : chain.slice(0, stays);
  const through = state.routes.filter(isThrough(tunnel));
  const others = state.routes.filter((route) => !isDiscard(route) && !through.includes(route));
  // A route to nowhere is known by the tunnels' routes beside it, and so goes before the last of them.
  const discards = state.routes.filter(
    (route) =>
      isDiscard(route) &&
      through.some((one) => isSamePrefix(one, route)) &&
      ![...others, ...file.routes].some((one) => isSamePrefix(one, route)),
  );
  const routes = [...discards, ...through, ...staleWays(tunnel, file, state)];
  return [
    [...routes.map(({ text }) => `no ${text}`), ...[tunnel, ...gone].map(removal)],
    { ...state, sections: without(rest, ...gone), routes: state.routes.filter((route) => !routes.includes(route)) },
  ];
}

const isShut = (tunnel: Section) => valueOf(tunnel, "shutdown") !== undefined;

/** Makes a tunnel what the file says, shut meanwhile if it has to be. */
function changeTunnel(
  running: Section,
  tunnel: Section,
  file: OwnConfiguration,
  state: State,
): [Step | undefined, State] {
  const chain = inOrder(tunnel, file.sections);
  const used = chain.flatMap((section) => madeAtOnce(state.sections.get(keyOf(section)), section));
  const { now, later } = sectionChanges(running, tunnel);
  const own = [...now, ...later];
  const next = { ...state, sections: put(state.sections, ...chain, tunnel) };
  if (used.length + own.length === 0) return [undefined, next];
  const heading = tunnel.heading;
  if (used.length === 0 && isLive(running, tunnel)) {
    return [{ what: `change ${tunnel.name} while it is up`, commands: [heading, ...indented(own)] }, next];
  }
  const lines = own.filter((line) => line !== "no shutdown");
  const stale = staleWays(running, file, state);
  const between = [...stale.map(({ text }) => `no ${text}`), ...used];
  const shut = isShut(running) ? [] : [heading, " shutdown"];
  // Those that wait until the tunnel carries their family.
  const routes = file.routes.filter(isThrough(tunnel)).filter((route) => !state.routes.includes(route));
  return [
    {
      what: `change ${tunnel.name}, which ${isShut(running) ? "is shut, and start it" : "is down meanwhile"}`,
      commands: [
        ...shut,
        ...between,
        ...(shut.length > 0 && between.length === 0 ? [] : [heading]),
        ...indented([...lines, "no shutdown"]),
        ...routes.map(({ text }) => text),
      ],
      tunnel: endsOf(tunnel),
    },
    { ...next, routes: [...state.routes.filter((route) => !stale.includes(route)), ...routes] },
  ];
}

/** Steps that bring each tunnel to what the file says, none before another has let go of what it needs. */
function tunnelSteps(file: OwnConfiguration, first: State): [readonly Step[], State] {
  const steps: Step[] = [];
  let state = first;
  let pending = sectionsOf(file.sections, "interface");
  let hasTakenDown = false;
  const present = (tunnel: Section) => state.sections.get(keyOf(tunnel));
  const blockers = (tunnel: Section) => {
    const wanted = new Set(claims(tunnel));
    return sectionsOf(state.sections, "interface").filter(
      (other) => other.name !== tunnel.name && claims(other).some((claim) => wanted.has(claim)),
    );
  };
  while (pending.length > 0) {
    const ready = pending.filter((tunnel) => blockers(tunnel).length === 0);
    const tunnel = ready.find((one) => !present(one)) ?? ready[0];
    if (tunnel) {
      pending = pending.filter((one) => one !== tunnel);
      const running = present(tunnel);
      if (running) {
        const [step, next] = changeTunnel(running, tunnel, file, state);
        state = next;
        if (step) steps.push(step);
      } else {
        const [commands, next] = addTunnel(tunnel, file, state);
        state = next;
        steps.push({ what: `add ${tunnel.name}`, commands, ...(hasTakenDown && { tunnel: endsOf(tunnel) }) });
      }
      continue;
    }
    // Each waits for another. One that comes back goes first: another takes its path while the rest stay up.
    const inTheWay = pending.flatMap(blockers);
    const gone = inTheWay.find((one) => file.sections.has(keyOf(one))) ?? inTheWay[0]!;
    const [commands, next] = removeTunnel(gone, file, state);
    state = next;
    hasTakenDown = true;
    steps.push({ what: `remove ${gone.name}, which is in the way of another tunnel`, commands });
  }
  return [steps, state];
}

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

/** The file's keys in the place of those that the router shows encrypted. */
function withKeys(running: Sections, file: Sections): Sections {
  return new Map(
    [...running].map(([key, section]) => {
      const planned = file.get(key);
      if (section.kind !== "keyring" || !planned) return [key, section];
      const lines = section.lines.map((peer) => {
        const same = planned.lines.find(({ text }) => text === peer.text);
        const secret = same?.lines.find((line) => line.keyword.secret);
        return secret ? { ...peer, lines: peer.lines.map((line) => (isEncryptedKey(line) ? secret : line)) } : peer;
      });
      return [key, { ...section, lines }];
    }),
  );
}

/** What the file says of interfaces and lines that no step touches. */
function leftNotes({ left }: OwnConfiguration, running: RunningConfiguration): string[] {
  const lines = (texts: readonly string[]) =>
    new Set(texts.filter((text) => !/^(?:no shut(?:down)?|exec-timeout 10 0)$/.test(text)));
  return left.flatMap((planned) => {
    const present = running.left.find(({ text }) => text === planned.text);
    if (!present)
      return [`the router has no "${planned.text}", which the file has; no step makes it, so do that before them`];
    const [wants, has] = [planned, present].map(({ children }) => lines(children.map(({ text }) => text)));
    const lacks = [...wants!].filter((text) => !has!.has(text));
    const hasMore = [...has!].filter(
      (text) => /^(?:shutdown|vrf forwarding |exec-timeout )/.test(text) && !wants!.has(text),
    );
    const said = (verb: string, texts: readonly string[]) =>
      texts.length > 0 ? [`${verb} ${texts.map((text) => `"${text}"`).join(", ")}`] : [];
    const parts = [...said("lacks", lacks), ...said("has", hasMore)];
    return parts.length > 0
      ? [
          `"${planned.text}" on the router ${parts.join(" and ")}, other than the file; no step changes it, so do that before them`,
        ]
      : [];
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
  const encrypted = encryptedKeyrings(shown).filter((name) => own.sections.has(sectionKey("keyring", name)));
  const sections = resendKeys ? shown.sections : withKeys(shown.sections, own.sections);

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
    steps: [
      ...(commands.length > 0 ? [{ what: "add what takes no tunnel down", commands }] : []),
      ...tunnels,
      ...removals,
    ],
    notes: [
      ...vrfNotes(own, shown),
      ...lackNotes(own, shown),
      ...leftNotes(own, shown),
      ...(encrypted.length > 0 && !resendKeys
        ? [
            `the router shows the keys of ${encrypted.join(", ")} encrypted, so that no difference of them is seen; --keys sends them anew`,
          ]
        : []),
      ...shown.notes,
      ...kept,
    ],
  };
}
