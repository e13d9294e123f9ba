import type { Duplex } from "node:stream";
import { matches } from "./configuration";
import type { Device } from "./device";

const OK = "\0";
/** In bytes; a configuration is some thousand. */
const MOST = 2 ** 20;

/**
 * Receives one file as `scp -t` does, the protocol of `scp -O`: a line `C0644 <bytes> <name>`, the bytes, a zero.
 *
 * @param target `bootflash:tunnels.cfg`; a folder keeps the file's own name
 * @param done is called once, with the exit code
 */
export function receiveFile(router: Device, target: string, channel: Duplex, done: (code: number) => void): void {
  const refuse = (why: string) => {
    channel.write(`\x02${why}\n`);
    done(1);
  };
  if (matches(router.configuration, /^ip scp server enable$/).length === 0) return refuse("Administratively disabled.");
  let received = Buffer.alloc(0);
  let file: { readonly size: number; readonly name: string } | undefined;
  const take = (): void => {
    if (!file) {
      const end = received.indexOf("\n");
      if (end < 0) return;
      const line = received.subarray(0, end).toString("utf8");
      received = received.subarray(end + 1);
      // `T` gives times, which bootflash does not keep.
      if (line.startsWith("T")) {
        channel.write(OK);
        return take();
      }
      const [, size, name] = /^C\d{4} (\d+) ([^/]+)$/.exec(line) ?? [];
      if (name === undefined || Number(size) > MOST) return refuse("only files of up to 1 MiB");
      file = { size: Number(size), name };
      channel.write(OK);
    }
    if (received.length <= file.size) return;
    const path = target.replace(/^bootflash:\/?/, "");
    router.files.set(
      path === "" || path.endsWith("/") ? `${path}${file.name}` : path,
      received.subarray(0, file.size).toString("utf8"),
    );
    channel.write(OK);
    received = received.subarray(file.size + 1);
    file = undefined;
  };
  channel.on("data", (data: Buffer) => {
    received = Buffer.concat([received, data]);
    take();
  });
  channel.on("end", () => done(0));
  channel.write(OK);
}
