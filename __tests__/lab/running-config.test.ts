import { runningConfig } from "../../lab/running-config";
import { difference } from "../../lib/router/difference";
import { readRouterConfig } from "../../lib/router/reader";
import { refusals, RENDERED, renderedFile, routerOf, typed } from "../helpers/simulated-router";

/** A router that has been given its file. */
function given(path: string) {
  const router = routerOf(path);
  router.take(renderedFile(path), "test");
  return router;
}

test.each(Object.keys(RENDERED))("what a router with %s runs is read as its file says", (path) => {
  const file = readRouterConfig(renderedFile(path));
  const running = runningConfig(given(path).configurationText())!;
  const sorted = <T extends { readonly name: string }>(list: readonly T[]) =>
    [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const key of ["keyrings", "ipsecProfiles", "tunnels", "profiles"] as const) {
    expect(sorted<{ readonly name: string }>(running[key])).toEqual(sorted<{ readonly name: string }>(file[key]));
  }
});

test("a tunnel that is shut is not there, and comes again", () => {
  const router = given("cat-tunnels.cfg");
  const names = () => runningConfig(router.configurationText())!.tunnels.map(({ name }) => name);
  typed(router, "configure terminal", "interface Tunnel0", "shutdown");
  expect(names()).toEqual(["Tunnel1"]);
  typed(router, "configure terminal", "interface Tunnel0", "no shutdown");
  expect(names()).toEqual(["Tunnel0", "Tunnel1"]);
});

test("another key is given to a router that encrypts its keys, and is read with its version", () => {
  const router = given("cat-tunnels.cfg");
  router.take("password encryption aes", "test");
  const file = renderedFile("cat-tunnels.cfg").replace(
    /( peer az-gw-instance1\n)(.*\n {2}pre-shared-key )\S+/,
    "$1  description key version 2\n$2another-key",
  );
  let running = "";
  router.world.configured = (text) => (running = text);
  const { steps } = difference(router.runningConfig(), file);
  const said = typed(router, "configure terminal", ...steps.flatMap(({ commands }) => commands), "end");
  expect(refusals(said.join(""))).toEqual([]);
  expect(difference(router.runningConfig(), file).steps).toEqual([]);
  expect(runningConfig(running)!.keyrings).toEqual(readRouterConfig(file).keyrings);
  expect(runningConfig(running)!.keyrings[1]).toMatchObject({ keyVersion: 2, sharedKey: "another-key" });
});

test("a configuration that does not hold together is none", () => {
  const router = given("cat-tunnels.cfg");
  typed(router, "configure terminal", "crypto ikev2 keyring az-KEYRING9");
  expect(runningConfig(router.configurationText())).toBeUndefined();
});
