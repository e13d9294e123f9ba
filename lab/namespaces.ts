import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Family } from "../lib/model/dual-stack";
import { UserError } from "../lib/model/user-error";

/**
 * vm2, Azure's network of the site, the router, the Internet, the gateway's instances, the network
 * behind them, vm1.
 */
export const NODES = ["vm2", "site", "cat", "inet", "gw0", "gw1", "vnet", "vm1"] as const;
export type Node = (typeof NODES)[number];

export const namespace = (node: Node) => `vpnlab-${node}`;

/** Runs a command in a node's network namespace. @returns what it prints */
export function inNode(node: Node, command: readonly string[], input?: string): string {
  return execFileSync("nsenter", [`--net=/run/netns/${namespace(node)}`, ...command], {
    encoding: "utf8",
    input,
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
}

/** The start of an {@link ip} command about this family. */
export const ipFamily = (family: Family) => (family === "ipv6" ? "-6 " : "");

/** `ip` in a node: IPv4 unless the text begins with `-6`. */
export function ip(node: Node, text: string): string {
  return execFileSync("ip", ["-n", namespace(node), ...text.split(" ")], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The route that a node takes to an address; empty where it has none. */
export function routeTo(node: Node, address: string): string {
  try {
    return ip(node, `route get ${address}`);
  } catch {
    return "";
  }
}

const listOf = (folder: string) => join(folder, "namespaces");

/**
 * Makes the namespaces. Each is written down before the next is made, so that {@link removeNamespaces} finds
 * them after an interruption.
 *
 * @throws UserError where another lab's namespaces exist
 */
export function makeNamespaces(folder: string): void {
  const taken = NODES.filter((node) => existsSync(`/run/netns/${namespace(node)}`));
  if (taken.length > 0) {
    throw new UserError(
      `network namespaces of another lab exist: ${taken.map(namespace).join(", ")}; end that one first`,
    );
  }
  // The lab's umask would close the folder to every other user of "ip netns".
  if (!existsSync("/run/netns")) {
    mkdirSync("/run/netns");
    chmodSync("/run/netns", 0o755);
  }
  for (const node of NODES) {
    execFileSync("ip", ["netns", "add", namespace(node)]);
    appendFileSync(listOf(folder), `${namespace(node)}\n`);
    ip(node, "link set lo up");
    const settings = ["all", "default"].flatMap((scope) => [
      [`ipv4/conf/${scope}/rp_filter`, 0],
      [`ipv6/conf/${scope}/accept_dad`, 0],
      [`ipv4/conf/${scope}/ignore_routes_with_linkdown`, 1],
      [`ipv6/conf/${scope}/ignore_routes_with_linkdown`, 1],
    ]);
    if (!node.startsWith("vm")) settings.push(["ipv4/ip_forward", 1], ["ipv6/conf/all/forwarding", 1]);
    setKernel(node, settings);
  }
}

/** Sets parameters of a node's kernel, by their names below /proc/sys/net. */
export function setKernel(node: Node, settings: readonly (readonly (string | number)[])[]): void {
  inNode(node, ["sh"], settings.map(([name, value]) => `echo ${value} > /proc/sys/net/${name}`).join("\n"));
}

/** Removes the namespaces that the lab of this folder has made, and no others, with whatever runs in them. */
export async function removeNamespaces(folder: string): Promise<void> {
  const file = listOf(folder);
  if (!existsSync(file)) return;
  for (const name of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
    if (!existsSync(`/run/netns/${name}`)) continue;
    // Again, until no process starts another.
    for (let i = 0; i < 100 && endProcesses(name) > 0; i++) await sleep(20);
    execFileSync("ip", ["netns", "del", name]);
  }
  rmSync(file);
}

/** Ends what runs in a namespace; a process outlives its name. @returns how many processes there were */
function endProcesses(name: string): number {
  const pids = execFileSync("ip", ["netns", "pids", name], { encoding: "utf8" }).split("\n").filter(Boolean);
  for (const pid of pids) {
    try {
      process.kill(Number(pid), "SIGKILL");
    } catch (error) {
      // It has ended by itself.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
  return pids.length;
}

/** Packets that a named counter of a table has seen, since the last reset. */
export function counters(node: Node, table: string): Readonly<Record<string, number>> {
  const json = inNode(node, ["nft", "-j", "list", "counters", "table", "inet", table]);
  const { nftables } = JSON.parse(json) as { nftables: { counter?: { name: string; packets: number } }[] };
  return Object.fromEntries(nftables.flatMap(({ counter }) => (counter ? [[counter.name, counter.packets]] : [])));
}

export function resetCounters(node: Node, table: string): void {
  inNode(node, ["nft", "reset", "counters", "table", "inet", table]);
}

/** Gives a device of a node these addresses, each with its length. */
export function addAddresses(node: Node, device: string, ...addresses: string[]): void {
  for (const one of addresses) ip(node, `addr add ${one} dev ${device}${one.includes(":") ? " nodad" : ""}`);
}

/** Puts an nftables table in the place of the one of that name. */
export function replaceTable(node: Node, name: string, body: string): void {
  inNode(node, ["nft", "-f", "-"], `table inet ${name}\ndelete table inet ${name}\ntable inet ${name} {${body}\n}`);
}
