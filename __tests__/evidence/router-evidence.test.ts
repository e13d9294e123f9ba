import fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { routerEvidence } from "../../lib/evidence/router-evidence";
import { shown, shownText } from "../helpers/shown";

const session = shownText("oslo-session");
const { ikeSas: [{ found: sas } = { found: [] }] = [] } = routerEvidence(session);

test("reads a whole session, of which nothing is unreadable", () => {
  const { unknown, leftOut, ...parts } = routerEvidence(session);
  expect([unknown.length, leftOut.length]).toEqual([2, 2]);
  expect(
    Object.entries(parts).flatMap(([part, readings]) =>
      readings.map(({ only, found, unreadable }) => [part, only, found.length, unreadable.length]),
    ),
  ).toEqual([
    ["version", "i License Level|throughput", 1, 0],
    ["ikeSas", undefined, 2, 0],
    ["cryptoSessions", undefined, 2, 0],
    ["ipsecFlows", undefined, 3, 0],
    ["ipsecFlows", undefined, 3, 0],
    ["ipv4Routes", "static", 9, 0],
    ["ipv4Routes", "vrf az-WAN2", 3, 0],
    ["ipv6Routes", undefined, 6, 0],
    ["ipv4Addresses", undefined, 5, 0],
    ["ipv6Addresses", undefined, 4, 0],
    ["interfaces", "i line protocol|protection", 3, 0],
    ["pings", "10.1.0.4 source GigabitEthernet1", 1, 0],
  ]);
});

test("two readings of a command show which counters grow", () => {
  const [before, after] = routerEvidence(session).ipsecFlows!;
  expect([before, after].map((reading) => reading!.found[0]!.packets.encaps)).toEqual([498, 530]);
  expect(before).toMatchObject({
    command: "show crypto ipsec sa",
    host: "oslo",
    time: expect.stringContaining("08:15:04"),
  });
  // Files without prompts are texts of their own.
  const file = shownText("ipsec-sa");
  expect(routerEvidence(file, file).ipsecFlows).toHaveLength(2);
});

test("no command, no part; a command that lists nothing, an empty one", () => {
  expect(routerEvidence("")).toEqual({ unknown: [], leftOut: [] });
  expect(routerEvidence("oslo#show crypto ikev2 sa\n\noslo#show crypto ipsec sa\noslo#")).toEqual({
    ikeSas: [{ command: "show crypto ikev2 sa", host: "oslo", found: [], unreadable: [] }],
    ipsecFlows: [{ command: "show crypto ipsec sa", host: "oslo", found: [], unreadable: [] }],
    unknown: [],
    leftOut: [],
  });
});

test.each([
  ["sh ip ro", "                  ^\n% Invalid input detected at '^' marker.", /not a line of a table/],
  ["sh cry ikev2 sa", "% Incomplete command.", /no heading before it/],
  ["sh cry ses", "Sessions: none of note", /no heading before it/],
  ["sh ip ro", "", /nothing is there, but show ip route always prints something/],
  ["sh cry ikev2 sa | i READY", "1  10.2.0.36/4500  203.0.113.10/4500  none/none  READY", /"\| i READY" hides lines/],
  ["ping 10.1.0.4", "% Unrecognized host or address, or protocol not running.", /not what ping prints/],
  ["sh ip int br", " --More-- ", /the output stops at the pager/],
])("%j with %j is unreadable", (typed, printed, why) => {
  const { unknown, leftOut, ...parts } = routerEvidence(`oslo#${typed}\n${printed}\noslo#`);
  expect([unknown, leftOut]).toEqual([[], []]);
  const [reading] = Object.values(parts).flat();
  expect(reading!.found).toEqual([]);
  expect(reading!.unreadable.map(({ why }) => why).join()).toMatch(why);
});

