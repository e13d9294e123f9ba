import type { Path } from "./configuration";
import { timeText } from "./clock";
import type { Device } from "./device";
import { routingTable } from "./routing-table";
import { showCryptoSession, showIkev2Sa, showIpsecSa } from "./show-crypto";
import { showInterfaces, showIpInterfaceBrief, showIpv6InterfaceBrief } from "./show-interfaces";
import { showIpRoute, showIpv6Route } from "./show-routes";
import { showThroughput, showVersion } from "./show-version";
import { syntax, type Syntax } from "./syntax";

/** Something that the router asks before it goes on. */
export interface Question {
  readonly prompt: string;
  readonly answer: (text: string) => readonly string[];
}

/** A terminal of somebody. */
export interface Terminal {
  /** In lines; 0 for no end of a page. */
  length: number;
  width: number;
  readonly user: string;
}

/** What a command does beside printing. */
interface Effect {
  readonly output?: readonly string[];
  readonly question?: Question;
  /** Where in configuration mode the session now is. */
  readonly path?: Path;
  readonly isClosed?: true;
}

interface ExecCommand {
  readonly syntax: Syntax;
  /** @param line the command in full words */
  readonly run: (router: Device, terminal: Terminal, line: string) => readonly string[] | Effect;
}

const command = (notation: string, run: ExecCommand["run"]): ExecCommand => ({ syntax: syntax(notation), run });

const lines = (text: string): string[] => text.replace(/\n$/, "").split("\n");
const word = (line: string, pattern: RegExp): string | undefined => pattern.exec(line)?.[1];
const ENTER = "Enter configuration commands, one per line.  End with CNTL/Z.";

const fileName = (path: string) => path.replace(/^bootflash:\/?/, "");

/** A copy asks for the name before it is made; Return takes the one in brackets. */
const copying = (to: string, copy: (name: string) => readonly string[]): Effect => ({
  question: { prompt: `Destination filename [${to}]? `, answer: (given) => copy(given.trim() || to) },
});

const copied = (text: string) =>
  `${text.length} bytes copied in 0.101 secs (${Math.round(text.length / 0.101)} bytes/sec)`;

function save(router: Device): string[] {
  router.startup = router.configurationText();
  return ["Building configuration...", "[OK]"];
}

/** The table of a VRF, whose absence is told in inferred words. */
function routes(family: "ipv4" | "ipv6", router: Device, line: string): readonly string[] {
  const vrf = word(line, / vrf (\S+)/);
  if (vrf !== undefined && !router.configuration.some(({ key }) => key === `vrf definition ${vrf}`)) {
    return [
      family === "ipv4" ? `% IP routing table ${vrf} does not exist` : `% IPv6 routing table ${vrf} does not exist`,
    ];
  }
  const table = routingTable(family, router.configuration, router.interfaces, vrf);
  return (family === "ipv4" ? showIpRoute : showIpv6Route)(table, vrf, / static$/.test(line));
}

/** Its two refusals are told in inferred words. */
function ping(router: Device, line: string): readonly string[] {
  const target = word(line, /^ping (?:vrf \S+ )?(?:ip |ipv6 )?(\S+)/)!;
  const vrf = word(line, / vrf (\S+)/);
  const named = word(line, / source (\S+)/);
  const count = Number(word(line, / repeat (\d+)/) ?? 5);
  if (!/^[\d.]+$|:/.test(target)) return [`% Unrecognized host or address, or protocol not running.`];
  const isIpv6 = target.includes(":");
  const exit = router.interfaces.find(({ name }) => name === named);
  const source = exit ? (isIpv6 ? exit.ipv6[0] : exit.ipv4)?.address : named;
  if (named !== undefined && (source === undefined || /^[A-Z][a-z]/.test(source)))
    return ["% Invalid source. Must use same-VRF IP address or full interface name"];
  const { received, milliseconds } = router.world.ping(target, source, count);
  const percent = Math.floor((received / count) * 100);
  const times = received > 0 ? `, round-trip min/avg/max = ${(milliseconds ?? [1, 1, 1]).join("/")} ms` : "";
  const marks = `${".".repeat(count - received)}${"!".repeat(received)}`;
  return [
    "Type escape sequence to abort.",
    `Sending ${count}, 100-byte ICMP Echos to ${target.toUpperCase()}, timeout is 2 seconds:`,
    ...(source === undefined
      ? []
      : [
          `Packet sent with a source address of ${source.toUpperCase()}${isIpv6 && vrf !== undefined ? `%${vrf}` : " "}`,
        ]),
    ...(marks.match(/.{1,70}/g) ?? []),
    `Success rate is ${percent} percent (${received}/${count})${times}`,
  ];
}

