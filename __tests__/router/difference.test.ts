import fc from "fast-check";
import type { ConfigFile } from "../../config/schema";
import { difference, type Difference } from "../../lib/router/difference";
import { TOPOLOGIES, type TopologyName } from "../../lib/model/topology";
import { FAR_ENDS, routerFile, routerFiles, type FarEnds } from "../helpers/router-files";
import { asShown, RouterModel } from "../helpers/router-model";

/** 100 in npm test; the soak asks for more. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 100);

const lab = (change?: (config: ConfigFile) => void, farEnds?: FarEnds) => routerFile("lab.json", change, farEnds);

const commandsOf = ({ steps }: Pick<Difference, "steps">) => steps.flatMap(({ commands }) => commands);

/** Routes that notes say stay. */
const leftRoutes = (notes: readonly string[]) =>
  notes.flatMap((note) => /^"(ip route .*)" stays/.exec(note)?.[1]?.toLowerCase() ?? []);

test("a router that has its file needs no step", () => {
  const file = lab();
  expect(difference(asShown(file), file)).toEqual({ steps: [], notes: [] });
});

test("another address of an instance takes its tunnel down alone, with a route to it before", () => {
  const file = lab(undefined, { ...FAR_ENDS, addresses: ["203.0.113.4", "203.0.113.9"] });
  expect(difference(asShown(lab()), file).steps).toEqual([
    {
      what: "add what no tunnel waits for",
      commands: ["ip route 203.0.113.9 255.255.255.255 GigabitEthernet3 10.2.0.65"],
    },
    {
      what: "change Tunnel1, which is down meanwhile",
      commands: [
        "interface Tunnel1",
        " shutdown",
        "no ip route 203.0.113.5 255.255.255.255 GigabitEthernet3 10.2.0.65",
        "crypto ikev2 keyring az-KEYRING2",
        " peer az-gw-instance1",
        "  address 203.0.113.9",
        "crypto ikev2 profile az-PROFILE2",
        " match identity remote address 203.0.113.9 255.255.255.255",
        " no match identity remote address 203.0.113.5 255.255.255.255",
        "interface Tunnel1",
        " tunnel destination 203.0.113.9",
        " no shutdown",
      ],
      tunnel: { name: "Tunnel1", destination: "203.0.113.9" },
    },
  ]);
});

const policies: fc.Arbitrary<NonNullable<ConfigFile["ipsecPolicy"]>> = fc.record(
  {
    ikeEncryption: fc.constantFrom("AES256", "GCMAES256"),
    ikeIntegrity: fc.constantFrom("SHA256", "SHA384"),
    dhGroup: fc.constantFrom("ECP256", "ECP384"),
    pfsGroup: fc.constantFrom("None", "ECP384", "PFSMM"),
    saLifetimeSeconds: fc.constantFrom(3600, 27000),
    saDataSizeKilobytes: fc.constantFrom(0, 4_608_000, 1_000_000),
  },
  { requiredKeys: [] },
);

const topologies = fc.constantFrom(...(Object.keys(TOPOLOGIES) as TopologyName[]));

const prefixes = fc.record({
  ipv4: fc.uniqueArray(fc.constantFrom("10.150.0.0/16", "10.151.0.0/16", "10.151.8.0/24", "10.152.0.0/24"), {
    minLength: 1,
    maxLength: 3,
  }),
  ipv6: fc.uniqueArray(fc.constantFrom("2001:db8:a0::/48", "2001:db8:a1::/48"), { maxLength: 2 }),
});

const wan = (number: number) =>
  fc
    .record({
      interface: fc.constant(`GigabitEthernet0/0/${number}`),
      publicAddress: fc.constantFrom(`198.51.100.${number}`, `198.51.101.${number}`),
      nat: fc.constantFrom("none" as const, "static" as const, "port" as const),
      keeps: fc.boolean(),
      nextHop: fc.constantFrom(undefined, "dhcp", `100.6${number}.0.1`),
      vrf: fc.constantFrom(undefined, `INTERNET${number}`),
    })
    .map(({ keeps, ...rest }) => ({
      ...rest,
      ...(rest.nat !== "none" && keeps && { privateAddress: `172.20.${number}.9` }),
    }));

