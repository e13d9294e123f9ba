import { timingSafeEqual } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { Server, utils, type AuthContext, type Connection, type ServerChannel, type Session as SshSession } from "ssh2";
import type { Router, User } from "./router";
import { receiveFile } from "./scp";
import { newSshKeys } from "./ssh-keys";
import { Vty } from "./vty";

export interface SshServerProps {
  /** Private key of the host in OpenSSH's or PEM form. @default a new one */
  readonly hostKey?: string;
  /** @default one that is free */
  readonly port?: number;
}

/** A server that has been started on 127.0.0.1. */
export interface SshServer {
  readonly port: number;
  /** The host's public key, as a file of known hosts has it behind the name. */
  readonly publicHostKey: string;
  /** Ends all connections, and the server. */
  close(): Promise<void>;
}

/**
 * Lets the router's users log in by SSH. Each channel is a session of its own.
 *
 * @param router as it is now: it may have been replaced
 */
export async function serveSsh(router: () => Router, { hostKey, port = 0 }: SshServerProps = {}): Promise<SshServer> {
  const privateKey = hostKey ?? newSshKeys().private;
  const parsed = utils.parseKey(privateKey);
  if (parsed instanceof Error) throw new Error("the host's key is no private key that ssh2 can read");
  const connections = new Set<Connection>();
  const server = new Server({ hostKeys: [privateKey], ident: "Cisco-1.25" }, (connection) => {
    connections.add(connection);
    let user = "";
    connection
      .on("authentication", (attempt) => {
        user = attempt.username;
        if (isAllowed(attempt, router().users)) attempt.accept();
        else attempt.reject(["publickey", "password"]);
      })
      .on("ready", () => connection.on("session", (accept) => openSession(router(), user, accept())))
      .on("close", () => connections.delete(connection))
      // A client that goes away without a word.
      .on("error", () => connection.end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    publicHostKey: `${parsed.type} ${parsed.getPublicSSH().toString("base64")}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        connections.forEach((connection) => connection.end());
      }),
  };
}

function isAllowed(attempt: AuthContext, users: readonly User[]): boolean {
  const user = users.find(({ name }) => name === attempt.username);
  if (!user) return false;
  if (attempt.method === "password") return user.password !== undefined && isSame(attempt.password, user.password);
  if (attempt.method !== "publickey") return false;
  const { key, signature, blob, hashAlgo } = attempt;
  return (user.publicKeys ?? []).some((line) => {
    const known = utils.parseKey(line);
    if (known instanceof Error || !known.getPublicSSH().equals(key.data)) return false;
    // Without a signature the client asks whether the key would do.
    return !signature || known.verify(blob!, signature, hashAlgo) === true;
  });
}

function isSame(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

function openSession(router: Router, user: string, ssh: SshSession): void {
  let rows: number | undefined;
  // The client ends the connection once its last channel is closed.
  const finish = (channel: ServerChannel, code: number) => {
    channel.exit(code);
    channel.end();
  };
  ssh
    .on("pty", (accept, _, info) => {
      rows = info.rows;
      accept?.();
    })
    .on("window-change", (accept) => accept?.())
    .on("env", (accept) => accept?.())
    .on("shell", (accept) => {
      const channel = accept();
      const session = router.session(user, (text) => vty.announce(text));
      if (rows !== undefined && rows > 0) session.terminal.length = rows;
      const vty: Vty = new Vty(session, (text) => channel.write(text));
      channel.on("data", (data: Buffer) => {
        vty.input(data.toString("utf8"));
        if (session.isClosed) finish(channel, 0);
      });
      channel.on("end", () => finish(channel, 0)).on("close", () => session.close());
      vty.start();
    })
    .on("exec", (accept, _, { command }) => {
      const channel = accept();
      const target = /^scp .*-t\s+(?:--\s+)?(\S+)$/.exec(command)?.[1];
      if (target !== undefined) {
        receiveFile(router, target, channel, (code) => finish(channel, code));
        return;
      }
      const session = router.session(user);
      session.terminal.length = 0;
      const say = (text: string) => channel.write(text.replace(/\n/g, "\r\n"));
      const next = (line: string) => {
        say(session.type(line));
        if (session.isAsking) return say(session.prompt);
        session.close();
        finish(channel, 0);
      };
      say("\n");
      next(command);
      // A question, such as that of a copy, is answered on standard input.
      if (session.isAsking) {
        createInterface({ input: channel })
          .on("line", (line) => session.isAsking && next(line))
          .on("close", () => finish(channel, 0));
      }
    });
}
