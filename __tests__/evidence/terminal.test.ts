import { splitTerminal } from "../../lib/evidence/terminal";
import { shownText } from "../helpers/shown";

const session = shownText("oslo-session");
const names = (text: string) =>
  splitTerminal(text).outputs.map(({ command, only, filter }) => [command, only, filter].filter(Boolean).join(" ~ "));

const COMMANDS = [
  "show version ~ i License Level|throughput",
  "show crypto ikev2 sa detailed",
  "show crypto session detail",
  "show crypto ipsec sa",
  "show crypto ipsec sa",
  "show ip route ~ static",
  "show ip route ~ vrf az-WAN2",
  "show ipv6 route",
  "show ip interface brief",
  "show ipv6 interface brief",
  "show interfaces ~ i line protocol|protection",
  "ping ~ 10.1.0.4 source GigabitEthernet1",
];

test("cuts a session at its prompts, with the router's name and time of each", () => {
  const { outputs, unknown, leftOut } = splitTerminal(session);
  expect(names(session)).toEqual(COMMANDS);
  expect(new Set(outputs.map(({ host }) => host))).toEqual(new Set(["oslo"]));
  expect(outputs.map(({ time }) => time).slice(3, 5)).toEqual([
    "08:15:04.001 UTC Thu Nov 26 2026",
    "08:15:14.005 UTC Thu Nov 26 2026",
  ]);
  expect(outputs.flatMap(({ lines }) => lines).filter((line) => /^Load|^Time|LINEPROTO/.test(line))).toEqual([]);
  expect(unknown).toEqual([
    { command: "sh clock", text: "08:15:25.001 UTC Thu Nov 26 2026" },
    { command: "messages of the log", text: expect.stringContaining("%LINEPROTO-5-UPDOWN") },
  ]);
  expect(leftOut).toEqual(["what commands other than show and ping printed", "configuration mode"]);
});

test("reads the same from a log with CRLF, colours and a pager that is overwritten", () => {
  let count = 0;
  const overwritten = ` --More-- ${"\b".repeat(9)}        ${"\b".repeat(9)}`;
  const log = `\ufeff${session}`
    .split("\n")
    .map((line) => (line.startsWith(" ") && ++count % 23 === 0 ? overwritten + line : line))
    .join("\r\n")
    .replace("oslo#sh ver", "\u001b[32moslo\u001b[0m#sh ver");
  expect(log).toContain("--More--");
  expect(splitTerminal(log)).toEqual(splitTerminal(session));
});

test("knows that the pager stopped, with a prompt after it or none", () => {
  const cut = (text: string) => splitTerminal(text).outputs.map(({ isCut }) => isCut);
  expect(cut("oslo#sh ip ro\nCodes: L - local\n --More-- \b\b\b   \b\b\boslo#")).toEqual([true]);
  expect(cut("oslo#sh ip ro\nCodes: L - local\n --More-- ")).toEqual([true]);
  expect(cut("oslo#sh ip ro\nCodes: L - local\n --More-- \nS  10.1.0.0/24 is directly connected, Null0\n")).toEqual([
    false,
  ]);
});

test("knows outputs without a prompt by their headings, one after the other", () => {
  const files = ["version", "ikev2-sa", "crypto-session-detail", "ipsec-sa", "ip-route-vrf", "ipv6-route", "ping"];
  const rest = ["ip-interface-brief", "ipv6-interface-brief", "interfaces", "throughput-crypto"];
  expect(names([...files, ...rest].map(shownText).join("\n"))).toEqual([
    "show version",
    "show crypto ikev2 sa",
    "show crypto session",
    "show crypto ipsec sa",
    "show ip route",
    "show ipv6 route",
    "ping",
    "show ip interface brief",
    "show ipv6 interface brief",
    "show interfaces",
    "show platform hardware throughput level",
  ]);
});

test("a file without a prompt that follows a session, or a command's own line, begins an output", () => {
  expect(names(`oslo#sh cry ikev2 sa\n${shownText("ikev2-sa")}${shownText("ping")}`)).toEqual([
    "show crypto ikev2 sa",
    "ping",
  ]);
  expect(names(`show ipv6 interface brief\n${shownText("ipv6-interface-brief")}`)).toEqual([
    "show ipv6 interface brief",
  ]);
});

test("an output in the form of another command stays with its prompt", () => {
  expect(names(`oslo#show ip route\n${shownText("ipv6-route")}`)).toEqual(["show ip route"]);
  expect(splitTerminal(`oslo#show crypto ikev2 session\n${shownText("ikev2-sa")}`)).toMatchObject({
    outputs: [],
    unknown: [{ command: "show crypto ikev2 session" }],
  });
});

test("keeps text that nothing names", () => {
  expect(splitTerminal("Hello,\nthe tunnel is down.\n")).toEqual({
    outputs: [],
    unknown: [{ text: "Hello,\nthe tunnel is down." }],
    leftOut: [],
  });
});

test("a message of the log is kept, and one that shows a key is not", () => {
  const log = (text: string) =>
    `*Nov 26 14:20:11.512: %PARSER-5-CFGLOG_LOGGEDCMD: User:admin  logged command:${text}\n`;
  const { unknown, leftOut } = splitTerminal(
    `oslo#show ip route\n${log("no shutdown")}${log("pre-shared-key TheKey")}`,
  );
  expect(leftOut).toEqual(["what show ip route printed, which may hold a secret"]);
  expect(unknown).toEqual([{ command: "messages of the log", text: log("no shutdown").trimEnd() }]);
});
