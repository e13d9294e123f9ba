import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ProviderError } from "../protocol/provider";
import type { Block } from "../protocol/schema";

const VERSION = "4.81.0";
const FILE = `schema/azurerm-${VERSION}.json`;

/** The provider's schemas, as the real provider told them to `terraform providers schema -json`. */
const recorded = JSON.parse(readFileSync(join(__dirname, FILE), "utf8")) as {
  readonly provider: Block;
  readonly resources: Readonly<Record<string, Block>>;
  /** Data sources. */
  readonly data: Readonly<Record<string, Block>>;
};

/** The schema of the provider's own configuration. */
export const providerBlock = recorded.provider;

/** @throws where the record does not have the type */
export function recordedBlock(type: string): Block {
  const block = recorded.resources[type];
  if (block) return block;
  throw new ProviderError(
    `the simulator does not know ${type}; add its schema, which terraform providers schema -json prints with azurerm ${VERSION}, to simulator/azure/${FILE}, and what no schema says to a file of its own in simulator/azure/types, which types.ts lists`,
  );
}

/** @throws where the record does not have the data source */
export function recordedDataBlock(type: string): Block {
  const block = recorded.data[type];
  if (block) return block;
  throw new ProviderError(
    `the simulator does not know the data source ${type}; add its schema, which terraform providers schema -json prints with azurerm ${VERSION}, to simulator/azure/${FILE}, and where it differs from the resource type of that name to simulator/azure/data-sources.ts`,
  );
}
