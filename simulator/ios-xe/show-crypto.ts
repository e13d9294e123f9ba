import { parseCIDR } from "ipaddr.js";
import { matches, type Section } from "./configuration";
import type { Interface, Tunnel } from "./interfaces";
import type { FlowState, IkeState } from "./world";

interface Sa extends Tunnel {
  /** The number that IOS-XE counts SAs by. */
  readonly id: number;
  readonly name: string;
  readonly ivrf?: string;
  readonly ike: IkeState;
}

/** Tunnels that IPsec protects. */
const protectedBy = (interfaces: readonly Interface[]) =>
  interfaces.flatMap(({ name, vrf, status, tunnel }) =>
    tunnel?.ipsecProfile === undefined ? [] : [{ ...tunnel, name, ivrf: vrf, status }],
  );

const sas = (interfaces: readonly Interface[]): Sa[] =>
  protectedBy(interfaces).flatMap((one, i) => (one.state?.ike ? [{ ...one, id: i + 1, ike: one.state.ike }] : []));

/** Seconds and retries of `dpd` in an IKEv2 profile; 0 and 0 where it is off. */
function dpdOf(configuration: Section, profile: string | undefined): readonly [string, string] {
  const section = configuration.find(({ key }) => key === `crypto ikev2 profile ${profile}`)?.section ?? [];
  const [[, seconds = "0", retries = "0"] = []] = matches(section, /^dpd (\d+) (\d+) /);
  return [seconds, retries];
}

function nat({ ike, source }: Sa): string {
  if (ike.local.port !== 4500) return "not detected";
  // The address that the far end sees is another: the router is inside.
  return source !== undefined && ike.local.address === source ? "detected inside" : "detected outside";
}

function descriptionOf({ status, suite }: IkeState): string {
  if (status === "READY") return "Negotiation done";
  if (status === "DELETE") return "Deleting IKE SA";
  return `Initiator waiting for ${suite ? "AUTH" : "INIT"} response`;
}

/** `show crypto ikev2 sa`. Forms: CiscoTestAutomation/genieparser, iosxe/tests/ShowCryptoIkev2Sa and ...SaDetail. */
export function showIkev2Sa(configuration: Section, interfaces: readonly Interface[], isDetailed: boolean): string[] {
  const shown = sas(interfaces).flatMap((sa) => {
    const { ike } = sa;
    const { suite } = ike;
    const algorithms = suite
      ? `Encr: ${suite.encryption}${suite.keySize === undefined ? "" : `, keysize: ${suite.keySize}`}, PRF: ${suite.prf}, Hash: ${suite.hash}, DH Grp:${suite.dhGroup}, Auth sign: PSK, Auth verify: PSK`
      : "Encr: Unknown - 0, PRF: Unknown - 0, Hash: None, DH Grp:0, Auth sign: Unknown - 0, Auth verify: Unknown - 0";
    const [dpd, retry] = dpdOf(configuration, sa.ikev2Profile);
    const endpoint = ({ address, port }: IkeState["local"]) => `${address}/${port}`.padEnd(21);
    return [
      "Tunnel-id Local                 Remote                fvrf/ivrf            Status ",
      `${String(sa.id).padEnd(9)} ${endpoint(ike.local)} ${endpoint(ike.remote)} ${`${sa.vrf ?? "none"}/${sa.ivrf ?? "none"}`.padEnd(20)} ${ike.status}  `,
      `      ${algorithms}`,
      `      Life/Active Time: ${ike.lifetimeSeconds}/${ike.activeSeconds} sec`,
      ...(isDetailed
        ? [
            `      CE id: 0, Session-id: ${sa.id}`,
            `      Local spi: ${ike.localSpi.toUpperCase()}       Remote spi: ${ike.remoteSpi.toUpperCase()}`,
            `      Status Description: ${descriptionOf(ike)}`,
            `      Local id: ${ike.localId}`,
            ...(ike.status === "READY" ? [`      Remote id: ${ike.remoteId}`] : []),
            "      Local req msg id:  2              Remote req msg id:  2         ",
            "      Local next msg id: 2              Remote next msg id: 2         ",
            "      Local req queued:  2              Remote req queued:  2         ",
            "      Local window:      5              Remote window:      5         ",
            `      DPD configured for ${dpd} seconds, retry ${retry}`,
            "      Fragmentation not  configured.",
            "      Dynamic Route Update: enabled",
            "      Extended Authentication not configured.",
            `      NAT-T is ${nat(sa)}  `,
            "      Cisco Trust Security SGT is disabled",
            "      Initiator of SA : Yes",
            "      PEER TYPE: Other",
          ]
        : []),
      "",
    ];
  });
  if (shown.length === 0) return [];
  return [" IPv4 Crypto IKEv2  SA ", "", ...shown, " IPv6 Crypto IKEv2  SA ", ""];
}

/** `06:12:28` */
const clock = (seconds: number) =>
  [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, "0"))
    .join(":");

