import { difference } from "../../lib/router/difference";
import { readRouterConfig } from "../../lib/router/reader";
import { configurationFindings } from "../../lib/verify/judge-configuration";
import { renderedFile, routerOf } from "../helpers/simulated-router";

const FILE = "cat-tunnels.cfg";
const text = renderedFile(FILE);
const file = readRouterConfig(text);
const device = routerOf(FILE);
device.take(text, "test");

test("a router that runs its file has passed", () => {
  const [finding, ...others] = configurationFindings(file, difference(device.runningConfig(), text));
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ check: "running configuration", outcome: "passed", tunnels: ["Tunnel0", "Tunnel1"] });
});

test("a router that runs its file, and cannot work, is degraded by what it lacks; a remark is said and no more", () => {
  const path = "on-premises/two-providers-oslo.cfg";
  const [oslo, device] = [renderedFile(path), routerOf(path)];
  device.take(oslo, "test");
  const running = device.runningConfig();
  expect(configurationFindings(readRouterConfig(oslo), difference(running, oslo))).toMatchObject([
    {
      ...{ outcome: "degraded", seen: 'the router has no "ipv6 unicast-routing", without which it forwards no IPv6' },
      ...{ tunnels: ["Tunnel0", "Tunnel1"], breaks: ["traffic", "reach"] },
      causes: [{ name: "router lacks what its file needs" }],
    },
  ]);
  // An IKE SA proves a key that a hardened router does not show.
  const hardened = running
    .replace(/(pre-shared-key) \S+/g, "$1 6 UWfMFYiTVHeEBFGUCBZDGNGSFe")
    .replace("interface", "ipv6 unicast-routing\ninterface");
  expect(configurationFindings(readRouterConfig(oslo), difference(hardened, oslo))).toMatchObject([
    { outcome: "passed", seen: expect.stringMatching(/^as the file; the router shows the keys of .* encrypted, /) },
  ]);
});

test("each step that is missing is a finding of its tunnel, and no key is in it", () => {
  const changed = text.replace(/( pre-shared-key )\S+/, "$1key-that-nobody-may-see");
  const findings = configurationFindings(file, difference(device.runningConfig(), changed));
  expect(findings).toMatchObject([
    {
      outcome: "degraded",
      seen: "another: change Tunnel0, which is down meanwhile",
      tunnels: ["Tunnel0"],
      causes: [{ name: "router runs another file" }],
    },
  ]);
  expect(JSON.stringify(findings)).not.toContain("key-that-nobody-may-see");
});
