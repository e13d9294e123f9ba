import { Vty } from "../../../simulator/ios-xe/vty";
import { routerWith } from "../../helpers/simulated-router";

/** What the screen of a new terminal gets while these keys are typed. */
function screen(...keys: string[]): string {
  let shown = "";
  const vty = new Vty(routerWith().session(), (text) => (shown += text));
  vty.start();
  keys.forEach((some) => vty.input(some));
  return shown;
}

test.each(["\r", "\n", "\r\n"])("a line ends once with %j", (end) => {
  expect(screen(`conf t${end}hostname oslo${end}`)).toBe(
    "\r\ncat#conf t\r\nEnter configuration commands, one per line.  End with CNTL/Z.\r\ncat(config)#hostname oslo\r\noslo(config)#",
  );
});

test("a character is taken back, a line dropped, and configuration mode left by a key", () => {
  expect(screen("sho\x7f\x7f\x7fena\r")).toBe(`\r\ncat#sho${"\b \b".repeat(3)}ena\r\ncat#`);
  expect(screen("show x\x03")).toBe("\r\ncat#show x\r\ncat#");
  expect(screen("conf t\r", "hostname oslo\x1a")).toMatch(/\r\ncat\(config\)#hostname oslo\^Z\r\noslo#$/);
});

test("a question mark tells what may follow, and is no part of the line unless a key before it says so", () => {
  expect(screen("show ip ?")).toBe("\r\ncat#show ip ?\r\n  interface\r\n  route\r\ncat#show ip ");
  expect(screen("conf t\r", "crypto ikev2 keyring a\x16?b\r")).toMatch(/keyring a\?b\r\n/);
});
