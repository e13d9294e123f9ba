/**
 * What a Catalyst 8000V may transmit, in Mbit/s: the words after `platform hardware throughput level MB` in
 * Cisco's YANG model of IOS-XE 17.15.1. A router that is told nothing transmits 10.
 *
 * @see https://github.com/YangModels/yang/blob/main/vendor/cisco/xe/17151/Cisco-IOS-XE-platform.yang
 */
export const THROUGHPUT_LEVELS = [10, 50, 100, 250, 500, 1000, 2500, 5000, 10000] as const;

export type ThroughputLevel = (typeof THROUGHPUT_LEVELS)[number];

/**
 * The highest level without an HSECK9 licence.
 *
 * @see https://www.cisco.com/c/en/us/td/docs/routers/C8000V/configure-licenses-throughput-c8000v.html
 */
export const HIGHEST_WITHOUT_HSECK9: ThroughputLevel = 250;
