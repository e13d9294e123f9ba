import { PROTECTION } from "./grammar";
import { chainOf, endsOf, farAddresses, isDiscard, sectionsOf, type OwnConfiguration } from "./own-configuration";
import { isSamePath, isSamePrefix, type RouteLine } from "./route-line";
import { indented, keyOf, madeAtOnce, put, removal, userOf, without, type Sections, type State } from "./router-state";
import { isLive, sectionChanges } from "./section-changes";
import { valueOf, type Section } from "./sections";
import type { Step } from "./step";

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
 * Routes to where a tunnel has gone so far, if the file has none like them and no other tunnel of its VRF goes there.
 * They go while the router still shows the address, since nothing else tells that they are the file's.
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

/**
 * Makes a tunnel what the file says, shut meanwhile if it has to be. `clear crypto ikev2 sa remote` would take down
 * each tunnel to that instance of the gateway.
 */
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
export function tunnelSteps(file: OwnConfiguration, first: State): [readonly Step[], State] {
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