/** The interfaces that a command names; all without one. */
const named = (router: Device, line: string) => {
  const name = word(line, / ((?:[A-Z][A-Za-z]+)\d[\d/.]*)$/);
  return router.interfaces.filter((one) => name === undefined || one.name === name);
};

/** Commands of privileged EXEC mode. */
export const EXEC: readonly ExecCommand[] = [
  command("enable", () => []),
  command("(exit|logout|quit)", () => ({ isClosed: true })),
  command("terminal length <0-512>", (_, terminal, line) => {
    terminal.length = Number(word(line, /(\d+)$/));
    return [];
  }),
  command("terminal width <0-512>", (_, terminal, line) => {
    terminal.width = Number(word(line, /(\d+)$/));
    return [];
  }),
  command("terminal [no] monitor", () => []),
  command("configure terminal", () => ({ output: [ENTER], path: [] })),
  command("configure terminal revert timer <1-120>", (router, _, line) => {
    const { output, isRunning } = router.rollback.start(router.configuration, Number(word(line, /(\d+)$/)), (file) =>
      router.files.set(fileName(file), router.configurationText()),
    );
    return isRunning ? { output: [...output, ENTER], path: [] } : output;
  }),
  command("configure confirm", (router) => router.rollback.confirm()),
  command("configure revert now", (router) => router.rollback.revert()),
  command("write [memory]", (router) => save(router)),
  command("write terminal", (router) => lines(router.runningConfig())),
  command("copy running-config startup-config", (router) => copying("startup-config", () => save(router))),
  command("copy <file> running-config", (router, { user }, line) =>
    copying("running-config", () => {
      const name = word(line, /^copy (\S+)/)!;
      const text = router.files.get(fileName(name));
      if (text === undefined) return [`%Error opening ${name} (No such file or directory)`];
      return [...router.take(text, user), copied(text)];
    }),
  ),
  command("copy running-config <file>", (router, _, line) => {
    return copying(fileName(word(line, /(\S+)$/)!), (name) => {
      const text = router.configurationText();
      router.files.set(fileName(name), text);
      return [copied(text)];
    });
  }),
  command("clear crypto ikev2 sa [remote <ipv4>]", (router, _, line) => {
    router.world.clear(word(line, / remote (\S+)$/));
    return [];
  }),
  command("clear crypto session [remote <ipv4>]", (router, _, line) => {
    router.world.clear(word(line, / remote (\S+)$/));
    return [];
  }),
  command("ping [vrf <word>] [ip|ipv6] <word> [source <word>] [repeat <1-2147483647>]", (router, _, line) =>
    ping(router, line),
  ),
  command("ping [vrf <word>] [ip|ipv6] <word> repeat <1-2147483647> [source <word>]", (router, _, line) =>
    ping(router, line),
  ),
  command("show clock", (router) => [`*${timeText(router.clock.now())}`]),
  command("show version", (router) => {
    const { configuration, licence, hostname, clock, started, hardware } = router;
    return showVersion(configuration, licence, hostname, (clock.now() - started) / 1000, hardware.interfaces.length);
  }),
  command("show running-config", (router) => lines(router.runningConfig())),
  command("show running-config interface <interface>", (router, _, line) =>
    lines(router.interfaceConfig(word(line, /(\S+)$/)!)),
  ),
  command("show startup-config", (router) => [
    `Using ${router.startup.length} out of 33554432 bytes`,
    ...lines(router.startup),
  ]),
  command("show crypto ikev2 sa [detailed]", ({ configuration, interfaces }, _, line) =>
    showIkev2Sa(configuration, interfaces, / detailed$/.test(line)),
  ),
  command("show crypto session [detail]", ({ configuration, interfaces }, _, line) =>
    showCryptoSession(configuration, interfaces, / detail$/.test(line)),
  ),
  command("show crypto ipsec sa", ({ configuration, interfaces }) => showIpsecSa(configuration, interfaces)),
  command("show crypto ipsec sa interface <interface>", (router, _, line) =>
    showIpsecSa(router.configuration, named(router, line)),
  ),
  command("show interfaces [<interface>]", (router, _, line) => showInterfaces(named(router, line))),
  command("show ip interface brief", ({ interfaces }) => showIpInterfaceBrief(interfaces)),
  command("show ipv6 interface brief", ({ interfaces }) => showIpv6InterfaceBrief(interfaces)),
  command("show ip route [vrf <word>] [static]", (router, _, line) => routes("ipv4", router, line)),
  command("show ipv6 route [vrf <word>] [static]", (router, _, line) => routes("ipv6", router, line)),
  command("show platform hardware throughput (level|crypto)", ({ configuration }, _, line) =>
    showThroughput(configuration, / level$/.test(line) ? "level" : "crypto"),
  ),
];
