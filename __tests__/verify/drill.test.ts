import { drillChecks, isAsBefore, timesOf, tunnelsDown, type Drill, type Look } from "../../lib/verify/drill";
import type { Outcome, Verdict } from "../../lib/verify/verdict";

const LOOKS: readonly Look[] = [
  { seconds: 4, down: [] },
  { seconds: 9, down: ["Tunnel0"] },
  { seconds: 14, down: ["Tunnel0", "Tunnel1"] },
  { seconds: 63.4, down: [] },
];
const [TARGET, TARGET6] = ["10.2.0.100", "2001:db8:2:4::4"] as const;
const PINGS = [
  { target: TARGET, sent: 300, received: 240, gapSeconds: 12 },
  { target: TARGET6, sent: 300, received: 300, gapSeconds: 0.2 },
];
const DRILL: Drill = {
  ...{ tunnels: ["Tunnel0"], looks: LOOKS, after: "passed", pings: PINGS, targets: [TARGET, TARGET6] },
  limits: { minutes: 30, gapSeconds: 12 },
};
const verdict = (check: string, outcome: Outcome): Verdict => ({ check, outcome, expected: "x" });
const outcomes = (changed: Partial<Drill>) => drillChecks({ ...DRILL, ...changed }).map(({ outcome }) => outcome);

test("a drill has passed where all came back, and no family was away too long", () => {
  expect(drillChecks(DRILL)).toEqual([
    {
      check: "Tunnel0: back",
      expected: "within 30 min",
      outcome: "passed",
      seen: "down after 9 s, back after 63 s",
    },
    {
      check: "all of the site",
      expected: "as healthy as before, within 30 min",
      outcome: "passed",
      seen: "healthy",
    },
    {
      check: "pings over IPv4",
      expected: "no 12 s without an answer",
      outcome: "passed",
      seen: "300 sent, 60 lost, longest gap 12.0 s",
    },
    {
      check: "pings over IPv6",
      expected: "no 12 s without an answer",
      outcome: "passed",
      seen: "300 sent, 0 lost, longest gap 0.2 s",
    },
  ]);
});

test("a family that was away too long has failed, the other has not", () => {
  const [first, second] = PINGS;
  expect(outcomes({ pings: [{ ...first!, gapSeconds: 12.1 }, second!] })).toEqual([
    "passed",
    "passed",
    "failed",
    "passed",
  ]);
});

test("a tunnel that has not come back has failed, and is not known where the drill was ended", () => {
  const looks = LOOKS.slice(0, 3);
  expect(outcomes({ looks, after: undefined })).toEqual(["failed", "failed", "passed", "passed"]);
  expect(outcomes({ looks, after: undefined, isStopped: true })).toEqual(["unknown", "unknown", "passed", "passed"]);
});

test("a tunnel that was never seen down tells nothing of a failover", () => {
  expect(outcomes({ looks: LOOKS.slice(3) })[0]).toBe("unknown");
});

test("what was not measured is not known", () => {
  expect(outcomes({ pings: undefined, targets: [] })).toEqual(["passed", "passed", "unknown"]);
  expect(outcomes({ pings: [] })).toEqual(["passed", "passed", "unknown", "unknown"]);
  expect(outcomes({ pings: PINGS.map((one) => ({ ...one, sent: 0, received: 0 })) }).slice(2)).toEqual([
    "unknown",
    "unknown",
  ]);
});

test("a tunnel is back once it stays up", () => {
  expect(timesOf("Tunnel0", LOOKS)).toEqual({ down: 9, back: 63.4 });
  const again = [...LOOKS, { seconds: 70, down: ["Tunnel0"] }];
  expect(timesOf("Tunnel0", again)).toEqual({ down: 9 });
  expect(timesOf("Tunnel0", [...again, { seconds: 75, down: [] }])).toEqual({ down: 9, back: 75 });
  expect(timesOf("Tunnel2", LOOKS)).toEqual({});
});

test("a tunnel is down while any check of its own has failed", () => {
  const verdicts = [
    verdict("Tunnel1: IKE SA", "passed"),
    verdict("Tunnel1: traffic", "unknown"),
    verdict("Tunnel10: IKE SA", "passed"),
    verdict("Tunnel10: IPv6 flow", "failed"),
  ];
  expect(tunnelsDown(["Tunnel1", "Tunnel10"], verdicts)).toEqual(["Tunnel10"]);
});

test("all is as before where what was checked has passed again, whatever was not asked again", () => {
  const before = [verdict("a", "passed"), verdict("b", "passed")];
  expect(isAsBefore(before, [verdict("a", "passed"), verdict("the test machines", "unknown")])).toBe(true);
  expect(isAsBefore(before, [verdict("a", "unknown")])).toBe(false);
  expect(isAsBefore(before, [...before, verdict("c", "degraded")])).toBe(false);
});