const LEGEND = [
  "Code: C - IKE Configuration mode, D - Dead Peer Detection     ",
  "K - Keepalives, N - NAT-traversal, T - cTCP encapsulation     ",
  "X - IKE Extended Authentication, F - IKE Fragmentation",
  "R - IKE Auto Reconnect, U - IKE Dynamic Route Update",
  "S - SIP VPN",
  "",
];

/** A selector as an access list has it: `0.0.0.0/0.0.0.0`, `host 10.1.0.4`, `::/0`. */
function selector(prefix: string): string {
  const [address, length] = parseCIDR(prefix);
  if (address.kind() === "ipv6") return `${address.toString().toUpperCase()}/${length}`;
  return length === 32 ? `host ${address.toString()}` : `${address.toString()}/${maskOf(length)}`;
}

const maskOf = (length: number): string =>
  [0, 1, 2, 3].map((i) => 256 - 2 ** (8 - Math.min(8, Math.max(0, length - 8 * i)))).join(".");

function statusOf({ state }: Tunnel): string {
  if (!state?.ike) return "DOWN";
  if (state.ike.status !== "READY") return "DOWN-NEGOTIATING";
  return state.flows.length > 0 ? "UP-ACTIVE" : "UP-IDLE";
}

/**
 * `show crypto session`. Forms: networktocode/ntc-templates, tests/cisco_ios/show_crypto_session_detail;
 * CiscoTestAutomation/genieparser, iosxe/tests/ShowCryptoSessionRemoteDetail, csr8kv_full.
 */
export function showCryptoSession(
  configuration: Section,
  interfaces: readonly Interface[],
  isDetail: boolean,
): string[] {
  const sessions = protectedBy(interfaces)
    .filter(({ status, destination }) => status === "up" && destination !== undefined)
    .flatMap((one, i) => {
      const ike = one.state?.ike;
      const vrfs = `fvrf: ${one.vrf ?? "(none)"} ivrf: ${one.ivrf ?? "(none)"}`;
      const [dpd] = dpdOf(configuration, one.ikev2Profile);
      const capabilities = `${dpd === "0" ? "" : "D"}${ike?.local.port === 4500 ? "N" : ""}U`;
      const isUp = ike?.status === "READY";
      return [
        `Interface: ${one.name}`,
        ...(isUp && one.ikev2Profile !== undefined ? [`Profile: ${one.ikev2Profile}`] : []),
        ...(isUp && isDetail ? [`Uptime: ${clock(ike.activeSeconds)}`] : []),
        `Session status: ${statusOf(one)}`,
        `Peer: ${one.destination} port ${ike?.remote.port ?? 500}${isDetail ? ` ${vrfs}` : " "}`,
        ...(isDetail
          ? [
              `      ${isUp ? `Phase1_id: ${ike.remoteId}` : "Desc: (none)"}`,
              `      ${isUp ? "Desc: (none)" : "Phase1_id: (none)"}`,
            ]
          : []),
        ...(ike
          ? [
              `  Session ID: ${isUp ? i + 1 : 0}  `,
              `  IKEv2 SA: local ${ike.local.address}/${ike.local.port} remote ${ike.remote.address}/${ike.remote.port} ${isUp ? "Active" : "Inactive"} `,
              ...(isDetail
                ? [
                    `          Capabilities:${isUp ? capabilities : "(none)"} connid:${i + 1} lifetime:${isUp ? clock(Math.max(0, ike.lifetimeSeconds - ike.activeSeconds)) : "0"}`,
                  ]
                : []),
            ]
          : []),
        ...flowsOf(one, one.state?.flows ?? []).flatMap((flow) => [
          `  IPSEC FLOW: permit ${flow.family === "ipv4" ? "ip" : "ipv6"} ${selector(flow.local)} ${selector(flow.remote)} `,
          `        Active SAs: ${flow.isActive ? 2 : 0}, origin: crypto map`,
          ...(isDetail
            ? [
                `        Inbound:  #pkts dec'ed ${flow.decaps} drop 0 life (KB/Sec) ${flow.isActive ? `KB Vol Rekey Disabled/${flow.remainingSeconds}` : "0/0"}`,
                `        Outbound: #pkts enc'ed ${flow.encaps} drop 0 life (KB/Sec) ${flow.isActive ? `KB Vol Rekey Disabled/${flow.remainingSeconds}` : "0/0"}`,
              ]
            : []),
        ]),
        "",
      ];
    });
  return ["Crypto session current status", "", ...(isDetail ? LEGEND : []), ...sessions];
}

interface ShownFlow extends FlowState {
  readonly isActive: boolean;
}

const NONE = { transform: "", inboundSpi: "0", outboundSpi: "0", encaps: 0, decaps: 0, remainingSeconds: 0 };
const ANY = { ipv4: "0.0.0.0/0", ipv6: "::/0" };

