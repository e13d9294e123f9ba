import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRouterConfig } from "../../lib/router/reader";
import { showCommands } from "../../lib/evidence/show-commands";
import { healthy, terminalOf, type TunnelState } from "../helpers/showing-router";
import { runVpn } from "../helpers/vpn";

const cwd = join(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "verify-"));
afterAll(() => rmSync(folder, { recursive: true }));

const cfg = join(__dirname, "../fixtures/cat-tunnels.cfg");
const router = readRouterConfig(readFileSync(cfg, "utf8"));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const verify = (...args: string[]) =>
  runVpn(["verify", "--config", "config/lab.json", "--router", cfg, ...args], { project: folder, cwd });
/** What the router prints while its tunnels are like this. */
const shown = (all: Partial<TunnelState> = {}) => {
  const state = healthy(router);
  const tunnels = state.tunnels.map((one) => ({ ...one, ...all }));
  return file("shown.txt", terminalOf(router, { ...state, tunnels }, showCommands(router)));
};

test("a router alone ends with 1 where nothing is wrong, or something is degraded, and with 2 where it has failed", async () => {
  const [good, degraded, failed] = [
    await verify("--shown", shown()),
    await verify("--shown", shown({ received: 0 })),
    await verify("--shown", shown({ ike: "IN-NEG" })),
  ];
  expect([good.code, degraded.code, failed.code]).toEqual([1, 1, 2]);
  expect(good.out).toMatch(
    /^cat is not known to be healthy\.\n\n  unknown   Azure +nothing is known; expected: asked\n  unknown   the test machines +nothing is known; expected: asked\n  passed /,
  );
  expect(degraded.out).toMatch(/^cat is degraded\.\n\nFirst: NSG drops\n {2}The far side does not answer/);
  expect(failed.out).toMatch(/^cat has failed\.\n\nFirst: UDP 500 blocked\n {2}Something on the way to 203\.0\.113\.4/);
});

test("--json has every verdict, and no key", async () => {
  const { code, out } = await verify("--json", "--shown", shown({ families: ["ipv4"] }));
  expect(code).toBe(2);
  const { outcome, verdicts } = JSON.parse(out) as { outcome: string; verdicts: { check: string; outcome: string }[] };
  expect(outcome).toBe("failed");
  expect(verdicts.find((one) => one.outcome === "failed")).toMatchObject({ check: "Tunnel0: IPv6 flow" });
  expect(out).not.toContain("key-of-tunnel");
});

test("what was not shown is not known, which is no health", async () => {
  const { code, out } = await verify("--shown", file("empty.txt", "cat#show clock\n12:00\ncat#show running-config\n"));
  expect(code).toBe(1);
  expect(out).toMatch(/^cat is not known to be healthy\.\n/);
});

test("a text of another router is noted, one of two routers is refused", async () => {
  const text = readFileSync(shown(), "utf8");
  expect((await verify("--shown", file("one.txt", text))).err).toContain(
    "The text is of oslo, and the config has the router cat.",
  );
  const two = file("two.txt", `${text}\n${text.replaceAll("oslo#", "bergen#")}`);
  expect(await verify("--shown", two)).toMatchObject({
    code: 1,
    err: expect.stringContaining("the text is of oslo and bergen; give what one router has printed"),
  });
});

test("--commands prints what to type, and nothing else", async () => {
  const { code, out, err } = await verify("--commands");
  expect([code, err]).toEqual([0, "Config: config/lab.json (--config)\n"]);
  expect(out).toContain(
    `! At the router cat:\n${showCommands(router).join("\n")}\n\n# For Azure:\naz network vnet-gateway show --ids`,
  );
  expect(out).toContain("/subscriptions/$ARM_SUBSCRIPTION_ID/resourceGroups/dual-stack-vpn-gateway/");
  expect(out.match(/^# On vm[12]:$/gm)).toEqual(["# On vm1:", "# On vm2:"]);
});

test("fails with what to do where a file or a site is missing", async () => {
  const err = async (...args: string[]) =>
    (await runVpn(["verify", ...args], { project: folder, cwd })).err.split("\n").slice(1);
  expect(await err("--config", "config/fleet.json")).toEqual([
    expect.stringMatching(/^Which site\? amsterdam, berlin/),
    "",
  ]);
  expect(await err("--config", "config/lab.json", "--router", "missing.cfg")).toEqual([
    "missing.cfg cannot be read (ENOENT); name another file",
    "",
  ]);
  expect(await err("--config", "config/lab.json", "--router", cfg)).toEqual([
    expect.stringMatching(/^What is there to judge\? --ssh admin@router asks the router/),
    "",
  ]);
  const none =
    /^generated\/cat-tunnels\.cfg is not there: npx vpn deploy --config config\/lab\.json writes it, .*--router FILE names a copy$/;
  expect((await err("--config", "config/lab.json"))[0]!.replace(`${folder}/`, "")).toMatch(none);
  const wrong = file("wrong.cfg", "crypto ikev2 profile x\n pre-shared-key secret123\n");
  const said = (await err("--config", "config/lab.json", "--router", wrong)).join("\n");
  expect(said).toMatch(/wrong\.cfg, line 1: /);
  expect(said).not.toContain("secret123");
});
