import { renderedFile, routerOf, routerWith, typed } from "../../helpers/simulated-router";

const configured = () => {
  const router = routerOf("cat-tunnels.cfg");
  router.take(renderedFile("cat-tunnels.cfg"), "test");
  return router;
};

test("a full page waits: a blank gives the next one, Return a line, any other key ends the output", () => {
  const session = configured().session();
  const first = session.type("show running-config");
  expect(first.split("\n")).toHaveLength(24);
  expect(session.prompt).toBe(" --More-- ");
  expect(session.type("").split("\n")).toHaveLength(2);
  expect(session.key(" ").split("\n")).toHaveLength(24);
  expect(session.key("q")).toBe("");
  expect(session.prompt).toBe("cat#");
  session.type("terminal length 10");
  expect(session.type("show running-config").split("\n")).toHaveLength(10);
  // A line that is pasted meanwhile loses its first character.
  expect(session.type("xshow clock")).toMatch(/^\*\d\d:/);
  session.type("terminal length 0");
  expect(session.type("show running-config")).toMatch(/\nend\n$/);
});

test("an output is filtered behind a pipe", () => {
  const [version, begun, section, count, excluded, wrong] = typed(
    configured(),
    "show version | include License Level|throughput",
    "show running-config | begin ^line vty",
    "sh run | sec ikev2 policy",
    "show running-config | count ^interface",
    "show ip interface brief | exclude Tunnel",
    "show version | grep x",
  );
  expect(version).toBe(
    "License Level: network-premier\nAddon License Level: dna-premier\nThe current throughput level is 250000 kbps\n",
  );
  expect(begun).toBe("line vty 0 4\n!\nntp server time.windows.com\n!\nend\n");
  expect(section).toBe(
    "crypto ikev2 policy az-POLICY\n match fvrf any\n match address local 10.2.0.36\n match address local 10.2.0.68\n proposal az-PROPOSAL-aes-gcm-256-sha384-group14\n",
  );
  expect(count).toBe("Number of lines which match regexp = 5\n");
  expect(excluded).not.toContain("Tunnel");
  expect(wrong).toMatch(/^ {19}\^\n% Invalid input/);
});

test("show works in configuration mode behind do, and elsewhere does not", () => {
  const [, done, refused] = typed(configured(), "conf t", "do show clock", "show clock");
  expect(done).toMatch(/^\*\d\d:\d\d:\d\d UTC/);
  expect(refused).toMatch(/% Invalid input/);
});

test("a copy asks for the name of its target, and a file that is not there is named", () => {
  const router = routerWith();
  router.files.set("a.cfg", "hostname oslo\nnonsense 1\nend\nhostname bergen\n");
  const session = router.session();
  expect(session.type("copy bootflash:a.cfg running-config")).toBe("");
  expect(session.prompt).toBe("Destination filename [running-config]? ");
  expect(session.type("")).toBe(
    "nonsense 1\n ^\n% Invalid input detected at '^' marker.\n\n45 bytes copied in 0.101 secs (446 bytes/sec)\n",
  );
  expect(session.prompt).toBe("oslo#");
  expect(typed(router, "copy bootflash:b.cfg running-config", "")[1]).toBe(
    "%Error opening bootflash:b.cfg (No such file or directory)\n",
  );
  expect(typed(router, "copy run bootflash:kept.cfg", "")[1]).toMatch(/ bytes copied in /);
  typed(router, "copy run bootflash:kept.cfg", "bootflash:other.cfg");
  for (const name of ["kept.cfg", "other.cfg"]) expect(router.files.get(name)).toBe(router.configurationText());
});

test.each([["write memory"], ["wr"], ["copy run start", ""]])("%s keeps what runs", (...lines) => {
  const router = configured();
  expect(router.startup).not.toBe(router.configurationText());
  expect(typed(router, ...lines).at(-1)).toBe("Building configuration...\n[OK]\n");
  expect(router.startup).toBe(router.configurationText());
});

test("another session may remove what one configures", () => {
  const router = configured();
  const [one, other] = [router.session(), router.session()];
  for (const line of ["conf t", "interface Tunnel1"]) one.type(line);
  for (const line of ["conf t", "no interface Tunnel1"]) other.type(line);
  expect(one.type("description x")).toMatch(/% Invalid input/);
  expect(one.prompt).toBe("cat(config)#");
  expect(router.configurationText()).not.toContain("Tunnel1");
});

test("a session ends with exit", () => {
  const session = routerWith().session();
  for (const line of ["conf t", "exit"]) session.type(line);
  expect(session.isClosed).toBe(false);
  session.type("exit");
  expect(session.isClosed).toBe(true);
});
