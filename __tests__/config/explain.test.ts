import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../config/load";
import { PRIVATE } from "../fixtures/ssh-keys";
import { fleet, lab } from "../helpers/synth";

const folder = mkdtempSync(join(tmpdir(), "config-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is said of a config file of this content, one entry a line. */
function report(content: unknown): string[] {
  const file = join(folder, "mine.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  try {
    loadConfig(file);
  } catch (error) {
    return (error as Error).message.split("\n").slice(1);
  }
  return [];
}

test("asks whether another key was meant, and does not miss that one too", () => {
  const { location, gateway, ...rest } = lab();
  expect(report({ ...rest, locaton: location, gateway: { ...gateway, zone: ["1"] } })).toEqual([
    '  gateway.zone: unknown key; did you mean "zones"?',
    '  locaton: unknown key; did you mean "location"?',
  ]);
});

test("names the keys of the chosen backend", () => {
  const backend = { type: "local", bucket: "x" };
  expect(report({ ...lab(), backend })).toEqual(["  backend.bucket: unknown key; known here: type, folder"]);
});

test("gives an example of the right type", () => {
  const wrong = {
    adminSourcePrefixes: "192.0.2.0/24",
    backend: "azurerm",
    tags: [],
    writeFile: "yes",
    subscriptionId: 1,
  };
  expect(report({ ...lab(), ...wrong, gateway: "gw", sites: { name: "cat" } })).toEqual([
    "  subscriptionId: 1 must be text",
    '  adminSourcePrefixes: "192.0.2.0/24" must be a list, such as "adminSourcePrefixes": ["192.0.2.0/24"]',
    '  gateway: "gw" must be an object, such as "gateway": {"name":"gw"}',
    '  sites: an object must be a list, such as "sites": [{"name":"site"}]',
    '  backend: "azurerm" must be an object, such as "backend": {"type":"local"}',
    '  writeFile: "yes" must be true or false',
    '  tags: a list of 0 must be an object, such as "tags": {"owner":"network"}',
  ]);
});

test("offers only what both ends can do", () => {
  const ipsecPolicy = {
    dhGroup: "DHGroup5",
    ipsecEncryption: "x",
    ipsecIntegrity: "x",
    ikeIntegrity: "x",
    pfsGroup: "x",
  };
  expect(report({ ...lab(), ipsecPolicy })).toEqual([
    '  ipsecPolicy.ikeIntegrity: "x" must be one of SHA384, SHA256, SHA1',
    '  ipsecPolicy.dhGroup: "DHGroup5" must be one of DHGroup2048, DHGroup14, ECP256, ECP384',
    '  ipsecPolicy.ipsecEncryption: "x" must be one of GCMAES256, GCMAES192, GCMAES128, AES256, AES192, AES128',
    '  ipsecPolicy.ipsecIntegrity: "x" must be one of GCMAES256, GCMAES192, GCMAES128, SHA256, SHA1',
    '  ipsecPolicy.pfsGroup: "x" must be one of None, PFS2048, PFS14, ECP256, ECP384, PFSMM',
  ]);
});

test("tells how a size and a region are written", () => {
  const config = lab(({ sites }) => (sites[0]!.catalyst = { size: "D8_v3" }));
  expect(
    report({ ...config, location: "West Europe", gateway: { name: "gw", testVm: { size: "standard b2ts_v2" } } }),
  ).toEqual([
    `  location: "West Europe" must be a region in Azure's short form; did you mean "westeurope"?`,
    `  gateway.testVm.size: "standard b2ts_v2" must be a size in Azure's form; did you mean Standard_B2ts_v2?`,
    `  sites[0].catalyst.size: "D8_v3" must be a size in Azure's form; did you mean Standard_D8_v3?`,
  ]);
});

describe("a secret does not show, wherever it is put", () => {
  const SECRET = "S3cret-Hunter2";
  const site = lab().sites[0]!;
  const places: Readonly<Record<string, unknown>> = {
    "as a password": { adminPassword: SECRET },
    "as a list of passwords": { adminPassword: [SECRET] },
    "as shared keys": { sharedKeys: { cat: SECRET } },
    "as a key of a site": { sites: [{ ...site, sharedKey: SECRET }] },
    "inside an object in the place of a list": { sites: { name: "cat", sharedKey: SECRET } },
    "inside an object in the place of text": { location: { psk: SECRET } },
    "inside a list in the place of text": { location: [SECRET] },
    "as a public key": { adminSshPublicKey: SECRET },
    "as the key prefix of a backend": {
      backend: {
        type: "azurerm",
        resourceGroupName: "rg",
        storageAccountName: "st0",
        containerName: "c00",
        keyPrefix: `${SECRET} ?`,
      },
    },
    "as a version of a key": { sites: [{ ...site, connections: [{ keyVersion: SECRET }] }] },
    "as the value of a tag that is too long": { tags: { token: SECRET.repeat(50) } },
  };
  test.each(Object.entries(places))("%s", (_, change) => {
    const lines = report({ ...lab(), ...(change as object) });
    expect(lines).not.toEqual([]);
    expect(lines.join("\n")).not.toContain("Hunter2");
  });

  test.each(["location", "adminUsername", "resourceGroup", "adminSshPublicKey", "subscriptionId", "$x"])(
    "a private key as %s",
    (key) => {
      const lines = report({ ...lab(), [key]: PRIVATE, [PRIVATE]: 1 });
      expect(lines).not.toEqual([]);
      expect(lines.join("\n")).not.toMatch(/bm90|END OPENSSH/);
    },
  );

  test("a private key as a prefix and in a list", () => {
    const lines = report({ ...lab(), adminSourcePrefixes: [PRIVATE], gateway: { name: "gw", zones: [PRIVATE] } });
    expect(lines).toEqual([
      "  adminSourcePrefixes[0]: the value is not an IPv4 prefix; write an address and a length of 0 to 32, such as 10.2.0.0/24",
      "  gateway.zones[0]: must be one of 1, 2, 3",
    ]);
  });
});

test("clips what is long, also where a prefix quotes it", () => {
  const text = report({ ...lab(), adminSourcePrefixes: ["x".repeat(100_000)], location: "y".repeat(100_000) }).join(
    "\n",
  );
  expect(text.length).toBeLessThan(600);
});

test("shows a key that stands twice beside everything else", () => {
  const text = JSON.stringify(lab()).replace("{", '{"location":"ukwest","adminUsername":"root",');
  expect(report(text)).toEqual([
    "  location: stands twice, at line 1, column 2 and at line 1, column 71; keep one of the two",
    "  adminUsername: stands twice, at line 1, column 22 and at line 1, column 121; keep one of the two",
  ]);
});

test("refuses ten thousand sites in a moment", () => {
  const started = Date.now();
  const lines = report({ ...fleet(), sites: Array.from({ length: 10_000 }, () => ({})) });
  expect(lines[0]).toBe("  sites: 10000 are too many: 500 is the most here; use another gateway for some");
  expect(Date.now() - started).toBeLessThan(5000);
});
