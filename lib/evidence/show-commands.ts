import type { RouterConfig } from "../router/router-config";

/** The commands whose output `judgeRouter` looks at, for a router with this file, to be typed or pasted as they are. */
export function showCommands(file: RouterConfig): readonly string[] {
  const vrfs = [...new Set(file.ipv4Routes.flatMap(({ vrf }) => vrf ?? []))];
  const dual = file.ipv6Routes.length > 0;
  return [
    "terminal length 0",
    ...(file.throughputMbps === undefined ? [] : ["show version | include License Level|throughput"]),
    "show crypto ikev2 sa detailed",
    "show crypto session detail",
    "show crypto ipsec sa",
    "show interfaces | include line protocol|protection",
    "show ip route static",
    ...vrfs.map((vrf) => `show ip route vrf ${vrf} static`),
    ...(dual ? ["show ipv6 route static"] : []),
    // The second reading tells which counters grow: let something use the tunnels meanwhile.
    "show crypto ipsec sa",
  ];
}
