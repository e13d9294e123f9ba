import { matches, type Section } from "./configuration";

/** What a router without the command transmits: `Default Crypto throughput level: 10M`, genieparser, iosxe/tests/ShowPlatformHardwareThroughputCrypto. */
const DEFAULT_MBPS = 10;

/** In Mbit/s. */
export const throughputOf = (configuration: Section): number =>
  Number(matches(configuration, /^platform hardware throughput level MB (\d+)$/)[0]?.[1] ?? DEFAULT_MBPS);

/** Levels that take effect at the next start. */
export interface Licence {
  readonly level: string;
  readonly addon: string;
}

/** What `license boot level` says; empty where it is not there. */
export function licenceOf(configuration: Section): Licence {
  const [[, level = "", addon = ""] = []] = matches(configuration, /^license boot level (\S+)(?: addon (\S+))?$/);
  return { level, addon };
}

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** `3 days, 2 hours, 11 minutes` */
function uptime(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(minutes / 1440), "day"],
    [Math.floor(minutes / 60) % 24, "hour"],
    [minutes % 60, "minute"],
  ];
  const shown = parts.filter(([count], i) => count > 0 || i === 2);
  return shown.map(([count, word]) => counted(count, word)).join(", ");
}

/**
 * `show version`. Form: CiscoTestAutomation/genieparser, iosxe/tests/ShowVersion, golden_output_c8000v.
 *
 * @param active the licence since the start
 */
export function showVersion(
  configuration: Section,
  active: Licence,
  hostname: string,
  uptimeSeconds: number,
  interfaces: number,
): string[] {
  const next = licenceOf(configuration);
  return [
    "Cisco IOS XE Software, Version 17.15.03a",
    "Cisco IOS Software [IOSXE], Virtual XE Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), Version 17.15.3a, RELEASE SOFTWARE (fc1)",
    "",
    "ROM: IOS-XE ROMMON",
    "",
    `${hostname} uptime is ${uptime(uptimeSeconds)}`,
    `Uptime for this control processor is ${uptime(uptimeSeconds + 60)}`,
    "System returned to ROM by reload",
    'System image file is "bootflash:packages.conf"',
    "Last reload reason: reload",
    "",
    `License Level: ${active.level}`,
    "License Type: Perpetual",
    `Next reload license Level: ${next.level}`,
    "",
    `Addon License Level: ${active.addon}`,
    "Addon License Type: Subscription",
    `Next reload addon license Level: ${next.addon}`,
    "",
    `The current throughput level is ${throughputOf(configuration) * 1000} kbps`,
    "",
    "",
    "Smart Licensing Status: Smart Licensing Using Policy",
    "",
    "cisco C8000V (VXE) processor (revision VXE) with 2011934K/3075K bytes of memory.",
    "Router operating mode: Autonomous",
    `${interfaces} Gigabit Ethernet interface${interfaces === 1 ? "" : "s"}`,
    "32768K bytes of non-volatile configuration memory.",
    "",
    "Configuration register is 0x2102",
  ];
}

/** Forms: CiscoTestAutomation/genieparser, iosxe/tests/ShowPlatformHardwareThroughputLevel and ...Crypto. */
export function showThroughput(configuration: Section, what: "level" | "crypto"): string[] {
  const mbps = throughputOf(configuration);
  if (what === "level") return [`The current throughput level is ${mbps * 1000} kb/s`];
  return [
    `Current configured crypto throughput level: ${mbps}M`,
    "     Level is saved, reboot is not required",
    `Current enforced crypto throughput level: ${mbps}M`,
    "Crypto Throughput is not throttled",
    `Default Crypto throughput level: ${DEFAULT_MBPS}M`,
  ];
}
