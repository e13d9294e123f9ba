import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ED25519 } from "../fixtures/ssh-keys";
import { monitored } from "../helpers/monitored";
import { lab, synthesize, type Block } from "../helpers/synth";
import type { ConfigFile } from "../../config/schema";

interface Schema {
  readonly attributes?: Readonly<Record<string, object>>;
  readonly blocks?: Readonly<Record<string, Schema>>;
}
interface Recorded {
  readonly provider: Schema;
  readonly resources: Readonly<Record<string, Schema>>;
}

const recorded = (path: string) => JSON.parse(readFileSync(join(__dirname, "../..", path), "utf8")) as Recorded;

/** What Terraform itself takes in any resource. */
const META = new Set(["//", "depends_on", "lifecycle", "provider", "alias"]);

/** Paths of what a block says and its schema does not know. */
function unknown(block: Block, { attributes = {}, blocks = {} }: Schema, path: string): string[] {
  return Object.entries(block).flatMap(([name, value]) => {
    if (META.has(name) || name in attributes) return [];
    const nested = blocks[name];
    if (!nested) return [`${path}.${name}`];
    return [value].flat().flatMap((one) => unknown(one as Block, nested, `${path}.${name}`));
  });
}

/** Configs that make every attribute appear that this application can write. */
const everything: ConfigFile[] = [
  lab((config) => {
    config.adminSshPublicKey = ED25519;
    config.marketplaceTerms = "managed";
    config.tags = { owner: "net" };
    config.gateway.preventDestroy = true;
    config.preventDeletionIfContainsResources = false;
    config.subscriptionId = "00000000-0000-0000-0000-000000000001";
  }),
  lab((config) => {
    config.sharedKeys = "variable";
    config.sites[0]!.connections = [{ keyVersion: 2 }, { keyVersion: 2 }];
  }),
  monitored((config) => (config.monitoring!.metricsToWorkspace = true)),
];

test.each([
  ["4.55.0", "__tests__/fixtures/azurerm-4.55.0/schema.json"],
  ["4.81.0", "simulator/azure/schema/azurerm-4.81.0.json"],
])("azurerm %s knows every attribute that is written here", (version, path) => {
  const { provider, resources } = recorded(path);
  const types = new Set<string>();
  const missing = everything.flatMap((config) =>
    Object.values(synthesize(config)).flatMap((json) => [
      ...json.provider.azurerm!.flatMap((block) => unknown(block, provider, "provider")),
      ...Object.entries(json.resource)
        .filter(([type]) => type.startsWith("azurerm_"))
        .flatMap(([type, byName]) => {
          types.add(type);
          return Object.values(byName).flatMap((block) => unknown(block, resources[type] ?? {}, type));
        }),
    ]),
  );
  // Known from 4.75.0 on, which the default range asks for.
  const newer = version === "4.55.0" ? ["provider.features.persist_id_on_create_before_polling_for_completion"] : [];
  expect([...new Set(missing)]).toEqual(newer);
  expect(types.size).toBe(22);
});
