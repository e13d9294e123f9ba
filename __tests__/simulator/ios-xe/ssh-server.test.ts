import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BaseAgent, Client, utils, type ParsedKey } from "ssh2";
import { serveSsh, type SshServer } from "../../../simulator/ios-xe/ssh-server";
import { DAY_0, RENDERED, renderedFile, routerWith } from "../../helpers/simulated-router";

const folder = mkdtempSync(join(tmpdir(), "ssh-"));
const [key, stranger, settings] = ["id", "stranger", "config"].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
for (const path of [key, stranger]) spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path]);
const router = routerWith({
  configuration: `${DAY_0}${RENDERED["cat-tunnels.cfg"]}ip scp server enable\n`,
  users: [{ name: "azureadmin", publicKeys: [readFileSync(`${key}.pub`, "utf8")] }],
});

let server: SshServer;
beforeAll(async () => {
  server = await serveSsh(() => router);
  writeFileSync(join(folder, "known"), `[127.0.0.1]:${server.port} ${server.publicHostKey}\n`);
  const lines = [
    "Host cat",
    "HostName 127.0.0.1",
    `Port ${server.port}`,
    "User azureadmin",
    `IdentityFile ${key}`,
    "IdentitiesOnly yes",
    `UserKnownHostsFile ${join(folder, "known")}`,
    "StrictHostKeyChecking yes",
    "BatchMode yes",
    "LogLevel ERROR",
  ];
  writeFileSync(settings, `${lines.join("\n")}\n`);
  chmodSync(settings, 0o600);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Runs a program of OpenSSH with an input. */
function run(
  program: string,
  args: readonly string[],
  input = "",
): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ["-F", settings, ...args]);
    let [out, err] = ["", ""];
    child.stdout.on("data", (data: Buffer) => (out += data.toString()));
    child.stderr.on("data", (data: Buffer) => (err += data.toString()));
    child.on("error", reject).on("close", (code) => resolve({ code, out, err }));
    child.stdin.end(input);
  });
}

test("a command alone prints its output, and no page of it waits", async () => {
  expect(await run("ssh", ["cat", "show version | include License Level"])).toEqual({
    code: 0,
    out: "\r\nLicense Level: network-premier\r\nAddon License Level: dna-premier\r\n",
    err: "",
  });
  expect((await run("ssh", ["cat", "show running-config"])).out).toMatch(/\r\nend\r\n$/);
});

test("a command alone that asks is answered on standard input", async () => {
  router.files.set("name.cfg", "ntp server a\n");
  const { code, out } = await run("ssh", ["cat", "copy bootflash:name.cfg running-config"], "\n");
  expect(out).toMatch(/^\r\nDestination filename \[running-config\]\? 13 bytes copied in /);
  expect(code).toBe(0);
  expect(router.configurationText()).toContain("\nntp server a\n");
});

test.each([
  ["without", []],
  ["with", ["-tt"]],
])("commands on standard input are echoed behind the prompt, %s a terminal", async (_, options) => {
  const { code, out } = await run("ssh", [...options, "cat"], "terminal length 0\nconf t\nint tu9\nfoo\nend\nexit\n");
  expect(out.split("\r\n")).toEqual([
    "",
    "cat#terminal length 0",
    "cat#conf t",
    "Enter configuration commands, one per line.  End with CNTL/Z.",
    "cat(config)#int tu9",
    "cat(config-if)#foo",
    "               ^",
    "% Invalid input detected at '^' marker.",
    "",
    "cat(config-if)#end",
    "cat#exit",
    "",
  ]);
  expect(code).toBe(0);
});

test("a file goes to bootflash by SCP, and from there into what runs", async () => {
  const file = join(folder, "tunnels.cfg");
  writeFileSync(file, renderedFile("cat-tunnels.cfg"));
  expect(await run("scp", ["-O", "-q", file, "cat:bootflash:tunnels.cfg"])).toMatchObject({ code: 0, err: "" });
  expect(router.files.get("tunnels.cfg")).toBe(renderedFile("cat-tunnels.cfg"));
  const { out } = await run("ssh", ["cat"], "copy bootflash:tunnels.cfg running-config\n\n");
  expect(out).toMatch(/Destination filename \[running-config\]\? \r\n(?:.*\r\n)*\d+ bytes copied in/);
  expect(out).not.toMatch(/\r\n%/);
  expect(router.configurationText()).toContain("interface Tunnel1\n");
});

test("a file is refused where the router serves no SCP", async () => {
  router.take("no ip scp server enable", "test");
  const file = join(folder, "refused.cfg");
  writeFileSync(file, "hostname oslo\n");
  const { code, err } = await run("scp", ["-O", "-q", file, "cat:bootflash:refused.cfg"]);
  router.take("ip scp server enable", "test");
  expect(code).toBe(1);
  expect(err).toContain("Administratively disabled.");
  expect(router.files.has("refused.cfg")).toBe(false);
});

test("several sessions run at once", async () => {
  const outputs = await Promise.all([1, 2, 3, 4].map((i) => run("ssh", ["cat"], `ping 10.1.0.4 repeat ${i}\n`)));
  outputs.forEach(({ out }, i) => expect(out).toContain(`Success rate is 100 percent (${i + 1}/${i + 1})`));
});

test("a page waits for a key, and is wiped out", async () => {
  const { out } = await run("ssh", ["cat"], "show running-config\n exit\n");
  expect(out).toContain(`\r\n --More-- ${"\b".repeat(10)}${" ".repeat(10)}${"\b".repeat(10)}`);
});

test("nobody else gets in", async () => {
  const others = [
    ["-o", `IdentityFile=${stranger}`, "-o", "IdentitiesOnly=yes", "-F", "/dev/null"],
    ["-l", "root"],
  ];
  const known = ["-o", `UserKnownHostsFile=${join(folder, "known")}`, "-o", "BatchMode=yes", "-p", String(server.port)];
  const [wrongKey, wrongUser] = [
    await run("ssh", [...others[0]!, ...known, "azureadmin@127.0.0.1", "show version"]),
    await run("ssh", [...others[1]!, "cat", "show version"]),
  ];
  for (const { code, out, err } of [wrongKey, wrongUser]) {
    expect({ code, out }).toEqual({ code: 255, out: "" });
    expect(err).toContain("Permission denied (publickey,password)");
  }
});

/** Has the public key of a user, and signs with another. */
class Forger extends BaseAgent<ParsedKey> {
  getIdentities(done: (error?: Error | null, keys?: ParsedKey[]) => void): void {
    done(null, [utils.parseKey(readFileSync(`${key}.pub`)) as ParsedKey]);
  }

  sign(_: ParsedKey, data: Buffer, ...rest: unknown[]): void {
    const signature = (utils.parseKey(readFileSync(stranger)) as ParsedKey).sign(data);
    (rest.at(-1) as (error: Error | null, signature: Buffer) => void)(null, signature);
  }
}

test("a public key without its private key opens nothing", async () => {
  const client = new Client();
  const outcome = await new Promise<string>((resolve) => {
    client
      .on("ready", () => resolve("logged in"))
      .on("error", ({ message }) => resolve(message))
      .connect({ host: "127.0.0.1", port: server.port, username: "azureadmin", agent: new Forger() });
  });
  client.end();
  expect(outcome).toBe("All configured authentication methods failed");
});
