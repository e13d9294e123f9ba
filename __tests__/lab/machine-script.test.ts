import { answerScript } from "../../lab/machine-script";
import { machineScript } from "../../lib/evidence/machine-evidence";

test("a script's pings and requests are answered, and each address is told", async () => {
  const machine = {
    ping: (target: string, count: number) => (target === "10.2.0.100" ? count : 1),
    load: (target: string) => (target === "10.2.0.100" ? 200 : 0),
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
  const machine = { ping: (target: string) => asked.push(target), load: (target: string) => asked.push(target) };
  const script = 'touch x\necho "$(id)"\necho `id`\nid; ping 10.0.0.1\nping $(id)';
  expect(await answerScript(script, machine)).toBe("");
  expect(asked).toEqual([]);
});
