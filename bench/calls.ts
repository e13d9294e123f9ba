import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { simulatedAzure, type SimulatedAzure } from "../testing/terraform";
import { progress } from "./measure";

export interface Calls {
  /** How many are in the simulated cloud. */
  readonly resources: number;
  readonly microseconds: number;
}

const SIZES = [40, 400, 4000];
const SAMPLE = 50;

/** What one of Terraform's calls costs the simulator, by the number of resources that are there. */
export async function perCall(): Promise<Calls[]> {
  // In memory where that can be had: the disk's share grows with its directories, and is not the simulator's.
  const parent = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const warmUp = simulatedAzure({ parent });
  for (let i = 0; i < 4 * SAMPLE; i++) await addNetwork(warmUp, i);
  warmUp.remove();
  const azure = simulatedAzure({ parent });
  try {
    const results: Calls[] = [];
    let count = 0;
    for (const resources of SIZES) {
      progress(`the simulator with ${resources} resources`);
      while (azure.cloud.all().length < resources) await addNetwork(azure, count++);
      let calls = 0;
      const started = performance.now();
      for (let i = 0; i < SAMPLE; i++) calls += await addNetwork(azure, count++);
      results.push({ resources, microseconds: (1000 * (performance.now() - started)) / calls });
    }
    progress("");
    return results;
  } finally {
    azure.remove();
  }
}

/** Four resources in a group of their own, each made and read as Terraform does. @returns how many calls that took */
async function addNetwork({ terraform }: SimulatedAzure, number: number): Promise<number> {
  const group = { resource_group_name: `group-${number}` };
  const place = { ...group, location: "uksouth" };
  const made = [
    [
      "azurerm_resource_group",
      await terraform.create("azurerm_resource_group", { name: `group-${number}`, location: "uksouth" }),
    ],
    [
      "azurerm_virtual_network",
      await terraform.create("azurerm_virtual_network", { ...place, name: "net", address_space: ["10.0.0.0/24"] }),
    ],
    [
      "azurerm_subnet",
      await terraform.create("azurerm_subnet", {
        ...group,
        name: "subnet",
        virtual_network_name: "net",
        address_prefixes: ["10.0.0.0/27"],
      }),
    ],
    [
      "azurerm_network_security_group",
      await terraform.create("azurerm_network_security_group", { ...place, name: "nsg" }),
    ],
  ] as const;
  for (const [type, state] of made) await terraform.read(type, state);
  // Validation, plan, apply and read.
  return 4 * made.length;
}
