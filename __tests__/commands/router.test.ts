import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newSshKeys } from "../../simulator/ios-xe/ssh-keys";
import { serveSsh, type SshServer } from "../../simulator/ios-xe/ssh-server";
import { renderedFile, routerOf } from "../helpers/simulated-router";
import { runVpn } from "../helpers/vpn";

const project = join(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "router-"));
afterAll(() => rmSync(folder, { recursive: true }));

const cfg = join(__dirname, "../fixtures/cat-tunnels.cfg");
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const device = routerOf("cat-tunnels.cfg");
device.take(renderedFile("cat-tunnels.cfg"), "test");
const running = file("running.txt", device.runningConfig());
const OTHER_KEY = "key-that-nobody-may-see";
const changed = file("changed.cfg", readFileSync(cfg, "utf8").replace(/( pre-shared-key )\S+/, `$1${OTHER_KEY}`));
const router = (...args: string[]) => runVpn(["router", ...args, "--config", "config/lab.json"], { project });

test("a router that runs its file has nothing to do, and ends with 0", async () => {
  const { code, out } = await router("diff", "--running", running, "--router", cfg);
  expect(out).toMatch(/^cat runs what \S*cat-tunnels\.cfg says: nothing to do\.\n$/);
  expect(code).toBe(0);
});

test("a router whose keys are encrypted has nothing to do but what nobody can compare, and the line says so", async () => {
  device.take("key config-key password-encrypt master-key\npassword encryption aes\n", "test");
  const encrypted = file("encrypted.txt", device.runningConfig());
  const { code, out } = await router("diff", "--running", encrypted, "--router", cfg);
  expect(out).toMatch(
    /: nothing to do; the keys of az-KEYRING1, az-KEYRING2 are encrypted and were not compared, --keys sends them anew\.\n$/,
  );
  expect(code).toBe(0);
});

test("a difference ends with 2, and shows its commands without a key", async () => {
  const { code, out, err } = await router("diff", "--running", running, "--router", changed);
  expect(code).toBe(2);
  expect(out).toBe(`! change Tunnel0, which is down meanwhile
interface Tunnel0
 shutdown
crypto ikev2 keyring az-KEYRING1
 peer az-gw-instance0
  pre-shared-key ********
interface Tunnel0
 no shutdown
`);
  expect(err).toContain("1 step, 1 tunnel goes down and up again, one after the other.");
  const json = await router("diff", "--json", "--running", running, "--router", changed);
  expect(JSON.parse(json.out)).toMatchObject({ router: "cat", steps: [{ tunnel: { name: "Tunnel0" } }], notes: [] });
  expect(json.out + json.err + err).not.toContain(OTHER_KEY);
});

test("--out writes the commands with their keys into a file of the user's alone, and over none", async () => {
  const out = join(folder, "commands.txt");
  const args = ["diff", "--running", running, "--router", changed, "--out", out];
  expect((await router(...args)).code).toBe(2);
  expect(readFileSync(out, "utf8")).toContain(`  pre-shared-key ${OTHER_KEY}\n`);
  expect(statSync(out).mode & 0o777).toBe(0o600);
  expect(await router(...args)).toMatchObject({
    code: 1,
    err: expect.stringContaining("is there already; name a new file for --out"),
  });
});

test.each<[string, string[], RegExp]>([
  ["nothing says where the router is", ["diff", "--router", cfg], /Which router\? --ssh admin@oslo names it/],
  [
    "apply gets a file",
    ["apply", "--router", cfg, "--running", running],
    /apply asks the router itself; --running goes with diff/,
  ],
  [
    "the text is no running configuration",
    ["diff", "--router", cfg, "--running", file("part.txt", "interface Tunnel0\n shutdown\n")],
    /part\.txt, .*/,
  ],
  [
    "the file is missing",
    ["diff", "--router", "missing.cfg", "--running", running],
    /missing\.cfg cannot be read \(ENOENT\)/,
  ],
  ["it is neither diff nor apply", ["show"], /'show' is invalid for argument 'what'/],
])("fails when %s", async (_, args, message) => {
  const { code, err, out } = await router(...args);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(message);
});

describe("apply, at a router that answers", () => {
  const key = newSshKeys();
  const there = routerOf("cat-tunnels.cfg", { users: [{ name: "admin", publicKeys: [key.public] }] });
  there.take(renderedFile("cat-tunnels.cfg"), "test");
  const before = there.configurationText();
  let server: SshServer;
  let login: readonly string[];

  beforeAll(async () => {
    server = await serveSsh(() => there);
    const options = [
      ...["HostName 127.0.0.1", `Port ${server.port}`, "User admin", "BatchMode yes", "LogLevel ERROR"],
      `IdentityFile ${file("key", key.private)}`,
      `UserKnownHostsFile ${file("hosts", `[127.0.0.1]:${server.port} ${server.publicHostKey}\n`)}`,
    ];
    chmodSync(join(folder, "key"), 0o600);
    login = ["--ssh", "cat", "--ssh-config", file("ssh-config", `Host cat\n  ${options.join("\n  ")}\n`)];
  });
  afterAll(() => server.close());

  const apply = (args: readonly string[], typed?: readonly string[]) =>
    runVpn(["router", "apply", "--router", changed, "--config", "config/lab.json", ...login, ...args], {
      project,
      env: process.env,
      typed,
    });

  test("--dry-run shows what would be done, and does nothing", async () => {
    const { code, out, err } = await apply(["--dry-run"]);
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining("1 tunnel goes down and up again") });
    expect(out).toContain("  pre-shared-key ********\n");
    expect(there.configurationText()).toBe(before);
  });

  test.each(["no", "y"])("the answer %s changes nothing", async (answer) => {
    const { code, err } = await apply([], [`${answer}\n`]);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/Give cat these commands\? [^]*Nothing was changed\./),
    });
    expect(there.configurationText()).toBe(before);
  });

  test("where nobody can be asked, nothing is changed", async () => {
    const { code, err } = await apply([]);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringContaining("router apply asks before it changes the router"),
    });
    expect(there.configurationText()).toBe(before);
  });
});
