import { answerScript } from "../../lab/machine-script";
import { collectPings, pingFolder, pingSeries, startPings } from "../../lib/evidence/ping-series";
import { machineScript } from "../../lib/evidence/machine-evidence";

const NO_PINGS = { beginPings: () => {}, endPings: () => Promise.resolve(undefined) };

test("a script's pings and requests are answered, and each address is told", async () => {
  const machine = {
    ping: (target: string, count: number) => (target === "10.2.0.100" ? count : 1),
    load: (target: string) => (target === "10.2.0.100" ? 200 : 0),
    ...NO_PINGS,
  };
  expect((await answerScript(machineScript(["10.2.0.100", "2001:db8:2:4::4"]), machine)).split("\n")).toEqual([
    "probe 10.2.0.100",
    "5 packets transmitted, 5 received, 0% packet loss, time 800ms",
    "http 200",
    "probe 2001:db8:2:4::4",
    "5 packets transmitted, 1 received, 80% packet loss, time 800ms",
    "http 000",
  ]);
});

test("nothing else of a script is done", async () => {
  const asked: string[] = [];
  const machine = {
    ping: (target: string) => asked.push(target),
    load: (target: string) => asked.push(target),
    ...NO_PINGS,
  };
  const script = 'touch x\necho "$(id)"\necho `id`\nid; ping 10.0.0.1\nping $(id)';
  expect(await answerScript(script, machine)).toBe("");
  expect(asked).toEqual([]);
});

test("pings in the background begin with one script, and are summed up by another", async () => {
  const targets = ["10.2.0.100", "2001:db8:2:4::4"];
  const pinging = new Map<string, number>();
  const machine = {
    ping: () => 0,
    load: () => 0,
    beginPings: (target: string, interval: number) => void pinging.set(target, interval),
    endPings: (target: string) => Promise.resolve({ sent: target.length, received: 7, gapSeconds: 12.34 }),
  };
  const folder = pingFolder(await answerScript(startPings(targets, 60), machine))!;
  expect([...pinging]).toEqual(targets.map((target) => [target, 0.2]));
  expect(pingSeries(await answerScript(collectPings(folder, targets), machine))).toEqual(
    targets.map((target) => ({ target, sent: target.length, received: 7, gapSeconds: 12.3 })),
  );
  const none = await answerScript(collectPings(folder, targets), { ...machine, ...NO_PINGS });
  expect(pingSeries(none)).toEqual([]);
});
