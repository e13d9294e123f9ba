import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UPDOWN, updownFiles, type TunnelRoute } from "../../lab/updown";

const ROUTES: readonly TunnelRoute[] = [
  { node: "gw0", prefix: "10.2.0.0/24", how: "dev ipsec0 metric 10" },
  { node: "vnet", prefix: "10.2.0.0/24", how: "via 10.1.0.196 dev gw0 metric 10" },
  { node: "gw0", prefix: "2001:db8:2::/48", how: "dev ipsec0 metric 10" },
  { node: "gw0", prefix: "2001:db8:3::/48", how: "dev ipsec0 metric 10" },
];

test("routes are lines for ip, by what has happened and where", () => {
  expect(updownFiles(ROUTES)).toEqual({
    "up-client.vpnlab-gw0": "route replace 10.2.0.0/24 dev ipsec0 metric 10\n",
    "down-client.vpnlab-gw0": "route del 10.2.0.0/24 dev ipsec0 metric 10\n",
    "up-client.vpnlab-vnet": "route replace 10.2.0.0/24 via 10.1.0.196 dev gw0 metric 10\n",
    "down-client.vpnlab-vnet": "route del 10.2.0.0/24 via 10.1.0.196 dev gw0 metric 10\n",
    "up-client-v6.vpnlab-gw0":
      "route replace 2001:db8:2::/48 dev ipsec0 metric 10\nroute replace 2001:db8:3::/48 dev ipsec0 metric 10\n",
    "down-client-v6.vpnlab-gw0":
      "route del 2001:db8:2::/48 dev ipsec0 metric 10\nroute del 2001:db8:3::/48 dev ipsec0 metric 10\n",
  });
});

test("the script hands them to ip by their names, and reads nothing in them", () => {
  const folder = mkdtempSync(join(tmpdir(), "updown-"));
  try {
    const file = (name: string) => join(folder, name);
    writeFileSync(file("updown"), UPDOWN);
    writeFileSync(file("ip"), `#!/bin/sh\nprintf '%s\\n' "$*" >> ${file("calls")}\n`);
    for (const name of ["updown", "ip"]) chmodSync(file(name), 0o700);
    for (const name of Object.keys(updownFiles(ROUTES))) {
      writeFileSync(file(`updown.${name}`), `$(touch ${file("taken")});\`touch ${file("taken")}\`\n`);
    }
    const run = (verb: string) =>
      spawnSync(file("updown"), [], { env: { PATH: `${folder}:/usr/bin:/bin`, PLUTO_VERB: verb } }).status;
    expect([run("up-client"), run("down-client-v6"), run("up-host")]).toEqual([0, 0, 0]);
    expect(readFileSync(file("calls"), "utf8").replaceAll(folder, "HOME")).toBe(
      "-n vpnlab-gw0 -force -batch HOME/updown.up-client.vpnlab-gw0\n" +
        "-n vpnlab-vnet -force -batch HOME/updown.up-client.vpnlab-vnet\n" +
        "-n vpnlab-gw0 -force -batch HOME/updown.down-client-v6.vpnlab-gw0\n",
    );
    expect(() => readFileSync(file("taken"))).toThrow("ENOENT");
    expect(readFileSync(file("updown.errors"), "utf8")).toBe("");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
