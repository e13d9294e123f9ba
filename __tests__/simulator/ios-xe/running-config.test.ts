import {
  quietWorld,
  refusals,
  RENDERED,
  renderedFile,
  routerOf,
  routerWith,
  typed,
} from "../../helpers/simulated-router";
import { Router } from "../../../simulator/ios-xe/router";

test.each(Object.keys(RENDERED))(
  "%s is taken without a refusal, by copying and by pasting, to the same end",
  (path) => {
    const [copied, pasted] = [routerOf(path), routerOf(path)];
    copied.files.set("tunnels.cfg", renderedFile(path));
    const [, said = ""] = typed(copied, "copy bootflash:tunnels.cfg running-config", "");
    const answers = typed(pasted, "configure terminal", ...renderedFile(path).split("\n"), "end");
    expect(refusals(said)).toEqual([]);
    expect(said).toMatch(/\d+ bytes copied in /);
    expect(refusals(answers.join(""))).toEqual([]);
    expect(copied.configurationText()).toBe(pasted.configurationText());
  },
);

test.each(Object.keys(RENDERED))(
  "what show running-config prints of %s makes a router of the same configuration",
  (path) => {
    const router = routerOf(path);
    router.take(renderedFile(path), "test");
    const text = router.configurationText();
    const other = new Router({ hostname: "other", configuration: text, world: quietWorld() });
    expect(other.configurationText()).toBe(text);
    expect(router.take(text, "test").filter((line) => refusals(line).length > 0)).toEqual([]);
    expect(router.configurationText()).toBe(text);
  },
);

test("every line of day 0 is taken", () => {
  const [, ...lines] = renderedFile("cat-day0.txt").split("\n");
  const router = routerWith({ configuration: "" });
  expect(router.take(lines.join("\n"), "test")).toEqual([]);
  const shown = router
    .configurationText()
    .split("\n")
    .map((line) => line.trim());
  expect(lines.map((line) => line.trim()).filter((line) => !shown.includes(line))).toEqual([]);
});

test("a configuration is shown in IOS-XE's form", () => {
  const router = routerWith();
  router.take(renderedFile("mesh-tunnels.cfg"), "azureadmin");
  const [shown = ""] = typed(router, "show running-config");
  const [head, body = ""] = [shown.split("\n").slice(0, 3), shown.split("\n").slice(3).join("\n")];
  expect(head).toEqual(["Building configuration...", "", `Current configuration : ${body.length} bytes`]);
  expect(body).toMatch(
    /^!\n! Last configuration change at \d\d:\d\d:\d\d UTC \w{3} \w{3} \d+ \d{4} by azureadmin\n!\nversion/,
  );
  expect(body).toMatch(/\nend\n$/);
  expect(body).toContain("\ncrypto ipsec transform-set az-TRANSFORMSET-esp-gcm-256 esp-gcm 256 \n mode tunnel\n!\n");
  expect(body).toContain("\nipv6 route 2001:DB8:1::/48 Tunnel0\n");
  expect(body).toContain(
    "\n!\ninterface GigabitEthernet3\n vrf forwarding az-WAN3\n ip address dhcp\n negotiation auto\n",
  );
  expect(body).toContain(
    "\nvrf definition az-WAN2\n !\n address-family ipv4\n exit-address-family\n !\n address-family ipv6\n exit-address-family\n!\n",
  );
  // What holds anyway is not shown.
  for (const line of ["no shut", "no set pfs", "exec-timeout 10 0"]) expect(body).not.toContain(line);
  const order = [
    "hostname",
    "vrf definition",
    "crypto ikev2 proposal",
    "crypto ipsec",
    "interface Tunnel0",
    "interface Gig",
    "ip route",
    "ipv6 route",
    "line vty",
    "ntp",
  ];
  const places = order.map((line) => body.indexOf(`\n${line}`));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places).not.toContain(-1);
});

test("keys are opaque where the router encrypts them, and come back on the same router alone", () => {
  const router = routerWith();
  router.take(renderedFile("single-tunnels.cfg"), "test");
  expect(router.configurationText()).toContain("  pre-shared-key key-of-tunnel-1\n");
  const running: string[] = [];
  router.world.configured = (text) => running.push(text);
  router.take("password encryption aes", "test");
  const [line = ""] = /  pre-shared-key 6 .*/.exec(router.configurationText()) ?? [];
  expect(line).toMatch(/^  pre-shared-key 6 [A-i]{20,}$/);
  expect(router.configurationText()).not.toContain("key-of-tunnel");
  expect(running.at(-1)).toContain("pre-shared-key key-of-tunnel-1\n");

  const text = router.configurationText();
  router.take(text, "test");
  router.take("no password encryption aes", "test");
  expect(router.configurationText()).toContain("  pre-shared-key key-of-tunnel-1\n");
  const other = routerWith();
  other.take(text, "test");
  expect(other.configurationText()).toContain(line);
});