const onPremises: fc.Arbitrary<ConfigFile> = fc
  .record({
    hub: prefixes,
    dual: fc.boolean(),
    wans: fc.oneof(fc.tuple(wan(1)), fc.tuple(wan(1), wan(2))),
    tunnelBase: fc.constantFrom(0, 1, 100),
    topology: fc.oneof(fc.constant(undefined), topologies),
    ipsecPolicy: policies,
    nextIpsecPolicy: fc.option(policies, { nil: undefined }),
  })
  .map(({ hub, dual, wans, tunnelBase, ...site }) => ({
    location: "uksouth",
    resourceGroup: "vpn",
    adminUsername: "azureadmin",
    gateway: {
      name: "gw",
      existing: { resourceGroup: "hub", virtualNetwork: "net", gateway: true },
      networks: hub,
    },
    sites: [
      {
        kind: "onPremises" as const,
        name: "oslo",
        networks: { ipv4: ["10.20.0.0/16"], ipv6: dual ? ["2001:db8:20::/48"] : [] },
        router: { wans, tunnelBase },
        ...site,
      },
    ],
  }));

const simulated: fc.Arbitrary<ConfigFile> = fc
  .record({ topology: topologies, ipsecPolicy: policies, tunnelBase: fc.constantFrom(0, 1, 7) })
  .map(({ tunnelBase, ...site }) => ({
    location: "uksouth",
    resourceGroup: "vpn",
    adminUsername: "azureadmin",
    gateway: { name: "gw" },
    sites: [{ name: "cat", catalyst: { tunnelBase }, ...site }],
  }));

const farEnds: fc.Arbitrary<FarEnds> = fc.record({
  addresses: fc.shuffledSubarray(["203.0.113.4", "203.0.113.5", "203.0.113.6"], { minLength: 2, maxLength: 2 }),
  keys: fc.tuple(fc.constantFrom("first-key-1", "first-key-2"), fc.constantFrom("second-key-1", "second-key-2")),
}) as unknown as fc.Arbitrary<FarEnds>;

const file = (config: fc.Arbitrary<ConfigFile>) =>
  fc
    .tuple(config, farEnds)
    .map(([one, ends]) => routerFiles(one, ends)?.[0])
    .filter((text) => text !== undefined);

const configs = [
  ["on premises", onPremises],
  ["in Azure", simulated],
] as const;

test.each(configs)(
  "a router %s that has its file needs no step, whatever the file",
  (_, config) => {
    fc.assert(
      fc.property(file(config), (text) => {
        expect(difference(asShown(text), text)).toMatchObject({ steps: [] });
        expect(difference(asShown(text, "", { encrypts: true }), text)).toMatchObject({ steps: [] });
      }),
      { numRuns: RUNS },
    );
  },
  600_000,
);

test.each(configs)(
  "a router %s comes from any file to any other, and its tunnels that stay are whole meanwhile",
  (_, config) => {
    fc.assert(
      fc.property(file(config), file(config), (before, after) => {
        const router = new RouterModel().apply(before.split("\n"));
        const target = new RouterModel().apply(after.split("\n"));
        const staying = router.tunnels.filter((name) => router.tunnel(name) === target.tunnel(name));
        const tunnels = staying.map((name) => router.tunnel(name));
        const changing = new Set([...router.tunnels, ...target.tunnels].filter((name) => !staying.includes(name)));
        const routes = router.routes.filter(
          (route) =>
            target.routes.includes(route) &&
            ![...changing].some((name) => route.split(" ").includes(name.toLowerCase())),
        );
        const { steps, notes } = difference(router.show(), after);
        const kept = leftRoutes(notes);
        for (const { commands } of steps) {
          router.apply(commands, () => {
            expect(staying.map((name) => router.tunnel(name))).toEqual(tunnels);
            expect(routes.filter((route) => !router.routes.includes(route))).toEqual([]);
          });
        }
        expect(router.own).toEqual([...target.own, ...kept].sort());
        expect(difference(router.show(), after)).toMatchObject({ steps: [] });
      }),
      { numRuns: RUNS },
    );
  },
  600_000,
);

test.each(configs)(
  "a router %s that was cut off after any command comes to the file all the same",
  (_, config) => {
    fc.assert(
      fc.property(file(config), file(config), fc.nat(200), (before, after, cut) => {
        const router = new RouterModel().apply(before.split("\n"));
        const { steps, notes } = difference(router.show(), after);
        const kept = leftRoutes(notes);
        const commands = commandsOf({ steps });
        router.apply(commands.slice(0, cut % (commands.length + 1)));
        router.apply(commandsOf(difference(router.show(), after)));
        expect(router.own).toEqual([...new RouterModel().apply(after.split("\n")).own, ...kept].sort());
      }),
      { numRuns: RUNS },
    );
  },
  600_000,
);
