import type { RouterConfig } from "../../lib/router/router-config";

type Tunnel = RouterConfig["tunnels"][number];

/** How one tunnel of a router is. */
export interface TunnelState {
  /**
   * `IN-NEG`: nothing is answered. `half answered`: no more than IKE_SA_INIT. `refused at once`, `refused`: the SA
   * goes, without and with agreed algorithms. `tried`: it is gone. `none`: the router does not even ask.
   */
  readonly ike: "READY" | "IN-NEG" | "half answered" | "refused at once" | "refused" | "tried" | "none";
  readonly families: readonly ("ipv4" | "ipv6")[];
  /** As IOS-XE shows them. */
  readonly encryption?: string;
  readonly transform?: string;
  /** Packets between the first reading and the second. */
  readonly sent: number;
  readonly received: number;
  readonly shut?: boolean;
  /** Address of the other end. @default - as in the file */
  readonly peer?: string;
  /** Address that the router gives as its own. @default - as in the file */
  readonly identity?: string;
  /** @default 90 */
  readonly activeSeconds?: number;
  /** Whether each IKE SA, or each ESP SA, is there twice. */
  readonly twice?: "IKE" | "ESP";
  /** As the file has them. */
  readonly dpd?: string;
}

export interface RouterState {
  readonly throughputKbps: number;
  /** @default "network-premier" */
  readonly licenceLevel?: string;
  readonly tunnels: readonly TunnelState[];
  /** Changes the tables of static routes before they are shown. */
  readonly routes?: (list: RouterConfig["ipv4Routes"]) => RouterConfig["ipv4Routes"];
}

const healthyFamilies = ({ mode }: Tunnel): TunnelState["families"] =>
  mode === "ipsec ipv4" ? ["ipv4"] : ["ipv4", "ipv6"];

/** A router that runs its file as it should. */
export const healthy = (file: RouterConfig): RouterState => ({
  throughputKbps: (file.throughputMbps ?? 250) * 1000,
  tunnels: file.tunnels.map((tunnel) => ({
    ike: "READY",
    families: healthyFamilies(tunnel),
    sent: 10,
    received: 12,
  })),
});

/** What a router of this file and in this state prints for the commands of `showCommands`. */
export function terminalOf(file: RouterConfig, state: RouterState, commands: readonly string[]): string {
  let reading = 0;
  return commands
    .map((command) => {
      const second = command === "show crypto ipsec sa" && reading++ > 0;
      return `oslo#${command}\n${answer(file, state, command, second)}`;
    })
    .concat("oslo#")
    .join("\n");
}

