import { previewOf } from "../../lib/catalyst/preview";
import type { KnownFile } from "../../lib/report/known";
import { deploymentOf as exampleOf } from "../helpers/any-deployment";
import { blocksOf, codesOf, DEPLOYED, reportOf, textsOf } from "../helpers/report";
import { deploymentOf, fleet, lab as labConfig } from "../helpers/synth";

const lab = exampleOf("lab.json");
const site = lab.sites[0]!;

/** The text of a code block of the routers' section; of several routers, one after the other. */
const codes = (caption: string, ...args: Parameters<typeof reportOf>) =>
  codesOf(reportOf(...args), "routers").flatMap((code) => (code.caption === caption ? [code.text] : []));
const files = (...args: Parameters<typeof reportOf>) => codes("Configuration, keys masked", ...args);
const withFile = (text: string, before?: KnownFile["before"]) => ({
  deployed: { ...DEPLOYED, files: { cat: { text, ...(before && { before }) } } },
});

test("of a config alone, each router has the file that a deployment writes, with stand-ins and keys masked", () => {
  expect(files(lab)).toEqual([previewOf(lab, site)]);
  expect(files(lab)[0]).toContain("tunnel destination 203.0.113.1\n");
  expect(textsOf(reportOf(lab), "routers")).toEqual([
    "Each file is what a deployment of this config writes, with stand-ins for the gateway's addresses.",
  ]);
});

test("static routes are the file's, those in VRFs and of both families among them", () => {
  expect(codes("Static routes", lab)).toEqual([
    [
      "ip route 10.1.0.0 255.255.255.0 Null0 250",
      "ip route 10.1.0.0 255.255.255.0 Tunnel0",
      "ip route 10.1.0.0 255.255.255.0 Tunnel1",
      "ip route 203.0.113.1 255.255.255.255 GigabitEthernet2 10.2.0.33",
      "ip route 203.0.113.2 255.255.255.255 GigabitEthernet3 10.2.0.65",
      "ip route 10.2.0.96 255.255.255.224 10.2.0.1",
      "ipv6 route 2001:db8:2:4::/64 GigabitEthernet1 FE80::1234:5678:9ABC",
      "ipv6 route 2001:db8:1::/48 Null0 250",
      "ipv6 route 2001:db8:1::/48 Tunnel0",
      "ipv6 route 2001:db8:1::/48 Tunnel1",
    ].join("\n"),
  ]);
  const [oslo, bodo] = codes("Static routes", exampleOf("examples/ipv4-branches.json"));
  expect(oslo!.split("\n").filter((line) => line.includes("vrf"))).toEqual([
    "ip route vrf INTERNET1 203.0.113.1 255.255.255.255 GigabitEthernet0/0/0 198.51.100.9",
    "ip route vrf INTERNET2 203.0.113.2 255.255.255.255 GigabitEthernet0/0/1 203.0.113.17",
    "ip route vrf INTERNET1 203.0.113.2 255.255.255.255 GigabitEthernet0/0/0 198.51.100.9",
    "ip route vrf INTERNET2 203.0.113.1 255.255.255.255 GigabitEthernet0/0/1 203.0.113.17",
  ]);
  expect(bodo).not.toContain("ipv6");
});

test("of a deployment, the file is the one that it wrote", () => {
  const text = "hostname cat\nip route 10.1.0.0 255.255.255.0 Tunnel0\n pre-shared-key ********\n";
  expect(files(lab, withFile(text))).toEqual([text]);
  expect(codes("Static routes", lab, withFile(text))).toEqual(["ip route 10.1.0.0 255.255.255.0 Tunnel0"]);
  expect(textsOf(reportOf(lab, withFile(text)), "routers")).toEqual([
    "Each file is the one that the deployment wrote.",
  ]);
});

test("a file that is not there is what the config says, with the gateway's own addresses, and is named", () => {
  const deployment = deploymentOf(fleet(({ sites }) => sites.splice(3)));
  const deployed = { ...DEPLOYED, files: { berlin: { text: "hostname berlin\n" } } };
  const [amsterdam, berlin] = files(deployment, { deployed });
  expect(berlin).toBe("hostname berlin\n");
  expect(amsterdam).toBe(previewOf(deployment, deployment.sites[0]!, ["198.51.100.201", "198.51.100.202"]));
  expect(amsterdam).toContain("tunnel destination 198.51.100.201\n");
  expect(textsOf(reportOf(deployment, { deployed }), "routers")[0]).toBe(
    "Each file is the one that the deployment wrote. There is none of amsterdam, cairo: what stands here is what the config says.",
  );
});

test("where no file is there, each is what the config says", () => {
  expect(textsOf(reportOf(lab, { deployed: DEPLOYED }), "routers")).toEqual([
    "Each file is what the config says, with the gateway's addresses. What the deployment wrote is not known here.",
  ]);
});

test("a router that bears the name of what every object has is none of the files", () => {
  const deployment = deploymentOf(labConfig(({ sites }) => void (sites[0]!.name = "constructor")));
  expect(files(deployment, { deployed: DEPLOYED })).toEqual([
    previewOf(deployment, deployment.sites[0]!, DEPLOYED.gatewayAddresses),
  ]);
});

test("what changed since an earlier report stands before the file, by line", () => {
  const before = { made: "2026-04-01T08:15:00Z", text: "a\nb\nc\n" };
  const report = reportOf(lab, withFile("a\nB\nc\n", before));
  expect(codesOf(report, "routers").map(({ caption }) => caption)).toEqual([
    "Changes since the report of 2026-04-01 08:15 UTC; a changed key is not seen here",
    "Static routes",
    "Configuration, keys masked",
  ]);
  expect(codesOf(report, "routers")[0]!.text).toBe("  a\n- b\n+ B\n  c");
});

test("nothing is said of changes where no report had another file", () => {
  expect(JSON.stringify(blocksOf(reportOf(lab, withFile("a\n")), "routers"))).not.toMatch(/changed?s? since/i);
});

test("of one site alone: its router's file, and no other's", () => {
  const deployment = deploymentOf(fleet());
  const sites = deployment.sites.filter(({ name }) => name === "cairo");
  const files = { cairo: { text: "hostname cairo\n" }, berlin: { text: "hostname berlin\n" } };
  const report = reportOf(deployment, { sites, deployed: { ...DEPLOYED, files } });
  expect(codesOf(report, "routers").map(({ text }) => text)).toEqual(["", "hostname cairo\n"]);
  expect(JSON.stringify(report)).not.toContain("berlin");
});
