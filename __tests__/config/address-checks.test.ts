import { validate } from "../../config/validate";
import { deploymentOf, lab, type SimulatedConfig } from "../helpers/synth";

const PARIS = { name: "paris", network: { ipv4: "10.3.0.0/24", ipv6: "2001:db8:3::/48" } };

/** The problems of the lab with a second site. */
function problems(change: (config: SimulatedConfig) => void = () => {}): string[] {
  const result = validate(
    lab((config) => {
      config.sites.push(structuredClone(PARIS));
      change(config);
    }),
  );
  return "problems" in result ? result.problems.map(({ path, message }) => `${path.join(".")}: ${message}`) : [];
}

test("tunnel addresses may recur at another site", () => {
  expect(problems()).toEqual([]);
});

test("a tunnel's default address counts by its number, so that the files of two gateways go together", () => {
  const addresses = (tunnelBase: number) =>
    deploymentOf(lab(({ sites }) => (sites[0]!.catalyst = { tunnelBase }))).sites[0]!.tunnels.map(
      ({ name, address }) => `${name} ${address}`,
    );
  expect(addresses(0)).toEqual(["Tunnel0 172.16.0.1", "Tunnel1 172.16.0.2"]);
  expect(addresses(254)).toEqual(["Tunnel254 172.16.0.255", "Tunnel255 172.16.1.0"]);
  expect(addresses(65_533)).toEqual(["Tunnel65533 172.16.255.254", "Tunnel65534 172.16.255.255"]);
});

describe("fails when", () => {
  test("a site overlaps the gateway's network, and another site overlaps it", () => {
    const found = problems(({ sites }) => {
      sites[0]!.network = { ipv4: "10.1.0.0/23" };
      sites[1]!.network = { ipv4: "10.3.0.0/24", ipv6: "2001:db8:2::/48" };
    });
    expect(found).toEqual([
      "sites.0.network.ipv4: 10.1.0.0/23 overlaps 10.1.0.0/24 of the gateway's network; give prefixes that share no address",
      "sites.1.network.ipv6: 2001:db8:2::/48 overlaps 2001:db8:2::/48 of sites[0]; give prefixes that share no address",
    ]);
  });

  test("tunnel addresses are the same, or lie in a network", () => {
    const found = problems(({ sites }) => {
      sites[0]!.tunnelAddresses = ["172.16.0.1", "172.16.0.1"];
      sites[1]!.tunnelAddresses = ["10.2.0.200"];
    });
    expect(found).toEqual([
      "sites.0.tunnelAddresses.1: 172.16.0.1 is the address of another tunnel too; give each its own",
      "sites.1.tunnelAddresses.0: 10.2.0.200 lies in 10.2.0.0/24 of sites[0]; give one outside every network",
    ]);
  });

  test("a tunnel address is one that no interface can have", () => {
    expect(problems(({ sites }) => (sites[1]!.tunnelAddresses = ["169.254.0.1"]))).toEqual([
      "sites.1.tunnelAddresses.0: 169.254.0.1 cannot be the address of an interface; give a private one, such as 172.16.0.1",
    ]);
  });

  test("a tunnel has a number for which there is no default, and no address", () => {
    const numbered = (tunnelBase: number, tunnelAddresses: string[] = []) =>
      problems(({ sites }) => Object.assign(sites[1]!, { catalyst: { tunnelBase }, tunnelAddresses }));
    const missing = (tunnel: number) =>
      `sites.1.tunnelAddresses.${tunnel}: is missing; there is a default up to Tunnel65534, which has 172.16.255.255: give the tunnel an address, such as 10.255.255.1, or set a smaller tunnelBase`;
    expect(numbered(65_533)).toEqual([]);
    expect(numbered(65_534)).toEqual([missing(1)]);
    expect(numbered(65_535)).toEqual([missing(0), missing(1)]);
    expect(numbered(65_535, ["172.31.0.1", "172.31.0.2"])).toEqual([]);
  });
});
