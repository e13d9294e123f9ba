import { tmpdir } from "node:os";
import { runVpn } from "../helpers/vpn";

test("a rehearsal of alerts refuses what is about one site, or another mode of the lab", async () => {
  for (const other of [["--site", "oslo"], ["--keep"], ["--matrix"]]) {
    const { code, err } = await runVpn(["lab", "--alerts", ...other], { project: tmpdir() });
    expect([code, err]).toEqual([1, "--alerts is about the whole deployment; give it no more than --config\n"]);
  }
});
