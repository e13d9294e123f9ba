import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RouterTerminal } from "../../runner/router-terminal";
import { newSshKeys } from "../../simulator/ios-xe/ssh-keys";
import { serveSsh, type SshServer } from "../../simulator/ios-xe/ssh-server";
import { routerWith } from "../helpers/simulated-router";

const folder = mkdtempSync(join(tmpdir(), "router-terminal-"));
const key = newSshKeys();
const router = routerWith({ users: [{ name: "admin", publicKeys: [key.public] }] });
let server: SshServer;

beforeAll(async () => {
  server = await serveSsh(() => router);
  writeFileSync(join(folder, "key"), key.private, { mode: 0o600 });
  writeFileSync(join(folder, "hosts"), `[127.0.0.1]:${server.port} ${server.publicHostKey}\n`);
  const options = [
    "HostName 127.0.0.1",
    `Port ${server.port}`,
    `IdentityFile ${join(folder, "key")}`,
    "IdentitiesOnly yes",
    `UserKnownHostsFile ${join(folder, "hosts")}`,
    "BatchMode yes",
    "LogLevel ERROR",
  ];
  writeFileSync(
    join(folder, "config"),
    `Host cat\n  User admin\n  ${options.join("\n  ")}\nHost other\n  User nobody\n  ${options.join("\n  ")}\n`,
  );
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const open = (
  destination: string,
  more: Parameters<typeof RouterTerminal.open>[1] = process.env,
  timeoutSeconds = 20,
) => RouterTerminal.open({ destination, configFile: join(folder, "config"), timeoutSeconds }, more);

test("what a command prints comes without the command and the prompt, and the mode follows the prompt", async () => {
  const terminal = await open("cat");
  expect([terminal.host, terminal.mode]).toEqual(["cat", undefined]);
  expect(await terminal.ask("show running-config | include hostname")).toBe("hostname cat");
  expect(await terminal.ask("configure terminal")).toContain("Enter configuration commands");
  expect(terminal.mode).toBe("(config)");
  expect(await terminal.ask("interface Tunnel7")).toBe("");
  expect(terminal.mode).toBe("(config-if)");
  expect(await terminal.ask("no such command")).toContain("% Invalid input detected");
  // As long as it may be: the pager is off.
  expect((await terminal.ask("do show running-config")).split("\n").length).toBeGreaterThan(30);
  await terminal.close();
});

test("fails with what ssh says where the router does not let the user in", async () => {
  await expect(open("other")).rejects.toThrow(
    /^other: ssh could not log in\n {2}nobody@127\.0\.0\.1: Permission denied/,
  );
});

test("fails where the user has no privileges, and types nothing", async () => {
  const path = join(folder, "path");
  mkdirSync(path);
  writeFileSync(join(path, "ssh"), `#!/bin/sh\nprintf 'oslo>'\nexec /bin/cat > ${join(folder, "typed")}\n`, {
    mode: 0o755,
  });
  await expect(open("guest@oslo", { PATH: path })).rejects.toThrow(
    "guest@oslo logs in without privileges (oslo>); log in as a user with privilege level 15",
  );
  expect(readFileSync(join(folder, "typed"), "utf8")).toBe("");
});

test("fails where ssh is not on PATH", async () => {
  await expect(open("cat", { PATH: folder })).rejects.toThrow("ssh is not on PATH; install OpenSSH's client");
});

test("fails where the connection ends before the answer, and shows nothing of what was typed", async () => {
  const terminal = await open("cat");
  const asked = terminal.ask("exit");
  await expect(asked).rejects.toThrow(/^cat: the connection has ended/);
});

test("fails where the router asks what nobody answers", async () => {
  const terminal = await open("cat", process.env, 5);
  await expect(terminal.ask("copy running-config startup-config")).rejects.toThrow(/^cat: no prompt for 5 s/);
  terminal.kill();
});

test("a destination that begins with a hyphen is no option of ssh", async () => {
  await expect(open("-oProxyCommand=touch x")).rejects.toThrow(/hostname contains invalid characters/);
});