test("keeps nothing of a configuration, wherever it stands, and says what is left out", () => {
  const config = readFileSync(join(__dirname, "../fixtures/cat-tunnels.cfg"), "utf8");
  const words = ["az-KEYRING", "10.2.0.33", "hunter2"];
  const texts = {
    "show running-config": `oslo#sh run\nBuilding configuration...\n\n${config}\noslo#`,
    "show startup-config": `oslo#sh start\nhunter2\n${config}\n`,
    "configuration without a prompt": `Current configuration : 9182 bytes\n!\n${config}`,
    "configuration mode": config.replace(/^(?=.)/gm, "oslo(config)#"),
    "what show version printed, which may hold a secret": `oslo#show version\n${shownText("version")}enable secret hunter2\n`,
    "text without a prompt, which may hold a secret": "My key is this:\n pre-shared-key\nhunter2",
    "a command that may hold a secret": "oslo#test aaa group radius admin password hunter2 new-code\n",
    "what commands other than show and ping printed": 'oslo#hunter2\nTranslating "hunter2"...domain server\noslo#',
  };
  for (const [what, text] of Object.entries(texts)) {
    const { leftOut, ...rest } = routerEvidence(text);
    expect(leftOut).toEqual([what]);
    for (const word of words) expect(JSON.stringify(rest)).not.toContain(word);
  }
});

test("a configuration in the middle of a session takes nothing from what is around it", () => {
  const { leftOut, ikeSas, ipsecFlows } = routerEvidence(
    session.replace("oslo#sh cry ips sa", "oslo#sh run\nhostname oslo\n  pre-shared-key hunter2\noslo#sh cry ips sa"),
  );
  expect(leftOut).toContain("show running-config");
  expect([ikeSas, ipsecFlows].map((readings) => readings!.map(({ found }) => found.length))).toEqual([[2], [3, 3]]);
});

const line = fc.constantFrom(...session.split("\n"), "oslo#", "oslo#show run", "--More--", "\b\b", "hostname oslo");
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.array(fc.oneof(line, fc.string({ maxLength: 40 })), { maxLength: 60 }).map((lines) => lines.join("\n")),
);
const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 100) };

test("any text is read without an error, and an SA is READY only if one line says so", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const { status, local, remote } of (routerEvidence(text).ikeSas ?? []).flatMap(({ found }) => found)) {
        const words = [local, remote].map(({ address, port }) => `${address}/${port}`).concat(status);
        expect(text.split("\n").some((line) => words.every((word) => line.includes(word)))).toBe(true);
      }
    }),
    runs,
  );
});

/** Each SA that is found says nothing but what it says in the whole text. */
function expectOfWhole(lines: readonly string[]): number {
  const found = (routerEvidence(lines.join("\n")).ikeSas ?? []).flatMap(({ found }) => found);
  for (const sa of found) {
    const said = Object.entries(sa).filter(([, value]) => value !== undefined);
    expect(sas.find(({ tunnelId }) => tunnelId === sa.tunnelId)).toMatchObject(Object.fromEntries(said));
  }
  return found.length;
}

const detailed = ["oslo#show crypto ikev2 sa detailed", ...shown("ikev2-sa-detailed")];

test("whatever few lines are lost, no SA is made of parts of two", () => {
  // Eight lines at least must be lost before the fields of one SA can pass for those of the other.
  const lost = fc.uniqueArray(fc.nat(detailed.length - 1), { maxLength: 7, size: "max" });
  fc.assert(
    fc.property(lost, (lost) => void expectOfWhole(detailed.filter((_, i) => !lost.includes(i)))),
    runs,
  );
});

test("wherever the text ends, no SA says what it does not say in the whole", () => {
  const counts = detailed.map((_, i) => expectOfWhole(detailed.slice(0, i)));
  expect(counts).toEqual([...counts].sort());
  expect(counts.at(-1)).toBe(2);
});

test("nothing of a line with a secret is kept, wherever it stands in a session", () => {
  const lines = session.split("\n");
  const keyword = fc.constantFrom(
    "pre-shared-key",
    "enable secret 9",
    "username admin password",
    "key-string",
    "password",
  );
  const before = fc.constantFrom(
    "",
    "  ",
    "oslo#",
    "oslo(config)#",
    "*Nov 26 08:15:09.771: %SYS-5-LOG: ",
    "oslo#show ",
  );
  fc.assert(
    fc.property(fc.nat(lines.length), before, keyword, fc.boolean(), (at, before, keyword, isWrapped) => {
      const secret = "Zq7xWv93Lk";
      const text = [...lines.slice(0, at), `${before}${keyword} ${isWrapped ? "\n" : ""}${secret}`, ...lines.slice(at)];
      expect(JSON.stringify(routerEvidence(text.join("\n")))).not.toContain(secret);
    }),
    runs,
  );
});
