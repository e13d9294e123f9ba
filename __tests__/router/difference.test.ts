import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { ConfigFile } from "../../config/schema";
import { difference, type Difference } from "../../lib/router/difference";
import { CONFIGS, randomFile } from "../helpers/random-router-files";
import { FAR_ENDS, routerFile, type FarEnds } from "../helpers/router-files";
import { asShown, RouterModel } from "../helpers/router-model";

/** 50 in npm test; the soak asks for more. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 50);

const lab = (change?: (config: ConfigFile) => void, farEnds?: FarEnds) => routerFile("lab.json", change, farEnds);

const commandsOf = ({ steps }: Pick<Difference, "steps">) => steps.flatMap(({ commands }) => commands);

/** Routes that notes say stay. */
const leftRoutes = (notes: readonly string[]) =>
  notes.flatMap((note) => /^"(ip route .*)" stays/.exec(note)?.[1]?.toLowerCase() ?? []);

test("a router that has its file needs no step", () => {
  const file = lab();
  expect(difference(asShown(file), file)).toEqual({ steps: [], needs: [], notes: [], unseenKeys: [] });
});

test("another address of an instance takes its tunnel down alone, with a route to it before", () => {
  const file = lab(undefined, { ...FAR_ENDS, addresses: ["203.0.113.4", "203.0.113.9"] });
  expect(difference(asShown(lab()), file).steps).toEqual([
    {
      what: "add what takes no tunnel down",
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

/** Steps as an engineer checks them: what each does, and its commands below. */
const listing = (...args: Parameters<typeof difference>): string =>
  difference(...args)
    .steps.map(({ what, commands, tunnel }) =>
      [`# ${what}${tunnel ? `; then ${Object.values(tunnel).join(" ")} is up` : ""}`, ...commands, ""].join("\n"),
    )
    .join("");

const oslo = readFileSync(join(__dirname, "../fixtures/running/oslo.txt"), "utf8");

type OnPremises = Extract<ConfigFile["sites"][number], { kind: "onPremises" }>;
const providers = (change: (site: OnPremises) => void = () => {}, farEnds?: FarEnds) =>
  routerFile("examples/two-providers.json", ({ sites }) => change(sites[0] as OnPremises), farEnds);

/** A text with lines in the place of others. */
const changed = (lines: string, ...changes: readonly (readonly [string | RegExp, string])[]) =>
  changes.reduce((text, [found, replacement]) => {
    expect(text).toMatch(found);
    return text.replace(found, replacement);
  }, lines);

test("a router with much else on it needs no step for its file, and nothing of it is named", () => {
  expect(difference(oslo, providers())).toEqual({ steps: [], needs: [], notes: [], unseenKeys: [] });
});

describe("golden lists of commands", () => {
  test("another policy", () => {
    const file = providers((site) => {
      site.ipsecPolicy = {
        ikeEncryption: "AES256",
        dhGroup: "ECP384",
        ipsecEncryption: "AES256",
        ipsecIntegrity: "SHA256",
      };
    });
    expect(listing(oslo, file)).toMatchInlineSnapshot(`
     "# add what takes no tunnel down
     crypto ikev2 proposal az-PROPOSAL-aes-cbc-256-sha384-group20
      encryption aes-cbc-256
      integrity sha384
      prf sha384
      group 20
     crypto ikev2 policy az-POLICY
      proposal az-PROPOSAL-aes-cbc-256-sha384-group20
     crypto ipsec transform-set az-TRANSFORMSET-esp-aes-256-esp-sha256-hmac esp-aes 256 esp-sha256-hmac
      mode tunnel
     # change Tunnel0, which is down meanwhile; then Tunnel0 203.0.113.4 is up
     interface Tunnel0
      shutdown
     crypto ipsec profile az-IPSEC-PROFILE1
      set transform-set az-TRANSFORMSET-esp-aes-256-esp-sha256-hmac
     interface Tunnel0
      no shutdown
     # change Tunnel1, which is down meanwhile; then Tunnel1 203.0.113.5 is up
     interface Tunnel1
      shutdown
     crypto ipsec profile az-IPSEC-PROFILE2
      set transform-set az-TRANSFORMSET-esp-aes-256-esp-sha256-hmac
     interface Tunnel1
      no shutdown
     # remove what the file no longer has
     no crypto ipsec transform-set az-TRANSFORMSET-esp-gcm-256
     crypto ikev2 policy az-POLICY
      no proposal az-PROPOSAL-aes-gcm-256-sha384-group14
     no crypto ikev2 proposal az-PROPOSAL-aes-gcm-256-sha384-group14
     "
    `);
  });

  test("a policy that is to come is accepted beside the present one, and a router whose policy it becomes drops the other", () => {
    const next = { dhGroup: "ECP384" } as const;
    const both = providers((site) => (site.nextIpsecPolicy = next));
    expect(listing(oslo, both)).toMatchInlineSnapshot(`
     "# add what takes no tunnel down
     crypto ikev2 proposal az-PROPOSAL-aes-gcm-256-sha384-group20
      encryption aes-gcm-256
      prf sha384
      group 20
     crypto ikev2 policy az-POLICY
      proposal az-PROPOSAL-aes-gcm-256-sha384-group20
     "
    `);
    const after = providers((site) => (site.ipsecPolicy = next));
    expect(listing(asShown(both), after)).toMatchInlineSnapshot(`
     "# remove what the file no longer has
     crypto ikev2 policy az-POLICY
      no proposal az-PROPOSAL-aes-gcm-256-sha384-group14
     no crypto ikev2 proposal az-PROPOSAL-aes-gcm-256-sha384-group14
     "
    `);
  });

  test("another key of one connection", () => {
    const file = providers(undefined, { ...FAR_ENDS, keys: [FAR_ENDS.keys[0], "key-of-connection-2b"] });
    expect(listing(oslo, file)).toMatchInlineSnapshot(`
     "# change Tunnel1, which is down meanwhile; then Tunnel1 203.0.113.5 is up
     interface Tunnel1
      shutdown
     crypto ikev2 keyring az-KEYRING2
      peer az-gw-instance1
       pre-shared-key key-of-connection-2b
     interface Tunnel1
      no shutdown
     "
    `);
  });

  test("other prefixes of the far side", () => {
    const far = (networks: { ipv4: string[]; ipv6: string[] }) =>
      routerFile("examples/existing-hub.json", ({ gateway }) => (gateway.networks = networks));
    const before = far({ ipv4: ["10.1.0.0/24", "10.3.0.0/16"], ipv6: ["2001:db8:1::/48"] });
    const after = far({ ipv4: ["10.0.0.0/14"], ipv6: ["2001:db8:1::/48", "2001:db8:3::/48"] });
    expect(listing(asShown(before), after)).toMatchInlineSnapshot(`
     "# add what takes no tunnel down
     ip route 10.0.0.0 255.252.0.0 Null0 250
     ip route 10.0.0.0 255.252.0.0 Tunnel100
     ip route 10.0.0.0 255.252.0.0 Tunnel101
     ipv6 route 2001:db8:3::/48 Null0 250
     ipv6 route 2001:db8:3::/48 Tunnel100
     ipv6 route 2001:db8:3::/48 Tunnel101
     # remove what the file no longer has
     no ip route 10.1.0.0 255.255.255.0 Null0 250
     no ip route 10.3.0.0 255.255.0.0 Null0 250
     no ip route 10.1.0.0 255.255.255.0 Tunnel100
     no ip route 10.1.0.0 255.255.255.0 Tunnel101
     no ip route 10.3.0.0 255.255.0.0 Tunnel100
     no ip route 10.3.0.0 255.255.0.0 Tunnel101
     "
    `);
  });

  test("more tunnels, from one WAN to two in VRFs, and back", () => {
    const wans = (count: number) =>
      routerFile("examples/two-providers.json", ({ sites }) => {
        const site = sites[0] as OnPremises;
        Object.assign(site, { topology: count === 1 ? "single" : "mesh" });
        site.router.wans = [1, 2].slice(0, count).map((n) => ({
          ...{ interface: `GigabitEthernet0/0/${n}`, publicAddress: `198.51.100.${n}`, vrf: `INTERNET${n}` },
        })) as typeof site.router.wans;
      });
    const [one, two] = [wans(1), wans(2)];
    expect(listing(asShown(one), two)).toMatchInlineSnapshot(`
     "# add what takes no tunnel down
     crypto ikev2 policy az-POLICY
      match address local 198.51.100.2
     # add Tunnel3
     crypto ikev2 keyring az-KEYRING4
      peer az-gw-instance0
       address 203.0.113.4
       pre-shared-key key-of-connection-2
     crypto ikev2 profile az-PROFILE4
      match fvrf INTERNET2
      match address local 198.51.100.2
      match identity remote address 203.0.113.4 255.255.255.255
      authentication remote pre-share
      authentication local pre-share
      keyring local az-KEYRING4
      lifetime 27360
      dpd 10 2 periodic
     crypto ipsec profile az-IPSEC-PROFILE4
      set transform-set az-TRANSFORMSET-esp-gcm-256
      set security-association lifetime seconds 25650
      set security-association lifetime kilobytes disable
      set security-association replay window-size 1024
      no set pfs
      set ikev2-profile az-PROFILE4
     interface Tunnel3
      description conn2-to-oslo to instance 0 of gw
      ip address 172.16.0.4 255.255.255.255
      ipv6 enable
      ip mtu 1400
      ipv6 mtu 1400
      ip tcp adjust-mss 1350
      ipv6 tcp adjust-mss 1330
      tunnel source 198.51.100.2
      tunnel mode ipsec dual-overlay
      tunnel destination 203.0.113.4
      tunnel vrf INTERNET2
      tunnel protection ipsec profile az-IPSEC-PROFILE4
     ip route 10.1.0.0 255.255.255.0 Tunnel3
     ipv6 route 2001:db8:1::/48 Tunnel3
     # change Tunnel1, which is down meanwhile; then Tunnel1 203.0.113.5 INTERNET2 is up
     interface Tunnel1
      shutdown
     crypto ikev2 keyring az-KEYRING2
      peer az-gw-instance1
       pre-shared-key key-of-connection-2
     crypto ikev2 profile az-PROFILE2
      no match address local 198.51.100.1
      match fvrf INTERNET2
      match address local 198.51.100.2
     interface Tunnel1
      description conn2-to-oslo to instance 1 of gw
      tunnel source 198.51.100.2
      tunnel vrf INTERNET2
      no shutdown
     # add Tunnel2
     crypto ikev2 keyring az-KEYRING3
      peer az-gw-instance1
       address 203.0.113.5
       pre-shared-key key-of-connection-1
     crypto ikev2 profile az-PROFILE3
      match fvrf INTERNET1
      match address local 198.51.100.1
      match identity remote address 203.0.113.5 255.255.255.255
      authentication remote pre-share
      authentication local pre-share
      keyring local az-KEYRING3
      lifetime 27360
      dpd 10 2 periodic
     crypto ipsec profile az-IPSEC-PROFILE3
      set transform-set az-TRANSFORMSET-esp-gcm-256
      set security-association lifetime seconds 25650
      set security-association lifetime kilobytes disable
      set security-association replay window-size 1024
      no set pfs
      set ikev2-profile az-PROFILE3
     interface Tunnel2
      description conn1-to-oslo to instance 1 of gw
      ip address 172.16.0.3 255.255.255.255
      ipv6 enable
      ip mtu 1400
      ipv6 mtu 1400
      ip tcp adjust-mss 1350
      ipv6 tcp adjust-mss 1330
      tunnel source 198.51.100.1
      tunnel mode ipsec dual-overlay
      tunnel destination 203.0.113.5
      tunnel vrf INTERNET1
      tunnel protection ipsec profile az-IPSEC-PROFILE3
     ip route 10.1.0.0 255.255.255.0 Tunnel2
     ipv6 route 2001:db8:1::/48 Tunnel2
     "
    `);
    expect(listing(asShown(two), one)).toMatchInlineSnapshot(`
     "# remove Tunnel2, which is in the way of another tunnel
     no ip route 10.1.0.0 255.255.255.0 Tunnel2
     no ipv6 route 2001:DB8:1::/48 Tunnel2
     no interface Tunnel2
     no crypto ipsec profile az-IPSEC-PROFILE3
     no crypto ikev2 profile az-PROFILE3
     no crypto ikev2 keyring az-KEYRING3
     # change Tunnel1, which is down meanwhile; then Tunnel1 203.0.113.5 INTERNET1 is up
     interface Tunnel1
      shutdown
     crypto ikev2 keyring az-KEYRING2
      peer az-gw-instance1
       pre-shared-key key-of-connection-1
     crypto ikev2 profile az-PROFILE2
      no match address local 198.51.100.2
      match fvrf INTERNET1
      match address local 198.51.100.1
     interface Tunnel1
      description conn1-to-oslo to instance 1 of gw
      tunnel source 198.51.100.1
      tunnel vrf INTERNET1
      no shutdown
     # remove what the file no longer has
     no ip route 10.1.0.0 255.255.255.0 Tunnel3
     no ipv6 route 2001:DB8:1::/48 Tunnel3
     no interface Tunnel3
     no crypto ipsec profile az-IPSEC-PROFILE4
     no crypto ikev2 profile az-PROFILE4
     no crypto ikev2 keyring az-KEYRING4
     crypto ikev2 policy az-POLICY
      no match address local 198.51.100.2
     "
    `);
  });

  test("other numbers of the tunnels", () => {
    const file = providers((site) => (site.router.tunnelBase = 1));
    expect(listing(oslo, file)).toMatchInlineSnapshot(`
     "# remove Tunnel1, which is in the way of another tunnel
     no ip route 10.1.0.0 255.255.255.0 Tunnel1
     no ipv6 route 2001:db8:1::/48 Tunnel1
     no interface Tunnel1
     no crypto ipsec profile az-IPSEC-PROFILE2
     no crypto ikev2 profile az-PROFILE2
     no crypto ikev2 keyring az-KEYRING2
     # add Tunnel2; then Tunnel2 203.0.113.5 is up
     crypto ikev2 keyring az-KEYRING2
      peer az-gw-instance1
       address 203.0.113.5
       pre-shared-key key-of-connection-2
     crypto ikev2 profile az-PROFILE2
      match address local 10.0.0.2
      match identity remote address 203.0.113.5 255.255.255.255
      identity local address 203.0.113.20
      authentication remote pre-share
      authentication local pre-share
      keyring local az-KEYRING2
      lifetime 27360
      dpd 10 2 periodic
     crypto ipsec profile az-IPSEC-PROFILE2
      set transform-set az-TRANSFORMSET-esp-gcm-256
      set security-association lifetime seconds 25650
      set security-association lifetime kilobytes disable
      set security-association replay window-size 1024
      no set pfs
      set ikev2-profile az-PROFILE2
     interface Tunnel2
      description conn2-to-oslo to instance 1 of gw
      ip address 172.16.0.3 255.255.255.255
      ipv6 enable
      ip mtu 1400
      ipv6 mtu 1400
      ip tcp adjust-mss 1350
      ipv6 tcp adjust-mss 1330
      tunnel source 10.0.0.2
      tunnel mode ipsec dual-overlay
      tunnel destination 203.0.113.5
      tunnel protection ipsec profile az-IPSEC-PROFILE2
     ip route 10.1.0.0 255.255.255.0 Tunnel2
     ipv6 route 2001:db8:1::/48 Tunnel2
     # remove Tunnel0, which is in the way of another tunnel
     no ip route 10.1.0.0 255.255.255.0 Tunnel0
     no ipv6 route 2001:DB8:1::/48 Tunnel0
     no interface Tunnel0
     no crypto ipsec profile az-IPSEC-PROFILE1
     no crypto ikev2 profile az-PROFILE1
     no crypto ikev2 keyring az-KEYRING1
     # add Tunnel1; then Tunnel1 203.0.113.4 is up
     crypto ikev2 keyring az-KEYRING1
      peer az-gw-instance0
       address 203.0.113.4
       pre-shared-key key-of-connection-1
     crypto ikev2 profile az-PROFILE1
      match address local 198.51.100.10
      match identity remote address 203.0.113.4 255.255.255.255
      authentication remote pre-share
      authentication local pre-share
      keyring local az-KEYRING1
      lifetime 27360
      dpd 10 2 periodic
     crypto ipsec profile az-IPSEC-PROFILE1
      set transform-set az-TRANSFORMSET-esp-gcm-256
      set security-association lifetime seconds 25650
      set security-association lifetime kilobytes disable
      set security-association replay window-size 1024
      no set pfs
      set ikev2-profile az-PROFILE1
     interface Tunnel1
      description conn1-to-oslo to instance 0 of gw
      ip address 172.16.0.2 255.255.255.255
      ipv6 enable
      ip mtu 1400
      ipv6 mtu 1400
      ip tcp adjust-mss 1350
      ipv6 tcp adjust-mss 1330
      tunnel source 198.51.100.10
      tunnel mode ipsec dual-overlay
      tunnel destination 203.0.113.4
      tunnel protection ipsec profile az-IPSEC-PROFILE1
     ip route 10.1.0.0 255.255.255.0 Tunnel1
     ipv6 route 2001:db8:1::/48 Tunnel1
     "
    `);
  });

  test("the addresses of the instances change places on one WAN", () => {
    const single = (addresses: FarEnds["addresses"]) =>
      routerFile("examples/behind-a-firewall.json", undefined, { ...FAR_ENDS, addresses });
    const [first, second] = FAR_ENDS.addresses;
    expect(listing(asShown(single([first, second])), single([second, first]))).toMatchInlineSnapshot(`
     "# remove Tunnel1, which is in the way of another tunnel
     no ip route 10.1.0.0 255.255.255.0 Tunnel1
     no ipv6 route 2001:db8:1::/48 Tunnel1
     no interface Tunnel1
     no crypto ipsec profile az-IPSEC-PROFILE2
     no crypto ikev2 profile az-PROFILE2
     no crypto ikev2 keyring az-KEYRING2
     # change Tunnel0, which is down meanwhile; then Tunnel0 203.0.113.5 is up
     interface Tunnel0
      shutdown
     crypto ikev2 keyring az-KEYRING1
      peer az-gw-instance0
       address 203.0.113.5
     crypto ikev2 profile az-PROFILE1
      match identity remote address 203.0.113.5 255.255.255.255
      no match identity remote address 203.0.113.4 255.255.255.255
     interface Tunnel0
      tunnel destination 203.0.113.5
      no shutdown
     # add Tunnel1; then Tunnel1 203.0.113.4 is up
     crypto ikev2 keyring az-KEYRING2
      peer az-gw-instance1
       address 203.0.113.4
       pre-shared-key key-of-connection-1
     crypto ikev2 profile az-PROFILE2
      match address local interface GigabitEthernet0/0/0
      match identity remote address 203.0.113.4 255.255.255.255
      identity local address 198.51.100.30
      authentication remote pre-share
      authentication local pre-share
      keyring local az-KEYRING2
      lifetime 27360
      dpd 10 2 periodic
      nat keepalive 20
     crypto ipsec profile az-IPSEC-PROFILE2
      set transform-set az-TRANSFORMSET-esp-gcm-256
      set security-association lifetime seconds 25650
      set security-association lifetime kilobytes disable
      set security-association replay window-size 1024
      no set pfs
      set ikev2-profile az-PROFILE2
     interface Tunnel1
      description conn1-to-bergen to instance 1 of gw
      ip address 172.16.0.2 255.255.255.255
      ipv6 enable
      ip mtu 1400
      ipv6 mtu 1400
      ip tcp adjust-mss 1350
      ipv6 tcp adjust-mss 1330
      tunnel source GigabitEthernet0/0/0
      tunnel mode ipsec dual-overlay
      tunnel destination 203.0.113.4
      tunnel protection ipsec profile az-IPSEC-PROFILE2
     ip route 10.1.0.0 255.255.255.0 Tunnel1
     ipv6 route 2001:db8:1::/48 Tunnel1
     "
    `);
  });

  test("from IPv4 alone to both families", () => {
    const file = (ipv6: string[]) => providers((site) => (site.networks = { ipv4: ["10.20.0.0/16"], ipv6 }));
    expect(listing(asShown(file([])), file(["2001:db8:20::/48"]))).toMatchInlineSnapshot(`
     "# add what takes no tunnel down
     ipv6 route 2001:db8:1::/48 Null0 250
     # change Tunnel0, which is down meanwhile; then Tunnel0 203.0.113.4 is up
     interface Tunnel0
      shutdown
      ipv6 enable
      ipv6 mtu 1400
      ipv6 tcp adjust-mss 1330
      no tunnel protection ipsec profile az-IPSEC-PROFILE1
      tunnel mode ipsec dual-overlay
      tunnel protection ipsec profile az-IPSEC-PROFILE1
      no shutdown
     ipv6 route 2001:db8:1::/48 Tunnel0
     # change Tunnel1, which is down meanwhile; then Tunnel1 203.0.113.5 is up
     interface Tunnel1
      shutdown
      ipv6 enable
      ipv6 mtu 1400
      ipv6 tcp adjust-mss 1330
      no tunnel protection ipsec profile az-IPSEC-PROFILE2
      tunnel mode ipsec dual-overlay
      tunnel protection ipsec profile az-IPSEC-PROFILE2
      no shutdown
     ipv6 route 2001:db8:1::/48 Tunnel1
     "
    `);
  });

  test("a router that has nothing of it yet", () => {
    const bare = oslo.slice(0, oslo.indexOf("crypto ikev2 proposal BRANCH")) + oslo.slice(oslo.indexOf("line con 0"));
    const { steps } = difference(bare, providers());
    expect(steps.map(({ what, tunnel }) => [what, tunnel])).toEqual([
      ["add what takes no tunnel down", undefined],
      ["add Tunnel0", undefined],
      ["add Tunnel1", undefined],
    ]);
    const router = new RouterModel().apply(commandsOf({ steps }));
    expect(router.own).toEqual(new RouterModel().apply(providers().split("\n")).own);
  });
});

describe("rules", () => {
  test("a tunnel that is shut is started", () => {
    expect(listing(changed(oslo, [" ip mtu 1400\n", " shutdown\n ip mtu 1400\n"]), providers())).toBe(
      "# change Tunnel0, which is shut, and start it; then Tunnel0 203.0.113.4 is up\ninterface Tunnel0\n no shutdown\n",
    );
  });

  test("a description and the sizes of packets change while the tunnel is up", () => {
    const shown = changed(
      oslo,
      ["conn1-to-oslo", "old"],
      [" ip mtu 1400\n", ""],
      ["adjust-mss 1330", "adjust-mss 1300"],
    );
    expect(listing(shown, providers())).toBe(
      [
        "# change Tunnel0 while it is up",
        "interface Tunnel0",
        " description conn1-to-oslo to instance 0 of gw",
        " ip mtu 1400",
        " ipv6 tcp adjust-mss 1330",
        "",
      ].join("\n"),
    );
  });

  test("a key that the router shows encrypted is taken for the file's, unless keys are to be sent anew", () => {
    const shown = changed(
      oslo,
      ["pre-shared-key key-of-connection-1", "pre-shared-key 6 ABC"],
      ["pre-shared-key key-of-connection-2", "pre-shared-key 6 ABC"],
    );
    expect(difference(shown, providers())).toEqual({
      steps: [],
      needs: [],
      notes: [
        "the router shows the keys of az-KEYRING1, az-KEYRING2 encrypted, so that another key of the same version is " +
          "not seen; --keys sends them anew, and takes their tunnels down one after the other",
      ],
      unseenKeys: ["az-KEYRING1", "az-KEYRING2"],
    });
    const { steps, notes } = difference(shown, providers(), { resendKeys: true });
    expect(notes).toEqual([]);
    expect(steps.map(({ what }) => what)).toEqual([
      "change Tunnel0, which is down meanwhile",
      "change Tunnel1, which is down meanwhile",
    ]);
    expect(steps[0]!.commands).toEqual([
      "interface Tunnel0",
      " shutdown",
      "crypto ikev2 keyring az-KEYRING1",
      " peer az-gw-instance0",
      "  pre-shared-key key-of-connection-1",
      "interface Tunnel0",
      " no shutdown",
    ]);
  });

  test("another version of a key is sent where the router shows no key, to the keyrings of that connection alone", () => {
    const versions = (first: number, second: number) =>
      providers((site) => {
        site.topology = "mesh";
        site.router.wans.forEach((wan, i) => (wan.vrf = `INTERNET${i + 1}`));
        site.connections = [{ keyVersion: first }, { keyVersion: second }];
      });
    const shown = (text: string) =>
      asShown(text, "vrf definition INTERNET1\nvrf definition INTERNET2", { encrypts: true });
    const sent = (from: string, to: string) => {
      const { steps, unseenKeys } = difference(shown(from), to);
      return [commandsOf({ steps }).filter((line) => /^crypto|^ {2}/.test(line)), unseenKeys];
    };
    const key = (number: number, instance: number, ...lines: string[]) => [
      `crypto ikev2 keyring az-KEYRING${number}`,
      ...lines.map((line) => `  ${line}`),
      `  pre-shared-key key-of-connection-${(number - 1) % 2 === 0 ? 1 : 2}`,
    ];
    expect(sent(versions(1, 1), versions(1, 2))).toEqual([
      [...key(2, 1, "description key version 2"), ...key(4, 0, "description key version 2")],
      ["az-KEYRING1", "az-KEYRING3"],
    ]);
    expect(sent(versions(3, 2), versions(1, 2))).toEqual([
      [...key(1, 0, "no description key version 3"), ...key(3, 1, "no description key version 3")],
      ["az-KEYRING2", "az-KEYRING4"],
    ]);
    expect(difference(shown(versions(3, 2)), versions(3, 2)).steps).toEqual([]);
  });

  test("another peer of a keyring comes after the one before it has gone", () => {
    expect(listing(changed(oslo, ["peer az-gw-instance1", "peer other"]), providers())).toContain(
      "crypto ikev2 keyring az-KEYRING2\n no peer other\n peer az-gw-instance1\n  address 203.0.113.5\n" +
        "  pre-shared-key key-of-connection-2\n",
    );
  });

  test("what was changed by hand is as the file says again", () => {
    const shown = changed(
      oslo,
      [" lifetime 27360\n dpd 10 2 periodic\n", " dpd 30 5 on-demand\n nat keepalive 10\n"],
      [" set ikev2-profile az-PROFILE1\n", " set pfs group14\n set ikev2-profile az-PROFILE1\n"],
    );
    expect(listing(shown, providers())).toBe(
      [
        "# change Tunnel0, which is down meanwhile; then Tunnel0 203.0.113.4 is up",
        "interface Tunnel0",
        " shutdown",
        "crypto ikev2 profile az-PROFILE1",
        " no nat keepalive 10",
        " lifetime 27360",
        " dpd 10 2 periodic",
        "crypto ipsec profile az-IPSEC-PROFILE1",
        " no set pfs group14",
        "interface Tunnel0",
        " no shutdown",
        "",
      ].join("\n"),
    );
  });

  test("proposals of another order go and come again, and the policy always has one", () => {
    const both = providers((site) => (site.nextIpsecPolicy = { dhGroup: "ECP384" }));
    const [first, second] = ["14", "20"].map((group) => ` proposal az-PROPOSAL-aes-gcm-256-sha384-group${group}\n`);
    const shown = changed(asShown(both), [`${first}${second}`, `${second}${first}`]);
    expect(listing(shown, both)).toBe(
      `# add what takes no tunnel down\ncrypto ikev2 policy az-POLICY\n no${second}${second}`,
    );
  });

  test("an address that a policy is no longer for goes last, the one that it is for comes first", () => {
    const shown = changed(oslo, [
      " match address local 10.0.0.2\n proposal",
      " match address local 10.0.0.9\n proposal",
    ]);
    expect(listing(shown, providers())).toBe(
      [
        "# add what takes no tunnel down",
        "crypto ikev2 policy az-POLICY",
        " match address local 10.0.0.2",
        "# remove what the file no longer has",
        "crypto ikev2 policy az-POLICY",
        " no match address local 10.0.0.9",
        "",
      ].join("\n"),
    );
  });

  test("a route of another distance is written over, and of an operator's remark nothing is said", () => {
    const shown = changed(
      oslo,
      ["255.255.255.0 Tunnel0\n", "255.255.255.0 Tunnel0 5\n"],
      ["255.255.255.0 Tunnel1\n", "255.255.255.0 Tunnel1 name hub\n"],
    );
    expect(listing(shown, providers())).toBe(
      "# add what takes no tunnel down\nip route 10.1.0.0 255.255.255.0 Tunnel0\n",
    );
  });

  test("a route to the gateway goes where the file has another, and stays where the file leaves the way to the router", () => {
    const other = "ip route 203.0.113.4 255.255.255.255 192.0.2.1\n";
    const shown = changed(oslo, ["ip forward-protocol nd\n", other]);
    expect(listing(shown, providers())).toBe(`# remove what the file no longer has\nno ${other}`);
    const file = providers(({ router }) => router.wans.forEach((wan) => delete wan.nextHop));
    const { steps, needs, notes } = difference(changed(asShown(file), ["ip route", `${other}ip route`]), file);
    const text = 'the router has no "ipv6 unicast-routing", without which it forwards no IPv6';
    expect([steps, needs, notes[0]]).toEqual([[], [{ text, stops: "IPv6" }], text]);
    expect(notes.slice(1)).toEqual([`"${other.trim()}" stays: the file leaves the way to that address to the router`]);
  });

  test("the way to a former address of an instance goes with the identity that a copy of another file has left", () => {
    const shown = changed(
      asShown(lab()),
      [
        " match identity remote address 203.0.113.4 255.255.255.255",
        " match identity remote address 192.0.2.9 255.255.255.255 \n match identity remote address 203.0.113.4 255.255.255.255",
      ],
      ["\nip route ", "\nip route 192.0.2.9 255.255.255.255 GigabitEthernet2 10.2.0.33\nip route "],
    );
    expect(listing(shown, lab())).toBe(
      [
        "# change Tunnel0, which is down meanwhile; then Tunnel0 203.0.113.4 is up",
        "interface Tunnel0",
        " shutdown",
        "no ip route 192.0.2.9 255.255.255.255 GigabitEthernet2 10.2.0.33",
        "crypto ikev2 profile az-PROFILE1",
        " no match identity remote address 192.0.2.9 255.255.255.255",
        "interface Tunnel0",
        " no shutdown",
        "",
      ].join("\n"),
    );
  });

  test("an object that others use stays, with what it uses, and the note says who", () => {
    const more = "crypto map OLD 10 ipsec-isakmp \n set ikev2-profile az-PROFILE9\n!\n";
    const unused =
      "crypto ikev2 keyring az-KEYRING9\ncrypto ikev2 keyring az-KEYRING8\ncrypto ikev2 profile az-PROFILE9\n keyring local az-KEYRING9\n!\n";
    const shown = changed(oslo, ["interface Loopback0", `${unused}${more}interface Loopback0`]);
    const { steps, notes } = difference(shown, providers());
    expect(commandsOf({ steps })).toEqual(["no crypto ikev2 keyring az-KEYRING8"]);
    expect(notes).toEqual([
      '"crypto ikev2 profile az-PROFILE9" stays, since "crypto map OLD 10 ipsec-isakmp" uses it (line 160)',
      '"crypto ikev2 keyring az-KEYRING9" stays, since "crypto ikev2 profile az-PROFILE9" uses it (line 157)',
    ]);
  });

  test("an object that others use stays where its tunnel gives way to another", () => {
    const more = "crypto map OLD 10 ipsec-isakmp \n set ikev2-profile az-PROFILE2\n!\n";
    const shown = changed(oslo, ["interface Loopback0", `${more}interface Loopback0`]);
    const commands = commandsOf(
      difference(
        shown,
        providers(({ router }) => (router.tunnelBase = 1)),
      ),
    );
    expect(commands).toEqual(
      expect.arrayContaining(["no interface Tunnel1", "no crypto ipsec profile az-IPSEC-PROFILE2"]),
    );
    expect(commands).not.toContain("no crypto ikev2 profile az-PROFILE2");
    expect(commands).not.toContain("no crypto ikev2 keyring az-KEYRING2");
  });

  test("a route to the gateway goes with the last tunnel of its VRF that goes there", () => {
    const mesh = (addresses: FarEnds["addresses"]) =>
      providers(
        (site) => {
          site.topology = "mesh";
          site.router.wans.forEach((wan, i) => (wan.vrf = `INTERNET${i + 1}`));
        },
        { ...FAR_ENDS, addresses },
      );
    const { steps } = difference(asShown(mesh(["203.0.113.4", "203.0.113.5"])), mesh(["203.0.113.9", "203.0.113.5"]));
    const gone = (commands: readonly string[]) => commands.filter((line) => line.startsWith("no ip route"));
    expect(steps.map(({ what, commands }) => [what.slice(0, 14), gone(commands)])).toEqual([
      ["add what takes", []],
      ["change Tunnel0", ["no ip route vrf INTERNET1 203.0.113.4 255.255.255.255 GigabitEthernet0/0/0 198.51.100.9"]],
      ["change Tunnel3", ["no ip route vrf INTERNET2 203.0.113.4 255.255.255.255 GigabitEthernet0/0/1 10.0.0.1"]],
    ]);
    const single = (addresses: FarEnds["addresses"]) =>
      routerFile("examples/two-providers.json", ({ sites }) => (sites[0] as OnPremises).router.wans.pop(), {
        ...FAR_ENDS,
        addresses,
      });
    const shared = changed(asShown(single(["203.0.113.4", "203.0.113.5"])), [
      " tunnel destination 203.0.113.5",
      " tunnel destination 203.0.113.4",
    ]);
    const last = difference(
      shared.replace("tunnel source 198.51.100.10", "tunnel source 198.51.100.77"),
      single(["203.0.113.9", "203.0.113.5"]),
    );
    expect(last.steps.map(({ what, commands }) => [what.slice(0, 14), gone(commands)])).toEqual([
      ["add what takes", []],
      ["change Tunnel0", []],
      ["change Tunnel1", ["no ip route 203.0.113.4 255.255.255.255 GigabitEthernet0/0/0 198.51.100.9"]],
    ]);
  });

  test("tunnels of other numbers give way one by one, so that one is always up", () => {
    const numbered = (tunnelBase: number) => providers(({ router }) => (router.tunnelBase = tunnelBase));
    const what = (from: number, to: number) =>
      difference(asShown(numbered(from)), numbered(to)).steps.map((step) => [
        step.what.split(",")[0],
        step.tunnel?.name,
      ]);
    expect(what(0, 1)).toEqual([
      ["remove Tunnel1", undefined],
      ["add Tunnel2", "Tunnel2"],
      ["remove Tunnel0", undefined],
      ["add Tunnel1", "Tunnel1"],
    ]);
    expect(what(1, 0)).toEqual([
      ["remove Tunnel1", undefined],
      ["add Tunnel0", "Tunnel0"],
      ["remove Tunnel2", undefined],
      ["add Tunnel1", "Tunnel1"],
    ]);
    expect(what(0, 100)).toEqual([
      ["remove Tunnel0", undefined],
      ["add Tunnel100", "Tunnel100"],
      ["remove Tunnel1", undefined],
      ["add Tunnel101", "Tunnel101"],
    ]);
  });

  test("the throughput, time servers and IPv6 are added, and what else the router has of them stays", () => {
    const shown = changed(
      asShown(lab()),
      ["level MB 250\n", "level MB 10\n"],
      ["ipv6 unicast-routing\n", ""],
      ["ntp server time.windows.com", "ntp server 192.0.2.1"],
    );
    expect(listing(shown, lab())).toBe(
      "# add what takes no tunnel down\nplatform hardware throughput level MB 250\nntp server time.windows.com\nipv6 unicast-routing\n",
    );
    expect(difference(changed(asShown(lab()), [".windows.com", ".windows.com prefer"]), lab()).steps).toEqual([]);
  });

  test("interfaces and lines of the router are left, and what differs is said; the file needs what tunnels leave through", () => {
    const shown = changed(
      asShown(lab()),
      ["interface GigabitEthernet2\n", "interface GigabitEthernet2\n vrf forwarding X\n shutdown\n ip nat outside\n"],
      [" ipv6 nd autoconfig default-route\n", ""],
      ["line vty 0 4\n", "line vty 0 4\n exec-timeout 0 0\n"],
      [/interface GigabitEthernet3\n(?: .*\n)*/, ""],
    );
    const others = "other than the file; no step changes it, so do that before them";
    const needs = [
      `"interface GigabitEthernet2" on the router has "vrf forwarding X", "shutdown", ${others}. Another VRF takes the ` +
        "interface's addresses, and its tunnels down until the steps are through: type " +
        '"interface GigabitEthernet2", "no vrf forwarding X", "ip address dhcp", "ipv6 address dhcp", "ipv6 enable"',
      'the router has no "interface GigabitEthernet3", which the file has; no step makes it, so do that before them',
    ];
    expect(difference(shown, lab())).toMatchObject({
      steps: [],
      needs: needs.map((text) => ({ text, stops: "tunnels" })),
      notes: [
        `"interface GigabitEthernet1" on the router lacks "ipv6 nd autoconfig default-route", ${others}`,
        ...needs,
        `"line vty 0 4" on the router has "exec-timeout 0 0", ${others}`,
      ],
    });
  });

  test("VRFs of the file are made with their families, and never removed; one that is the router's is asked for", () => {
    const mesh = lab(({ sites }) => Object.assign(sites[0]!, { topology: "mesh" }));
    const shown = changed(asShown(mesh), [/vrf definition az-WAN2\n(?: .*\n)*/, "vrf definition az-WAN2\n rd 1:1\n"]);
    expect(listing(shown, mesh)).toBe(
      "# add what takes no tunnel down\nvrf definition az-WAN2\n address-family ipv4\n exit-address-family\n" +
        " address-family ipv6\n exit-address-family\n",
    );
    expect(listing(asShown(mesh), lab())).not.toContain("vrf definition");
    const file = providers(({ router }) => (router.wans[0]!.vrf = "INTERNET1"));
    const text = "the router has no VRF INTERNET1, which tunnels of the file leave through; make it before the steps";
    const { needs, notes } = difference(oslo, file);
    expect([needs, notes[0]]).toEqual([[{ text, stops: "tunnels" }], text]);
  });

  describe("since an IKEv2 policy knows no peer,", () => {
    const theirs =
      "crypto ikev2 policy BRANCH-POLICY \n match address local 198.51.100.11\n proposal BRANCH-PROPOSAL\n";
    const own = " proposal az-PROPOSAL-aes-gcm-256-sha384-group14\n";
    const withTheirs = [
      ` match address local 10.0.0.2\n${own}`,
      ` match address local 10.0.0.2\n${own} proposal BRANCH-PROPOSAL\n`,
    ] as const;
    const stays = expect.stringMatching(/^"crypto ikev2 policy az-POLICY" has "proposal \.\.\." .* stays$/) as string;
    const found = (...changes: (readonly [string, string])[]) => {
      const { steps, notes } = difference(changed(oslo, ...changes), providers());
      expect(steps).toEqual([]);
      return notes;
    };

    test.each([
      ["one of the file's addresses", "198.51.100.10", theirs.replace("198.51.100.11", "198.51.100.10")],
      ["every address", "198.51.100.10, 10.0.0.2", theirs.replace(/ match.*\n/, "")],
    ])("another's policy for %s is named, until each has the proposals of both", (_, where, policy) => {
      const clash = expect.stringMatching(
        RegExp(
          `^"crypto ikev2 policy BRANCH-POLICY" \\(line \\d+\\) and az-POLICY are both for ${where}; .*give each the proposals of both`,
        ),
      ) as string;
      expect(found([theirs, policy])).toEqual([clash]);
      expect(found([theirs, policy], withTheirs)).toEqual([clash, stays]);
      expect(found([theirs, `${policy}${own}`], withTheirs)).toEqual([stays]);
    });

    test("VPNs of others that live on the default policy are named, until the file's has a proposal of theirs", () => {
      expect(found([theirs, ""])).toEqual([
        'no IKEv2 policy is there for "crypto ikev2 profile BRANCH-PROFILE" but IOS-XE\'s default; beside az-POLICY, a VPN of ' +
          "theirs from 198.51.100.10, 10.0.0.2 gets the file's proposals alone: add theirs to az-POLICY, where the steps leave them",
      ]);
      expect(found([theirs, ""], withTheirs)).toEqual([stays]);
    });
  });

  test("another prefix of names is another file's, so that the tunnels are refused", () => {
    const file = providers(({ router }) => (router.namePrefix = "bz"));
    expect(() => difference(oslo, file)).toThrow(
      /^line 158 of the router's configuration: "interface Tunnel0" is not the file's: no IPsec profile whose name starts with bz-/,
    );
  });
});

test.each(CONFIGS)("a router %s that has its file needs no step, whatever the file", (_, config) => {
  fc.assert(
    fc.property(randomFile(config), (text) => {
      expect(difference(asShown(text), text)).toMatchObject({ steps: [] });
      expect(difference(asShown(text, "", { encrypts: true }), text)).toMatchObject({ steps: [] });
    }),
    { numRuns: RUNS },
  );
});

test.each(CONFIGS)(
  "a router %s comes from any file to any other, and its tunnels that stay are whole meanwhile",
  (_, config) => {
    fc.assert(
      fc.property(randomFile(config), randomFile(config), (before, after) => {
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
);

test.each(CONFIGS)("a router %s that was cut off after any command comes to the file all the same", (_, config) => {
  fc.assert(
    fc.property(randomFile(config), randomFile(config), fc.nat(200), (before, after, cut) => {
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
});