function answer(file: RouterConfig, state: RouterState, command: string, second: boolean): string {
  const [proposal] = file.proposals;
  const each = (show: (tunnel: Tunnel, one: TunnelState, index: number) => string) =>
    file.tunnels.map((tunnel, i) => show(tunnel, state.tunnels[i]!, i)).join("");
  const source = ({ source }: Tunnel) => (/^[\d.]+$/.test(source) ? source : "192.168.77.2");
  const destination = (tunnel: Tunnel, { peer }: TunnelState) => peer ?? tunnel.destination;
  const profileOf = ({ ipsecProfile }: Tunnel) => file.ipsecProfiles.find(({ name }) => name === ipsecProfile);
  const ikeProfileOf = (tunnel: Tunnel) => file.profiles.find(({ name }) => name === profileOf(tunnel)?.ikeProfile);
  const dpdOf = (tunnel: Tunnel) => {
    const { seconds, retrySeconds } = ikeProfileOf(tunnel)!.dpd;
    return `${seconds} seconds, retry ${retrySeconds}`;
  };
  const identity = (tunnel: Tunnel, one: TunnelState) =>
    one.identity ?? ikeProfileOf(tunnel)?.identity ?? source(tunnel);
  const up = ({ ike, families }: TunnelState) => ike === "READY" && families.length > 0;
  const way = ({ via, nextHop }: RouterConfig["ipv4Routes"][number]) =>
    /^[\d.]+$|:/.test(via) ? `via ${via}` : nextHop && nextHop !== "dhcp" ? `via ${nextHop}, ${via}` : undefined;
  const routesOf = (list: RouterConfig["ipv4Routes"], vrf: string | undefined) => {
    const isUp = (via: string) => {
      const index = file.tunnels.findIndex(({ name }) => name === via);
      return index < 0 || up(state.tunnels[index]!);
    };
    const shown = (state.routes?.(list) ?? list).filter((one) => one.vrf === vrf && isUp(one.via));
    // The worse distance shows only where nothing else leads there.
    return shown.filter(
      (one) => one.distance === undefined || !shown.some((a) => a !== one && a.prefix === one.prefix),
    );
  };
  const vrf = /vrf (\S+)/.exec(command)?.[1];
  if (command.startsWith("show version")) {
    return `License Level: ${state.licenceLevel ?? "network-premier"}\nThe current throughput level is ${state.throughputKbps} kbps`;
  }
  if (command.startsWith("show crypto ikev2 sa")) {
    const sas = each((tunnel, one, i) => {
      if (one.ike === "none" || one.ike === "tried") return "";
      const status = one.ike === "READY" ? "READY" : one.ike.startsWith("refused") ? "DELETE" : "IN-NEG";
      const isAgreed = one.ike !== "IN-NEG" && one.ike !== "refused at once";
      const port = isAgreed ? 4500 : 500;
      const name = one.encryption ?? proposal!.encryption.toUpperCase().replace(/-(\d+)$/, ", keysize: $1");
      const agreed = `Encr: ${name}, PRF: ${proposal!.prf.toUpperCase()}, Hash: ${(proposal!.integrity ?? "None").replace(/^sha/, "SHA")}, DH Grp:${proposal!.group}, Auth sign: PSK, Auth verify: PSK`;
      const nothing =
        "Encr: Unknown - 0, PRF: Unknown - 0, Hash: None, DH Grp:0, Auth sign: Unknown - 0, Auth verify: Unknown - 0";
      const peer = destination(tunnel, one);
      const sa = (number: number) =>
        [
          "Tunnel-id Local                 Remote                fvrf/ivrf            Status",
          `${number}         ${source(tunnel)}/${port}        ${peer}/${port}      ${tunnel.vrf ?? "none"}/none            ${status}`,
          `      ${isAgreed ? agreed : nothing}`,
          `      Life/Active Time: ${ikeProfileOf(tunnel)!.lifetimeSeconds}/${one.activeSeconds ?? 90} sec`,
          ...(isAgreed ? [`      DPD configured for ${one.dpd ?? dpdOf(tunnel)}`] : []),
          `      Local id: ${identity(tunnel, one)}`,
          ...(isAgreed ? [`      Remote id: ${peer}`] : []),
          "",
          "",
        ].join("\n");
      return `${sa(i + 1)}${one.twice === "IKE" ? sa(i + 101) : ""}`;
    });
    return `\n IPv4 Crypto IKEv2  SA\n\n${sas}`;
  }
  if (command.startsWith("show crypto session")) {
    const sessions = each((tunnel, one) =>
      [
        `Interface: ${tunnel.name}`,
        `Session status: ${up(one) ? "UP-ACTIVE" : one.ike === "READY" ? "UP-IDLE" : one.ike === "none" ? "DOWN" : "DOWN-NEGOTIATING"}`,
        `Peer: ${destination(tunnel, one)} port ${one.ike === "READY" ? 4500 : 500} fvrf: ${tunnel.vrf ?? "(none)"} ivrf: (none)`,
        "",
        "",
      ].join("\n"),
    );
    return `Crypto session current status\n\n${sessions}`;
  }
  if (command === "show crypto ipsec sa") {
    return each((tunnel, one) => {
      const sets = profileOf(tunnel)?.transformSets ?? [];
      const own = file.transformSets.find(({ name }) => name === sets[0])!.transform;
      const set = one.transform ?? own.replace(/^esp-aes (\d+)/, "esp-$1-aes");
      const flows = healthyFamilies(tunnel).map((family) => {
        const isUp = up(one) && one.families.includes(family);
        return flowOf(
          tunnel,
          family,
          one,
          isUp ? set : undefined,
          second && family === one.families[0],
          profileOf(tunnel)!.lifetimeSeconds - 90,
        );
      });
      return `interface: ${tunnel.name}\n    Crypto map tag: ${tunnel.name}-head-0, local addr ${source(tunnel)}\n\n${flows.join("")}`;
    });
  }
  if (command.startsWith("show interfaces")) {
    return each((tunnel, one) => {
      const line = one.shut
        ? "is administratively down, line protocol is down"
        : `is up, line protocol is ${up(one) ? "up" : "down"}`;
      return `${tunnel.name} ${line}\n  Tunnel protection via IPSec (profile "${tunnel.ipsecProfile}")\n`;
    });
  }
  if (command.startsWith("show ip route")) {
    const lines = routesOf(file.ipv4Routes, vrf).map((one) => {
      const distance = `[${one.distance ?? 1}/0]`;
      return `S        ${one.prefix} ${way(one) ? `${distance} ${way(one)}` : `is directly connected, ${one.via}`}`;
    });
    return [
      ...(vrf ? [`Routing Table: ${vrf}`] : []),
      "Codes: L - local, C - connected, S - static",
      "",
      ...lines,
      "",
    ].join("\n");
  }
  if (command.startsWith("show ipv6 route")) {
    const lines = routesOf(file.ipv6Routes, vrf).flatMap((one) => [
      `S   ${one.prefix.toUpperCase()} [${one.distance ?? 1}/0]`,
      `     ${way(one)?.toUpperCase().replace("VIA", "via").replace("GIGABITETHERNET", "GigabitEthernet") ?? `via ${one.via}, directly connected`}`,
    ]);
    return [
      "IPv6 Routing Table - default - 9 entries",
      "Codes: C - Connected, L - Local, S - Static",
      ...lines,
      "",
    ].join("\n");
  }
  return "";
}

