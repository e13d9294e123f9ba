import { difference } from "../../lib/router/difference";
import { changeRouter } from "../../runner/router-change";
import type { RouterTerminal } from "../../runner/router-terminal";
import type { Router } from "../../simulator/ios-xe/router";
import type { TunnelState } from "../../simulator/ios-xe/world";
import { quietWorld, refusals, renderedFile, routerOf, TestClock, typed } from "../helpers/simulated-router";

const FILE = "cat-tunnels.cfg";
const file = renderedFile(FILE);
const other = file.replace(/( pre-shared-key )\S+/, "$1another-key-of-tunnel-0");

const UP: TunnelState = {
  ike: {
    status: "READY",
    local: { address: "10.2.0.36", port: 4500 },
    remote: { address: "203.0.113.4", port: 4500 },
    ...{ localId: "10.2.0.36", remoteId: "203.0.113.4", localSpi: "6b1f0c2d9a34e587", remoteSpi: "90d1c7a2b35e4f68" },
    suite: { encryption: "AES-GCM", keySize: 256, prf: "SHA384", hash: "None", dhGroup: 14 },
    ...{ lifetimeSeconds: 27360, activeSeconds: 5 },
  },
  flows: ["ipv4", "ipv6"].map((family) => ({
    family: family as "ipv4" | "ipv6",
    ...(family === "ipv4" ? { local: "0.0.0.0/0", remote: "0.0.0.0/0" } : { local: "::/0", remote: "::/0" }),
    ...{ transform: "esp-gcm 256", inboundSpi: "1a2b3c4d", outboundSpi: "5a6b7c8d" },
    ...{ encaps: 1, decaps: 1, remainingSeconds: 3000 },
  })),
};

/** A terminal at a router, without SSH between. */
function terminalAt(router: Router): RouterTerminal {
  const session = router.session();
  session.type("terminal length 0");
  const mode = () => /\((.*)\)#$/.exec(session.prompt)?.[0].slice(0, -1);
  return {
    host: router.hostname,
    get mode() {
      return mode();
    },
    ask: (line: string) => Promise.resolve(session.type(line)),
  } as unknown as RouterTerminal;
}

function routerWhile(state: (name: string) => TunnelState | undefined, clock = new TestClock()) {
  const router = routerOf(FILE, { clock, world: quietWorld({ tunnel: state }) });
  router.take(file, "test");
  return { router, clock };
}

const change = (terminal: RouterTerminal, running: string, begins: string[] = []) =>
  changeRouter(terminal, difference(running, other), {
    begins: ({ what }) => void begins.push(what),
    left: (now) => difference(now, other),
    tunnelSeconds: 0,
  });

test("a router gets its commands, confirms them and saves them", async () => {
  const { router, clock } = routerWhile(() => UP);
  const begins: string[] = [];
  await change(terminalAt(router), router.runningConfig(), begins);
  expect(begins).toEqual(["change Tunnel0, which is down meanwhile"]);
  expect(difference(router.runningConfig(), other).steps).toEqual([]);
  expect(router.startup).toContain("another-key-of-tunnel-0");
  clock.advance(3_600_000);
  expect(router.runningConfig()).toContain("another-key-of-tunnel-0");
});

test("a router whose tunnel stays down goes back to what it ran before", async () => {
  const { router } = routerWhile((name) => (name === "Tunnel0" ? undefined : UP));
  const before = router.configurationText();
  await expect(change(terminalAt(router), router.runningConfig())).rejects.toThrow(
    "Tunnel0 has not come up within 0 s: up, line protocol down\ncat runs again what it ran before.",
  );
  expect(router.configurationText()).toBe(before);
});

test("a router that refuses a line goes back, and the line is shown without its key", async () => {
  const { router } = routerWhile(() => UP);
  const before = router.configurationText();
  const terminal = terminalAt(router);
  const ask = terminal.ask.bind(terminal);
  terminal.ask = (line) => (line.includes("pre-shared-key") ? Promise.resolve("% Invalid input") : ask(line));
  const failed = change(terminal, router.runningConfig());
  await expect(failed).rejects.toThrow(
    'cat refuses "pre-shared-key ********": % Invalid input\ncat runs again what it ran before.',
  );
  expect(router.configurationText()).toBe(before);
});

test("a router whose connection ends goes back by itself when the timer ends", async () => {
  const { router, clock } = routerWhile(() => UP);
  const before = router.configurationText();
  const terminal = terminalAt(router);
  const ask = terminal.ask.bind(terminal);
  let cut = false;
  terminal.ask = (line) => {
    cut ||= line.includes("no shutdown");
    return cut ? Promise.reject(new Error("cat: the connection has ended")) : ask(line);
  };
  await expect(change(terminal, router.runningConfig())).rejects.toThrow(
    "cat: the connection has ended\ncat goes back to what it ran before within 7 minutes, by itself.",
  );
  expect(router.configurationText()).not.toBe(before);
  clock.advance(7 * 60_000 + 1000);
  expect(router.configurationText()).toBe(before);
});

test.each([
  [
    "configure confirm",
    "cat goes back to what it ran before within 7 minutes, unless it has the confirmation; router diff says then which it is.",
  ],
  ["write memory", 'cat has confirmed the change, and may not have saved it; type "write memory" at the router.'],
])("a connection that ends at %s is told with what the router does then", async (command, then) => {
  const { router } = routerWhile(() => UP);
  const terminal = terminalAt(router);
  const ask = terminal.ask.bind(terminal);
  terminal.ask = (line) => (line === command ? Promise.reject(new Error("cat: the connection has ended")) : ask(line));
  await expect(change(terminal, router.runningConfig())).rejects.toThrow(`cat: the connection has ended\n${then}`);
});