/** A tunnel asks for all traffic of the families of its mode, with SAs or without. */
function flowsOf({ mode }: Tunnel, flows: readonly FlowState[]): ShownFlow[] {
  const families: FlowState["family"][] =
    mode === "dual-overlay" ? ["ipv4", "ipv6"] : mode === "ipv4 v6-overlay" ? ["ipv6"] : ["ipv4"];
  const without = families.filter((family) => !flows.some((flow) => flow.family === family));
  return [
    ...flows.map((flow) => ({ ...flow, isActive: true })),
    ...without.map((family) => ({ ...NONE, family, local: ANY[family], remote: ANY[family], isActive: false })),
  ];
}

const spi = (hex: string): string => {
  const value = parseInt(hex, 16);
  return `0x${value.toString(16).toUpperCase()}(${value})`;
};

function ident(prefix: string): string {
  const [address, length] = parseCIDR(prefix);
  return address.kind() === "ipv6"
    ? `(${address.toString().toUpperCase()}/${length}/0/0)`
    : `(${address.toString()}/${maskOf(length)}/0/0)`;
}

function windowOf(configuration: Section, profile: string | undefined): string {
  const section = configuration.find(({ key }) => key === `crypto ipsec profile ${profile}`)?.section ?? [];
  return matches(section, /^set security-association replay window-size (\d+)$/)[0]?.[1] ?? "64";
}

/**
 * `show crypto ipsec sa`. Form: CiscoTestAutomation/genieparser, iosxe/tests/ShowCryptoIpsecSaInterface,
 * golden_output_2; the window: networktocode/ntc-templates, tests/cisco_ios/show_crypto_ipsec_sa_detail.
 */
export function showIpsecSa(configuration: Section, interfaces: readonly Interface[]): string[] {
  const shown = protectedBy(interfaces).filter(
    ({ status, source, destination }) => status === "up" && source !== undefined && destination !== undefined,
  );
  if (shown.length === 0) return ["No SAs found"];
  return shown.flatMap((one, index) => {
    const map = `${one.name}-head-0`;
    const local = one.source!;
    const port = one.state?.ike?.remote.port ?? 500;
    const sa = (flow: ShownFlow, which: string, direction: number): string[] => {
      const id = 2001 + 4 * index + 2 * (flow.family === "ipv6" ? 1 : 0) + direction;
      return [
        `      spi: ${spi(which)}`,
        `        transform: ${flow.transform} ,`,
        `        in use settings ={Tunnel${port === 4500 ? " UDP-Encaps" : ""}, }`,
        `        conn id: ${id}, flow_id: CSR:${id - 2000}, sibling_flags FFFFFFFF80000048, crypto map: ${map}, initiator : True`,
        `        sa timing: remaining key lifetime (sec): ${flow.remainingSeconds}`,
        "        Kilobyte Volume Rekey has been disabled",
        "        IV size: 8 bytes",
        `        replay detection support: Y  replay window size: ${windowOf(configuration, one.ipsecProfile)}`,
        "        Status: ACTIVE(ACTIVE)",
      ];
    };
    const sections = (flow: ShownFlow, direction: "inbound" | "outbound"): string[] => [
      `     ${direction} esp sas:`,
      ...(flow.isActive
        ? sa(flow, direction === "inbound" ? flow.inboundSpi : flow.outboundSpi, direction === "inbound" ? 0 : 1)
        : []),
      "",
      `     ${direction} ah sas:`,
      "",
      `     ${direction} pcp sas:`,
      "",
    ];
    return [
      "",
      `interface: ${one.name}`,
      `    Crypto map tag: ${map}, local addr ${local}`,
      "",
      ...flowsOf(one, one.state?.flows ?? []).flatMap((flow) => [
        `   protected vrf: ${one.ivrf ?? "(none)"}`,
        `   local  ident (addr/mask/prot/port): ${ident(flow.local)}`,
        `   remote ident (addr/mask/prot/port): ${ident(flow.remote)}`,
        `   current_peer ${one.destination} port ${port}`,
        "     PERMIT, flags={origin_is_acl,}",
        `    #pkts encaps: ${flow.encaps}, #pkts encrypt: ${flow.encaps}, #pkts digest: ${flow.encaps}`,
        `    #pkts decaps: ${flow.decaps}, #pkts decrypt: ${flow.decaps}, #pkts verify: ${flow.decaps}`,
        "    #pkts compressed: 0, #pkts decompressed: 0",
        "    #pkts not compressed: 0, #pkts compr. failed: 0",
        "    #pkts not decompressed: 0, #pkts decompress failed: 0",
        "    #send errors 0, #recv errors 0",
        "",
        `     local crypto endpt.: ${local}, remote crypto endpt.: ${one.destination}`,
        `     plaintext mtu ${flow.isActive ? 1446 : 1500}, path mtu 1500, ip mtu 1500, ip mtu idb ${one.sourceInterface ?? "(none)"}`,
        `     current outbound spi: ${spi(flow.outboundSpi)}`,
        `     PFS (Y/N): ${flow.pfsGroup === undefined ? "N, DH group: none" : `Y, DH group: group${flow.pfsGroup}`}`,
        "",
        ...sections(flow, "inbound"),
        ...sections(flow, "outbound"),
      ]),
    ];
  });
}