/** @param transform undefined without an SA */
function flowOf(
  tunnel: Tunnel,
  family: "ipv4" | "ipv6",
  one: TunnelState,
  transform: string | undefined,
  second: boolean,
  remaining: number,
): string {
  const ident = family === "ipv4" ? "0.0.0.0/0.0.0.0/0/0" : "::/0/0/0";
  const [before, after] = transform === undefined ? [0, 0] : [500, 600];
  const [sent, received] = second ? [before + one.sent, after + one.received] : [before, after];
  const each = (number: number) => (one.twice === "ESP" ? sa(number) + sa(number + 1) : sa(number));
  const sa = (number: number) =>
    transform === undefined
      ? ""
      : `      spi: 0x9C31E0B${number}(2620514484)
        transform: ${transform} ,
        in use settings ={Tunnel UDP-Encaps, }
        sa timing: remaining key lifetime (sec): ${remaining}
        replay detection support: Y
        Status: ACTIVE(ACTIVE)
`;
  return `   protected vrf: (none)
   local  ident (addr/mask/prot/port): (${ident})
   remote ident (addr/mask/prot/port): (${ident})
   current_peer ${tunnel.destination} port 4500
    #pkts encaps: ${sent}, #pkts encrypt: ${sent}, #pkts digest: ${sent}
    #pkts decaps: ${received}, #pkts decrypt: ${received}, #pkts verify: ${received}
    #send errors 0, #recv errors 0

     plaintext mtu 1446, path mtu 1500, ip mtu 1500, ip mtu idb GigabitEthernet2
     current outbound spi: ${transform === undefined ? "0x0(0)" : "0x2D0A41F7(755646967)"}
     PFS (Y/N): N, DH group: none

     inbound esp sas:
${each(4)}
     inbound ah sas:

     outbound esp sas:
${each(7)}
     outbound ah sas:

`;
}
