import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { azureAccessFile, sshConfigFile } from "../runner/stand-ins";
import type { Router } from "../simulator/ios-xe/router";
import { serveSsh } from "../simulator/ios-xe/ssh-server";

/** Who logs in at the routers. */
export const ADMIN = "admin";

/** What is served on loopback until it is closed. */
export interface Served {
  close(): Promise<void>;
}

/**
 * Serves routers over SSH and a simulated Azure, and says in a folder how to get to them. Whoever can read
 * the folder gets in, and it is its owner's alone.
 *
 * @param routers by their names
 * @param azure makes the door for a token
 * @param privateKey of the routers' administrator
 */
export async function serveStandIns(
  folder: string,
  routers: Readonly<Record<string, () => Router>>,
  azure: (token: string) => Server,
  privateKey: string,
): Promise<Served> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const write = (file: string, text: string) => writeFileSync(file, text, { mode: 0o600, flag: "wx" });
  const token = randomBytes(24).toString("base64url");
  const door = azure(token).listen(0, "127.0.0.1");
  await once(door, "listening");
  const { port } = door.address() as AddressInfo;
  const terminals = await Promise.all(
    Object.entries(routers).map(async ([name, router]) => ({
      name,
      server: await serveSsh(router),
    })),
  );
  const [key, hosts] = [join(folder, "key"), join(folder, "known-hosts")];
  write(key, privateKey);
  write(hosts, terminals.map(({ server }) => `[127.0.0.1]:${server.port} ${server.publicHostKey}\n`).join(""));
  write(sshConfigFile(folder), terminals.map(({ name, server }) => hostOf(name, server.port, key, hosts)).join("\n"));
  write(azureAccessFile(folder), JSON.stringify({ base: `http://127.0.0.1:${port}`, token }));
  return {
    close: async () => {
      rmSync(folder, { recursive: true, force: true });
      door.closeAllConnections();
      door.close();
      await Promise.all(terminals.map(({ server }) => server.close()));
    },
  };
}

const hostOf = (name: string, port: number, key: string, hosts: string) => `Host ${name}
  HostName 127.0.0.1
  Port ${port}
  User ${ADMIN}
  IdentityFile "${key}"
  IdentitiesOnly yes
  UserKnownHostsFile "${hosts}"
  StrictHostKeyChecking yes
  LogLevel ERROR
`;
