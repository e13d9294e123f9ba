import { routerWith, TestClock, typed } from "../../helpers/simulated-router";

const MINUTE = 60_000;
const FILE = "bootflash:archive-Nov-26-14-20-11.512-0";

function started(minutes = 10) {
  const clock = new TestClock();
  const router = routerWith({ clock });
  const heard: string[] = [];
  const session = router.session("azureadmin", (text) => heard.push(text));
  const output = session.type(`configure terminal revert timer ${minutes}`);
  return { clock, router, heard, session, output };
}

test("the configuration from before comes back when nobody confirms", () => {
  const { clock, router, heard, session, output } = started();
  const before = router.configurationText();
  expect(output).toBe(
    `Rollback Confirmed Change: Backing up current running config to ${FILE}\n\nEnter configuration commands, one per line.  End with CNTL/Z.\n`,
  );
  expect(router.files.get(FILE.replace("bootflash:", ""))).toBe(before);
  for (const line of ["hostname oslo", "interface Tunnel7"]) session.type(line);
  clock.advance(9 * MINUTE - 1);
  expect(heard).toEqual([]);
  clock.advance(1);
  expect(heard).toEqual([expect.stringMatching(/Rollback will begin in one minute/)]);
  clock.advance(MINUTE - 1);
  expect(router.hostname).toBe("oslo");
  clock.advance(1);
  expect(heard[1]).toMatch(new RegExp(`Rolling to: ${FILE}\n\nTotal number of passes: 1\nRollback Done`));
  expect(router.configurationText()).toBe(before);
  // The interface that it configured is no more.
  expect(session.prompt).toBe("cat(config)#");
  expect(session.help("int")).toBe("  interface");
  expect(session.type("end")).toBe("");
  expect(session.prompt).toBe("cat#");
});

test("what is confirmed stays", () => {
  const { clock, router, session, heard } = started();
  for (const line of ["hostname oslo", "end"]) session.type(line);
  expect(session.type("configure confirm")).toBe("");
  clock.advance(60 * MINUTE);
  expect(router.hostname).toBe("oslo");
  expect(heard).toEqual([]);
  expect(session.type("configure confirm")).toBe("%No Rollback Confirmed Change pending\n");
});

test("configure revert now does not wait", () => {
  const { router, session } = started();
  for (const line of ["hostname oslo", "end"]) session.type(line);
  expect(session.type("configure revert now")).toContain("Rollback Done\n");
  expect(router.hostname).toBe("cat");
  expect(session.type("configure revert now")).toBe("%No Rollback Confirmed Change pending\n");
});

test("the timer needs a path of the archive, and no other timer", () => {
  const without = routerWith({ configuration: "" });
  const session = without.session();
  expect(session.type("configure terminal revert timer 5")).toMatch(/^%Turn config archive on before /);
  expect(session.prompt).toBe("cat#");
  const { router } = started();
  expect(typed(router, "configure terminal revert timer 5")).toEqual([
    expect.stringMatching(/^%A Rollback .* pending/),
  ]);
});
