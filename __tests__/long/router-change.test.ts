import fc from "fast-check";
import { difference } from "../../lib/router/difference";
import { CONFIGS, randomFile } from "../helpers/random-router-files";
import { DAY_0, refusals, routerWith } from "../helpers/simulated-router";

/** Of each kind of site; PROPERTY_RUNS asks for more. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 40);

const names = (pattern: RegExp, texts: readonly string[]) =>
  [...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name!)))].sort();

/** What a router has beside these files: interfaces, and VRFs that the files leave to it. */
function surroundings(files: readonly string[]): string {
  const vrfs = names(/^ tunnel vrf (\S+)$/gm, files);
  const interfaces = names(/\b((?:GigabitEthernet|Cellular)[\d/]+)\b/g, files);
  return [
    DAY_0,
    ...vrfs.flatMap((vrf) => [`vrf definition ${vrf}`, " address-family ipv4", " exit-address-family"]),
    ...interfaces.flatMap((name, i) => [`interface ${name}`, ` ip address 192.168.${i}.2 255.255.255.0`]),
  ].join("\n");
}

/** A tunnel of a file with all that it uses. */
function tunnelWith(running: string, name: string): string {
  const section = (heading: string) => new RegExp(`^${heading}\\n(?: .*\\n)*`, "m").exec(running)?.[0] ?? "";
  const tunnel = section(`interface ${name}`);
  const ipsec = section(`crypto ipsec profile ${/tunnel protection ipsec profile (\S+)/.exec(tunnel)?.[1]}`);
  const ike = section(`crypto ikev2 profile ${/set ikev2-profile (\S+)/.exec(ipsec)?.[1]}`);
  return [tunnel, ipsec, ike, section(`crypto ikev2 keyring ${/keyring local (\S+)/.exec(ike)?.[1]}`)].join("");
}

test.each(CONFIGS)(
  "a simulated router %s comes from any file to any other, and tunnels that stay are whole after each command",
  (_, config) => {
    fc.assert(
      fc.property(randomFile(config), randomFile(config), (before, after) => {
        const configuration = surroundings([before, after]);
        const router = routerWith({ configuration });
        // That a VRF takes the addresses of its interface is told, and no refusal.
        const taken = refusals(router.take(before, "test").join("\n")).filter(
          (line) => !line.includes("due to enabling VRF"),
        );
        expect(taken).toEqual([]);
        expect(difference(router.runningConfig(), before).steps).toEqual([]);
        const target = routerWith({ configuration });
        target.take(after, "test");
        const tunnels = names(/^interface (Tunnel\d+)$/gm, [router.runningConfig()]);
        const staying = tunnels
          .map((name) => [name, tunnelWith(router.runningConfig(), name)] as const)
          .filter(([name, text]) => text === tunnelWith(target.runningConfig(), name));

        const session = router.session();
        session.type("configure terminal");
        for (const command of difference(router.runningConfig(), after).steps.flatMap(({ commands }) => commands)) {
          const refused = refusals(session.type(command)).filter(
            (line) => !line.includes("Not all config may be removed"),
          );
          expect([command, refused]).toEqual([command, []]);
          if (staying.length === 0) continue;
          const running = router.runningConfig();
          expect(staying.map(([name]) => [name, tunnelWith(running, name)])).toEqual(staying);
        }
        expect(difference(router.runningConfig(), after).steps).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  },
  3_600_000,
);
