import fc from "fast-check";
import { validate } from "../config/validate";
import type { ConfigFile } from "../config/schema";
import { readTemplate, render } from "../lib/catalyst/render";
import { catalystView } from "../lib/catalyst/view";
import { shapeOf } from "../lib/model/topology";
import { readRouterConfig } from "../lib/router/reader";
import { premisesConfig, type PremisesSite } from "./helpers/random-premises-config";
import { resourcesOf, synthesize } from "./helpers/synth";

/** 300 in npm test; the soak asks for more. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 300);

const GATEWAY = ["192.0.2.4", "192.0.2.5"] as const;

test("a router on premises is told what its config says of it, and Azure the same", () => {
  let synthesized = 0;
  const check = (file: ConfigFile) => {
    const result = validate(file);
    if ("problems" in result) {
      for (const { message } of result.problems) expect(message).not.toMatch(/undefined|\[object |NaN/);
      return;
    }
    synthesized++;
    const { gateway: hub, sites, config } = result.deployment;
    const gateway = synthesize(file)["vpn-gateway"]!;
    const farEnds = resourcesOf(gateway, "azurerm_local_network_gateway");
    for (const [i, given] of (file.sites as PremisesSite[]).entries()) {
      const decided = sites[i]!;
      const { wans, tunnelBase } = given.router;
      const text = render(
        readTemplate("catalyst-tunnels.ios"),
        catalystView({
          site: decided,
          ...{ config, gatewayName: hub.name, gatewayNetwork: hub.network },
          farEnd: ({ instance, connection }) => ({ gatewayAddress: GATEWAY[instance], sharedKey: `key${connection}` }),
        }),
      );
      const router = readRouterConfig(text);
      const dual = given.networks.ipv6!.length > 0;
      const shape = shapeOf(given.topology ?? (wans.length === 1 ? "single" : "article"));
      // What is said of each tunnel follows from its WAN alone.
      const expected = shape.tunnels.map(({ connection, instance }, number) => {
        const own = wans[connection]!;
        const address = own.nat === "none" ? own.publicAddress : own.privateAddress;
        return { own, instance, connection, source: address ?? own.interface, name: `Tunnel${tunnelBase! + number}` };
      });
      expect(router.tunnels).toMatchObject(
        expected.map(({ own, instance, source, name }) => ({
          name,
          source,
          destination: GATEWAY[instance],
          mode: dual ? "ipsec dual-overlay" : "ipsec ipv4",
          ...(own.vrf && { vrf: own.vrf }),
        })),
      );
      expect(router.profiles).toMatchObject(
        expected.map(({ own, instance, source }) => ({
          local: source,
          remoteAddress: GATEWAY[instance],
          ...(own.vrf && { vrf: own.vrf }),
        })),
      );
      expect(router.profiles.map(({ identity }) => identity)).toEqual(
        expected.map(({ own }) => (own.nat === "none" ? undefined : own.publicAddress)),
      );
      expect(router.profiles.map(({ natKeepaliveSeconds: seconds }) => seconds)).toEqual(
        expected.map(({ own }) => (own.nat === "port" ? 20 : undefined)),
      );
      expect(router.keyrings.map(({ sharedKey }) => sharedKey)).toEqual(
        expected.map(({ connection }) => `key${connection}`),
      );
      // Every prefix of the hub by every tunnel, discarded while there is none; the gateway by the next hops.
      const far = (list: readonly { readonly cidr: string }[]) =>
        list.flatMap(({ cidr }) => [`${cidr} Null0 250`, ...expected.map(({ name }) => `${cidr} ${name}`)]);
      const hosts = expected.flatMap(({ own, instance }) =>
        own.nextHop === undefined
          ? []
          : [[own.vrf, `${GATEWAY[instance]}/32`, own.interface, own.nextHop].filter(Boolean).join(" ")],
      );
      const routes = (list: typeof router.ipv4Routes) =>
        list.map(({ vrf, prefix, via, nextHop, distance }) =>
          [vrf, prefix, via, nextHop, distance].filter(Boolean).join(" "),
        );
      expect(routes(router.ipv4Routes)).toEqual([...far(hub.network.ipv4), ...hosts]);
      expect(routes(router.ipv6Routes)).toEqual(dual ? far(hub.network.ipv6) : []);
      // Azure's side: one far end for each WAN, with everything that is behind it.
      const ofSite = farEnds.filter(({ name }) => String(name).includes(`-${given.name}-`));
      expect(ofSite).toHaveLength(wans.length);
      for (const one of ofSite) {
        expect(one.address_space).toEqual([...given.networks.ipv4, ...given.networks.ipv6!]);
      }
      expect(ofSite.map((one) => one.gateway_address ?? one.gateway_fqdn).sort()).toEqual(
        wans.map(({ publicAddress, fqdn }) => publicAddress ?? fqdn).sort(),
      );
    }
  };
  fc.assert(fc.property(premisesConfig, check), { numRuns: RUNS });
  expect(synthesized).toBeGreaterThan(RUNS / 20);
  expect(synthesized).toBeLessThan(RUNS);
});
