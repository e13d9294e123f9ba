import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { loadConfig } from "../../config/load";
import { ED25519 } from "../fixtures/ssh-keys";
import { runVpn } from "../helpers/vpn";

let folder: string;
let project: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "init-")));
  project = join(folder, "project");
  mkdirSync(join(project, "config"), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const NEEDED = ["--resource-group", "hub", "--location", "uksouth"];
const SITE = ["--site", "cat,10.2.0.0/24,2001:db8:2::/48"];
const init = (args: readonly string[], typed?: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  runVpn(["init", ...args], { project, cwd: folder, typed, env });
const read = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;

test("writes config/mine.json from options, right as every command sees it", async () => {
  writeFileSync(join(folder, "me.pub"), `${ED25519}\n`);
  const second = ["--site", "oslo,10.3.0.0/24,2001:db8:3::/48"];
  const { code, out, err } = await init([
    ...[...NEEDED, ...SITE, ...second],
    ...["--ssh-key", "me.pub", "--source", "192.0.2.0/24", "--source", "2001:db8:9::/48"],
  ]);
  const file = join(project, "config", "mine.json");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain(`npx vpn preview --config ${file}\n`);
  expect(read(file)).toEqual({
    $schema: "./schema.json",
    location: "uksouth",
    resourceGroup: "hub",
    adminUsername: "azureadmin",
    gateway: { name: "gw" },
    sites: [
      { name: "cat", network: { ipv4: "10.2.0.0/24", ipv6: "2001:db8:2::/48" } },
      { name: "oslo", network: { ipv4: "10.3.0.0/24", ipv6: "2001:db8:3::/48" } },
    ],
    adminSshPublicKey: ED25519,
    adminSourcePrefixes: ["192.0.2.0/24", "2001:db8:9::/48"],
  });
  expect(loadConfig(file).warnings).toEqual([]);
});

test("says of the file what every other command would warn of", async () => {
  const { code, err } = await init(["a.json", ...NEEDED, "--location", "uksuth", ...SITE, "--source", "0.0.0.0/0"]);
  expect(code).toBe(0);
  expect(err).toMatch(
    /^\S+\/a\.json has 3 warnings:\n {2}location: "uksuth" .* did you mean "uksouth"\?\n {2}adminSour/,
  );
});

test("names the schema by a path that is right wherever the file lies", async () => {
  mkdirSync(join(project, "deep", "er"), { recursive: true });
  for (const file of ["project/deep/er/a.json", "outside.json"]) {
    await init([file, ...NEEDED, ...SITE]);
    const { $schema } = read(join(folder, file)) as { $schema: string };
    const path = $schema.startsWith("file:") ? fileURLToPath($schema) : resolve(folder, file, "..", $schema);
    expect(path).toBe(join(project, "config", "schema.json"));
  }
});

test("in a terminal, asks for what no option gives, and again where an answer is refused", async () => {
  mkdirSync(join(folder, ".ssh"));
  writeFileSync(join(folder, ".ssh", "id_ed25519.pub"), ED25519);
  const typed = [
    ...["UK\n", "\n", "cat\n", "\n", "10.2.0.0\n", "2001:db8:2::/48\n", "10.2.0.0/24\n", "2001:db8:2::/48\n"],
    ...["\n", "\n", "192.0.2.0/24, 198.51.100.0/24\n"],
  ];
  const { code, err } = await init(["a.json", "--resource-group", "hub"], typed, { HOME: folder });
  expect(code).toBe(0);
  expect(err).toContain('location: "UK" must be a region');
  expect(err).toContain("write 10.2.0.0/32 for this one address");
  expect(err).not.toContain("resource groups' names");
  expect(read(join(folder, "a.json"))).toMatchObject({
    location: "uksouth",
    resourceGroup: "hub",
    sites: [{ name: "cat", network: { ipv4: "10.2.0.0/24", ipv6: "2001:db8:2::/48" } }],
    adminSshPublicKey: ED25519,
    adminSourcePrefixes: ["192.0.2.0/24", "198.51.100.0/24"],
  });
});

const REAL = ["--on-premises", "oslo,198.51.100.10,GigabitEthernet0/0/0,10.20.0.0/16,2001:db8:20::/48,10.21.0.0/16"];

test("writes sites with a router of their own, by address or name, beside a simulated one", async () => {
  const named = ["--on-premises", "tromso, tromso.example.com, Cellular0/2/0, 10.50.0.0/24"];
  expect((await init(["a.json", ...NEEDED, ...SITE, ...REAL, ...named])).code).toBe(0);
  expect(read(join(folder, "a.json")).sites).toEqual([
    { name: "cat", network: { ipv4: "10.2.0.0/24", ipv6: "2001:db8:2::/48" } },
    {
      kind: "onPremises",
      name: "oslo",
      networks: { ipv4: ["10.20.0.0/16", "10.21.0.0/16"], ipv6: ["2001:db8:20::/48"] },
      router: { wans: [{ interface: "GigabitEthernet0/0/0", publicAddress: "198.51.100.10" }] },
    },
    {
      kind: "onPremises",
      name: "tromso",
      networks: { ipv4: ["10.50.0.0/24"], ipv6: [] },
      router: { wans: [{ interface: "Cellular0/2/0", fqdn: "tromso.example.com" }] },
    },
  ]);
});

test("in a terminal, asks what a real router is like, each question again where its answer is refused", async () => {
  const typed = [
    ...["oslo\n", "maybe\n", "real\n", "eth0\n", "\n", "10.0.0.2\n", "198.51.100.10\n", "\n", "198.51.100.9\n"],
    ...["GigabitEthernet0/0/1\n", "203.0.113.20\n", "nat\n", "static\n", "10.0.0.2\n", "dhcp\n"],
    ...["10.20.0.0\n", "10.20.0.0/16, 2001:db8:20::/48\n", "\n", "none\n", "none\n"],
  ];
  const { code, err } = await init(["a.json", ...NEEDED], typed, { HOME: folder });
  expect(code).toBe(0);
  expect(err).toContain('"maybe" is neither "real" nor "simulated"');
  expect(err).toContain('router.wans[0].interface: "eth0" must be the name of an interface');
  expect(err).toContain("10.0.0.2 lies in 10.0.0.0/8, which is not reached through the Internet");
  expect(err).toContain("router.wans[1].nat: ");
  expect(err).toContain("write 10.20.0.0/32 for this one address");
  expect(read(join(folder, "a.json")).sites).toEqual([
    {
      kind: "onPremises",
      name: "oslo",
      networks: { ipv4: ["10.20.0.0/16"], ipv6: ["2001:db8:20::/48"] },
      router: {
        wans: [
          {
            interface: "GigabitEthernet0/0/0",
            publicAddress: "198.51.100.10",
            nat: "none",
            nextHop: "198.51.100.9",
          },
          {
            interface: "GigabitEthernet0/0/1",
            publicAddress: "203.0.113.20",
            nat: "static",
            privateAddress: "10.0.0.2",
            nextHop: "dhcp",
          },
        ],
      },
    },
  ]);
  expect(loadConfig(join(folder, "a.json")).warnings).toEqual([]);
});

describe("writes nothing when", () => {
  afterEach(() => expect(existsSync(join(folder, "a.json"))).toBe(false));

  test("Ctrl-C ends the questions, with exit code 130", async () => {
    const { code, err } = await init(["a.json"], ["\n", "\x03"]);
    expect(code).toBe(130);
    expect(err).toMatch(/Nothing was written\.\n$/);
  });

  test("Ctrl-D ends them", async () => {
    const { code, err } = await init(["a.json"], ["\n", "\x04"]);
    expect(code).toBe(1);
    expect(err).toMatch(/Not every question was answered; nothing was written\.\n$/);
  });

  test("options are missing without a terminal, and names them", async () => {
    expect(await init(["a.json", ...SITE])).toMatchObject({
      code: 1,
      err: "without a terminal, init needs --resource-group, --location\n",
    });
  });

  test("a value is refused by the config's own rules", async () => {
    const { code, err } = await init(["a.json", ...NEEDED, "--site", "cat,10.1.0.0/24,2001:db8:2::/48"]);
    expect(code).toBe(1);
    expect(err).toContain("a.json has 1 problem:\n  sites[0].network.ipv4: ");
  });

  test("a site has no two prefixes", async () => {
    expect((await init(["a.json", ...NEEDED, "--site", "cat,10.2.0.0/24"])).err).toBe(
      "--site cat,10.2.0.0/24: give a name and two prefixes, such as cat,10.2.0.0/24,2001:db8:2::/48\n",
    );
  });

  test("a site with a router of its own has no prefix", async () => {
    expect((await init(["a.json", ...NEEDED, "--on-premises", "oslo,198.51.100.10,Gi0/0/0"])).err).toMatch(
      /^--on-premises oslo,198\.51\.100\.10,Gi0\/0\/0: give a name, the router's public address, its interface and one prefix/,
    );
  });

  test("a value of such a site is refused by the config's own rules", async () => {
    const { code, err } = await init(["a.json", ...NEEDED, ...REAL, "--on-premises", REAL[1]!.replace("oslo", "bodo")]);
    expect(code).toBe(1);
    expect(err).toContain("198.51.100.10 is that of sites[0].router.wans[0] too");
  });

  test("the SSH key is a private one, which is not shown", async () => {
    const key = "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----\n";
    writeFileSync(join(folder, "id"), key);
    const { code, out, err } = await init(["a.json", ...NEEDED, ...SITE, "--ssh-key", "id"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toBe(`${join(folder, "id")} is a private key; name the .pub file beside it\n`);
  });

  test("there is no such folder", async () => {
    const { code, err } = await init(["none/a.json", ...NEEDED, ...SITE]);
    expect(code).toBe(1);
    expect(err).toContain(`there is no folder ${join(folder, "none")}; make it first`);
  });
});

test("never overwrites a file", async () => {
  writeFileSync(join(folder, "b.json"), "mine");
  const { code, err } = await init(["b.json", ...NEEDED, ...SITE]);
  expect(code).toBe(1);
  expect(err).toContain("b.json is there already, and is not overwritten");
  expect(readFileSync(join(folder, "b.json"), "utf8")).toBe("mine");
});
