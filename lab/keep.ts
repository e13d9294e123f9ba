import { readFileSync } from "node:fs";
import { join } from "node:path";
import { currentCloud } from "../simulator/azure/current-cloud";
import { newSshKeys } from "../simulator/ios-xe/ssh-keys";
import type { Cloud } from "../simulator/azure/cloud";
import { readDoor } from "../simulator/azure/read-door";
import { shownState } from "../simulator/azure/shown-state";
import type { Carrier, End } from "./carrier";
import { isRouter, parseRouter, ShownState, type Inputs, type OnPremises } from "./inputs";
import { liveAzure } from "./live-azure";
import { runningConfig } from "./running-config";
import { SiteStandIn } from "./site-stand-in";
import { ADMIN, serveStandIns, type Served } from "./stand-ins";
import { bare, type Topology } from "./topology";

/** A site whose router is simulated, and what carries its tunnels. */
interface KeptSite {
  /** Host name of the router, and Azure's name of its machine. */
  readonly router: string;
  readonly inputs: Inputs;
  readonly topology: Topology;
  readonly carrier: Carrier;
  /** Machines that the carrier has, by their names in Azure. */
  readonly machines: Readonly<Record<string, End>>;
}

/** Of the simulated cloud, and of what tells others how to get to what is served. */
export interface KeptFolders {
  readonly cloud: string;
  readonly standIns: string;
}

export function keptSite(inputs: Inputs, topology: Topology, carrier: Carrier): KeptSite {
  const { gateway, site } = inputs;
  const machines = (state: ShownState, end: End) =>
    state
      .all("azurerm_linux_virtual_machine")
      .filter((one) => !isRouter(one))
      .map(({ name }) => [name, end] as const);
  return {
    router:
      site instanceof ShownState
        ? site.one("azurerm_linux_virtual_machine", "with two interfaces or more", isRouter).name
        : site.site.router.name,
    inputs,
    topology,
    carrier,
    machines: Object.fromEntries([
      ...machines(gateway, "vm1"),
      ...(site instanceof ShownState ? machines(site, "vm2") : []),
    ]),
  };
}

/** Milliseconds between two looks at what others have changed in Azure. */
const LOOK = 200;

/**
 * Serves a simulated deployment as it is, and as it becomes: the router's terminal, and Azure's reads and resets. What
 * is configured at the router and what is deployed changes the tunnels.
 */
export async function keep(folders: KeptFolders, kept: KeptSite): Promise<Served> {
  const { router: name, topology, carrier, inputs, machines } = kept;
  const cloud = currentCloud(folders.cloud);
  const azure = memo(cloud, (now) => ShownState.of("the simulated Azure", shownState(now)));
  const keys = newSshKeys();
  const users = [{ name: ADMIN, publicKeys: [keys.public] }];
  const site = new SiteStandIn({ name, topology, carrier, azure, users, read: runningConfig });
  // Refused here, where it can be said, and not by the router.
  parseRouter(inputs.routerFile, inputs.router);
  site.boot(dayZero(cloud(), name, kept), inputs.router);
  let seen = { cloud: cloud(), deletions: deletions(folders.cloud, cloud(), name) };
  const looking = setInterval(() => {
    const now = there(cloud);
    if (!now || now === seen.cloud) return;
    const known = seen.deletions;
    seen = { cloud: now, deletions: deletions(folders.cloud, now, name) };
    // Another machine boots anew, and has no file yet.
    if (seen.deletions === known) site.follow();
    else site.boot(dayZero(now, name, kept));
  }, LOOK);
  const live = liveAzure(azure, [{ carrier, router: () => site.configuration, machines }]);
  const served = await serveStandIns(
    folders.standIns,
    { [name]: () => site.router },
    (token) => readDoor(cloud, live, token),
    keys.private,
  );
  return {
    close: async () => {
      clearInterval(looking);
      await served.close();
    },
  };
}

/** The cloud, unless its folder is gone, as after a reset. */
function there(cloud: () => Cloud): Cloud | undefined {
  try {
    return cloud();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}

/** Keeps what was made of the last value. */
function memo<A, B>(current: () => A, make: (value: A) => B): () => B {
  let last: { readonly from: A; readonly made: B } | undefined;
  return () => {
    const from = current();
    if (last?.from !== from) last = { from, made: make(from) };
    return last.made;
  };
}

const machineOf = (cloud: Cloud, name: string) =>
  cloud.ofType("Microsoft.Compute/virtualMachines").find((one) => one.name === name);

/** What the router reads at its first boot: its machine's custom data, or of a router on premises what a site has. */
function dayZero(cloud: Cloud, name: string, { topology, inputs: { site } }: KeptSite): string {
  if (!(site instanceof ShownState)) return onPremises(topology, site);
  const profile = machineOf(cloud, name)?.properties.osProfile as { readonly customData?: string } | undefined;
  const text = Buffer.from(profile?.customData ?? "", "base64").toString("utf8");
  return text.replace(/^Section: .*\n/, "");
}

function onPremises({ interfaces }: Topology, { site }: OnPremises): string {
  const wans = site.connections.map(({ wan }) => wan);
  const addressOf = (name: string) => {
    const { address, nextHop } = wans.find((wan) => wan.interface === name)!;
    if (address === undefined || nextHop === "dhcp") return "dhcp";
    return `${bare(interfaces.find((one) => one.name === name)!.ipv4)} 255.255.255.255`;
  };
  return [
    "license boot level network-advantage addon dna-advantage",
    "ipv6 unicast-routing",
    "archive",
    " path bootflash:archive",
    ...[...new Set(wans.flatMap(({ vrf }) => vrf ?? []))].flatMap((vrf) => [
      `vrf definition ${vrf}`,
      " address-family ipv4",
      " exit-address-family",
    ]),
    ...wans.flatMap(({ interface: name, vrf }) => [
      `interface ${name}`,
      ...(vrf ? [` vrf forwarding ${vrf}`] : []),
      ` ip address ${addressOf(name)}`,
      " no shutdown",
    ]),
  ].join("\n");
}

/** How often the machine of a router was deleted: another number means another machine. */
function deletions(folder: string, cloud: Cloud, name: string): number {
  const id = machineOf(cloud, name)?.id;
  if (id === undefined) return 0;
  const lines = readFileSync(join(folder, "writes.jsonl"), "utf8").split("\n");
  return lines.filter((line) => line.includes('"delete"') && line.includes(`"${id}"`)).length;
}
