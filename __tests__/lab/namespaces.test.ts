import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** Nobody knows the processes of a lab that was killed: here one that no lab has started. */
const KILLED = `
const { spawn } = require("node:child_process");
const { once } = require("node:events");
const { mkdirSync, readdirSync } = require("node:fs");
const { takeDown } = require("./lab/lab");
const { makeNamespaces } = require("./lab/namespaces");
async function main() {
  mkdirSync("/run/vpnlab");
  makeNamespaces("/run/vpnlab");
  const left = spawn("nsenter", ["--net=/run/netns/vpnlab-vm1", "sh", "-c", "echo in; exec sleep 20"], { stdio: ["ignore", "pipe", "ignore"] });
  await once(left.stdout, "data");
  const ended = once(left, "close");
  await takeDown("/run/vpnlab");
  console.log(readdirSync("/run"), readdirSync("/run/netns"), await ended);
}
main();
`;
/** In mounts of its own, since the names of namespaces are the machine's. */
const IN_OWN_MOUNTS = ["--mount", "--net", "--propagation", "private", "sh", "-c"];
const PREPARED = 'mount -t tmpfs none /run && mkdir /run/netns && ip netns && exec "$@"';

const { status, stderr } = spawnSync("unshare", [...IN_OWN_MOUNTS, PREPARED, "sh", "true"], { encoding: "utf8" });

test("what runs in a lab's namespaces ends with them, whoever has started it", () => {
  if (status !== 0) {
    console.warn(`No namespaces were made, which needs root and ip: ${stderr}`);
    return;
  }
  const words = [PREPARED, "sh", process.execPath, "-r", "./lean-start.cjs", "-e", KILLED];
  const { stdout } = spawnSync("unshare", [...IN_OWN_MOUNTS, ...words], {
    cwd: join(__dirname, "../.."),
    encoding: "utf8",
    timeout: 30_000,
  });
  expect(stdout).toBe("[ 'netns' ] [] [ null, 'SIGKILL' ]\n");
});
