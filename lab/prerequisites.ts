import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../lib/model/user-error";

const COMMANDS: Readonly<Record<string, string>> = {
  ip: "iproute2",
  nsenter: "util-linux",
  ping: "iputils-ping",
  nft: "nftables",
  swanctl: "strongswan-swanctl",
};

const FILES: Readonly<Record<string, string>> = {
  "/usr/sbin/charon-systemd": "charon-systemd",
  "/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so": "libcharon-extra-plugins",
  "/usr/lib/ipsec/plugins/libstrongswan-gcm.so": "libstrongswan-extra-plugins",
  "/usr/lib/ipsec/plugins/libstrongswan-openssl.so": "libstrongswan-standard-plugins",
};

/**
 * Makes sure that the lab can run here.
 *
 * @param path the environment's PATH
 * @throws UserError that says what is missing, and how to get it on Debian
 */
export function checkPrerequisites(path: string): void {
  if (process.platform !== "linux") throw new UserError("the lab needs Linux, for its network namespaces");
  const packages = new Set([
    ...Object.keys(COMMANDS)
      .filter((name) => !onPath(path, name))
      .map((name) => COMMANDS[name]!),
    ...Object.keys(FILES)
      .filter((file) => !existsSync(file))
      .map((file) => FILES[file]!),
  ]);
  const problems: string[] = [];
  if (process.getuid!() !== 0) problems.push("it must run as root, to make network namespaces");
  if (!existsSync("/dev/net/tun")) problems.push("/dev/net/tun is missing; modprobe tun");
  if (packages.size > 0) {
    problems.push(`install what is missing: apt-get install --no-install-recommends ${[...packages].join(" ")}`);
  }
  if (problems.length > 0)
    throw new UserError(`The lab cannot run here:\n${problems.map((one) => `  ${one}`).join("\n")}`);
}

function onPath(path: string, command: string): boolean {
  return path.split(":").some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