test("a router without an archive gets no command", async () => {
  const { router } = routerWhile(() => UP);
  router.take("no archive\n", "test");
  router.take("archive\n no path\n", "test");
  const before = router.configurationText();
  await expect(change(terminalAt(router), router.runningConfig())).rejects.toThrow(
    /^cat does not begin "configure terminal revert timer 7", which takes a change back: %Turn config archive on [^]*Nothing was changed\. The timer needs an archive/,
  );
  expect(router.configurationText()).toBe(before);
});

test("a router that somebody else configures gets no command, and its archive is not blamed", async () => {
  const { router } = routerWhile(() => UP);
  const terminal = terminalAt(router);
  const locked = "Configuration mode is locked by process '342' user 'ola' from terminal '2'. Please try later.";
  terminal.ask = () => Promise.resolve(`${locked}\n`);
  await expect(change(terminal, router.runningConfig())).rejects.toThrow(
    new RegExp(`${locked}\nNothing was changed\\.$`),
  );
});

/** What becomes of a change whose router says this to a command as well. */
async function after(command: RegExp, said: string) {
  const { router } = routerWhile(() => UP);
  const terminal = terminalAt(router);
  const ask = terminal.ask.bind(terminal);
  terminal.ask = async (line) => `${command.test(line) ? `${said}\n` : ""}${await ask(line)}`;
  return change(terminal, router.runningConfig()).then(
    () => "applied",
    (error: Error) => error.message.split("\n")[0],
  );
}

test.each([
  "%Warning: IP MTU value set 1400 is greater than the current transport value 1376",
  "% Warning: use /31 mask on non point-to-point interface cautiously",
  "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Informational mode failed",
  "% Policy already has same proposal set ",
  "%The config will take effect on next reboot",
])("%s refuses nothing", async (said) => {
  expect(await after(/no shutdown/, said)).toBe("applied");
});

test.each(["% Tunnel0 overlaps with Tunnel1", "%Inconsistent address and mask", "ERROR: no such"])(
  "%s refuses the command",
  async (said) => {
    expect(await after(/no shutdown/, said)).toBe(`cat refuses "no shutdown": ${said}`);
  },
);

/** A tunnel is up from a WAN that has an address in the tunnel's VRF. */
function upInItsVrf(router: Router, name: string): boolean {
  const section = (heading: string) =>
    new RegExp(`^${heading}\\n(?: .*\\n)*`, "m").exec(router.configurationText())![0];
  const tunnel = section(`interface ${name}`);
  const wan = section(`interface GigabitEthernet${tunnel.includes(" tunnel source 10.2.0.36") ? 2 : 3}`);
  const vrf = (text: string, words: string) => new RegExp(` ${words} (\\S+)`).exec(text)?.[1];
  return wan.includes(" ip address dhcp") && vrf(tunnel, "tunnel vrf") === vrf(wan, "vrf forwarding");
}

test.each([
  ["cat-tunnels.cfg", "mesh-tunnels.cfg"],
  ["mesh-tunnels.cfg", "cat-tunnels.cfg"],
])("a router goes from %s to %s once what the notes say was typed, and not before", async (from, to) => {
  const [before, after] = [from, to].map(renderedFile) as [string, string];
  const router: Router = routerOf(from, {
    world: quietWorld({ tunnel: (name) => (upInItsVrf(router, name) ? UP : undefined) }),
  });
  router.take(before, "test");
  const found = () => difference(router.runningConfig(), after);
  const apply = () =>
    changeRouter(terminalAt(router), found(), {
      begins: () => undefined,
      left: (now) => difference(now, after),
      tunnelSeconds: 0,
    });
  await expect(apply()).rejects.toThrow(/Tunnel\d has not come up/);
  expect(difference(router.runningConfig(), before).steps).toEqual([]);
  const lines = found().notes.flatMap((note) => [...(/: type (.*)/.exec(note)?.[1] ?? "").matchAll(/"(.+?)"/g)]);
  const said = typed(router, "configure terminal", ...lines.map(([, line]) => line!), "end");
  expect(refusals(said.join("")).filter((line) => !/removed due to (?:en|dis)abling VRF/.test(line))).toEqual([]);
  expect(["Tunnel0", "Tunnel1"].map((name) => upInItsVrf(router, name))).toEqual([false, false]);
  await apply();
  expect(found().steps).toEqual([]);
  expect(found().notes.filter((note) => note.includes("other than the file"))).toEqual([]);
});

test("a tunnel that the file no longer has is removed, whatever the router says of it", async () => {
  const { router } = routerWhile(() => UP);
  const renumbered = file.replace(/Tunnel(?=[01]\b)/g, "Tunnel1");
  const terminal = terminalAt(router);
  const heard: string[] = [];
  const ask = terminal.ask.bind(terminal);
  terminal.ask = async (line) => {
    const said = await ask(line);
    heard.push(...refusals(said));
    return said;
  };
  await changeRouter(terminal, difference(router.runningConfig(), renumbered), {
    begins: () => undefined,
    left: (now) => difference(now, renumbered),
    tunnelSeconds: 0,
  });
  expect(heard).toHaveLength(2);
  expect(heard[0]).toMatch(/^% Not all config may be removed and may reappear after/);
  expect(difference(router.startup, renumbered).steps).toEqual([]);
});
