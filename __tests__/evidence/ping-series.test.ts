import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { collectPings, pingFolder, pingSeries, startPings } from "../../lib/evidence/ping-series";

const TARGETS = ["10.2.0.100", "2001:db8:2:4::4"];

test("each address has what was sent and answered, and its longest time without an answer", () => {
  const text =
    "pinged 10.2.0.100\nsent 9000 received 8950 gap 10.2\npinged 2001:0DB8:2:4::4\r\nsent 9000 received 0 gap 1800.3\r\n";
  expect(pingSeries(text)).toEqual([
    { target: "10.2.0.100", sent: 9000, received: 8950, gapSeconds: 10.2 },
    { target: "2001:db8:2:4::4", sent: 9000, received: 0, gapSeconds: 1800.3 },
  ]);
});

test.each([
  ["nothing", ""],
  ["an address without a summary", "pinged 10.2.0.100\nawk: cannot open"],
  ["a summary without an address", "sent 1 received 1 gap 0.2"],
])("%s is no series", (_, text) => {
  expect(pingSeries(text)).toEqual([]);
});

test("pings run where their folder is told, and it alone is collected from", () => {
  expect(pingFolder("pinging into /scratch/tmp.aB3dE6gHiJ\n")).toBe("/scratch/tmp.aB3dE6gHiJ");
  for (const folder of ["/scratch/tmp.$(id)", "/etc", "/scratch/tmp.aB3dE6gHiJ/..", "/../tmp.aB3dE6gHiJ", ""]) {
    expect(pingFolder(`pinging into ${folder}\n`)).toBeUndefined();
    expect(() => collectPings(folder, TARGETS)).toThrow("is no folder of pings");
  }
});

describe("by a shell, with a ping that answers as iputils does", () => {
  const programs = mkdtempSync(join(tmpdir(), "ping-"));
  afterAll(() => rmSync(programs, { recursive: true }));
  const run = (script: string) =>
    spawnSync("sh", ["-c", script], { encoding: "utf8", env: { PATH: `${programs}:${process.env.PATH}` } });
  const answer = (at: string, sequence: number) =>
    `echo "[${at}] 64 bytes from x: icmp_seq=${sequence} ttl=62 time=1.00 ms"`;
  const ping = (...lines: readonly string[]) => {
    const file = join(programs, "ping");
    writeFileSync(file, ["#!/bin/sh", ...lines].join("\n"));
    chmodSync(file, 0o755);
  };
  /** A clock, of which `date` tells the time. */
  const clock = (begin: string, end: string) => {
    const file = join(programs, "date");
    writeFileSync(file, `#!/bin/sh\ncase "$1" in *begin*) echo "[${begin}] begin";; *) echo "[${end}] end";; esac\n`);
    chmodSync(file, 0o755);
  };
  const series = (answers: readonly string[]) => {
    ping(...answers, 'echo "9 packets transmitted, 7 received, 22% packet loss, time 1600ms"');
    const folder = pingFolder(run(startPings(TARGETS, 60)).stdout)!;
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    spawnSync("sleep", ["0.2"]);
    const found = pingSeries(run(collectPings(folder, TARGETS)).stdout);
    expect(existsSync(folder)).toBe(false);
    return found;
  };

  test.each([
    ["between two answers", ["100.2", "100.4", "112.9", "113.1"], 12.5],
    ["before the first answer", ["105.0", "105.2"], 5],
    ["after the last answer", ["100.2", "100.4"], 13.6],
  ])("the longest time without an answer may be %s", (_, times, gapSeconds) => {
    clock("100.0", "114.0");
    if (times.includes("105.0")) clock("100.0", "105.4");
    expect(series(times.map(answer))).toEqual(TARGETS.map((target) => ({ target, sent: 9, received: 7, gapSeconds })));
  });

  test("the ping that runs is ended, and says what it has sent", () => {
    rmSync(join(programs, "date"));
    // A shell in the background cannot trap the signal, which ping does.
    const answer = 'console.log("3 packets transmitted, 2 received, 33% packet loss, time 4ms")';
    writeFileSync(
      join(programs, "ping"),
      `#!${process.execPath}\nprocess.on("SIGINT", () => { ${answer}; process.exit(); });\nsetTimeout(() => {}, 9000);\n`,
    );
    const folder = pingFolder(run(startPings(TARGETS.slice(0, 1), 60)).stdout)!;
    spawnSync("sleep", ["1"]);
    // It may bear its interpreter's name.
    const script = collectPings(folder, TARGETS.slice(0, 1)).replace("grep -qx ping", "grep -q .");
    expect(pingSeries(run(script).stdout)).toMatchObject([{ sent: 3, received: 2 }]);
  });
});
