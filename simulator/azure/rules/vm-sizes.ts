import type { Resource } from "../resource";
import { objects, property } from "../resource";
import type { Rule } from "./rule";

interface Size {
  readonly interfaces: number;
  readonly accelerated: boolean;
}

/**
 * What is known of a size: the old burstable ones, D v2, and D and F of later series, among which are
 * those of Cisco's guide to the Catalyst 8000V.
 *
 * @see https://learn.microsoft.com/azure/virtual-machines/sizes/overview
 */
export function sizeOf(name: unknown): Size | undefined {
  const [, family, digits, , version] = /^Standard_(B|DS|D|F)(\d+)([a-z]*)(?:_v(\d))?$/.exec(String(name)) ?? [];
  const cores = Number(digits);
  const given = (count: number | undefined, accelerated: boolean) =>
    count === undefined ? undefined : { interfaces: count, accelerated };
  switch (`${family}${version ?? ""}`) {
    case "B":
      return given(BURSTABLE[String(name)], cores >= 12);
    case "D2":
    case "DS2":
      // The number counts up from 1, and is not that of the cores.
      return given({ 1: 2, 2: 2, 3: 4, 4: 8, 5: 8 }[cores], cores > 1);
    case "D3":
    case "D4":
    case "D5":
      return given(cores <= 4 ? 2 : cores <= 8 ? 4 : 8, true);
    case "F2":
      return given(cores <= 4 ? 2 : cores <= 16 ? 4 : 8, true);
  }
  return undefined;
}

const BURSTABLE: Readonly<Record<string, number>> = {
  Standard_B1ls: 2,
  Standard_B1s: 2,
  Standard_B1ms: 2,
  Standard_B2s: 3,
  Standard_B2ms: 3,
  Standard_B4ms: 4,
  Standard_B8ms: 4,
  Standard_B12ms: 6,
  Standard_B16ms: 8,
  Standard_B20ms: 8,
};

export const sizeName = (vm: Resource) => property(vm, "hardwareProfile.vmSize");
/** The ids of a machine's interfaces. */
export const interfaces = (vm: Resource): string[] =>
  objects(property(vm, "networkProfile.networkInterfaces")).map(({ id }) => String(id));

export const ACCELERATED_NETWORKING: Rule = {
  code: "VMSizeIsNotPermittedToEnableAcceleratedNetworking",
  text: "Virtual Machine size <size> is not in the allowed list of VM sizes for accelerated networking to be enabled on Network Interface <id>.",
  source: "https://github.com/anubhavmishra/terraform-azurerm-aks/issues/1",
  broken: (resource, cloud) => {
    const written = resource.type === "Microsoft.Network/networkInterfaces";
    const vms = written
      ? cloud.usersOf(resource.id).filter(({ type }) => type === "Microsoft.Compute/virtualMachines")
      : [resource];
    for (const vm of vms) {
      if (sizeOf(sizeName(vm))?.accelerated !== false) continue;
      const nics = written ? [resource] : interfaces(vm).flatMap((id) => cloud.get(id) ?? []);
      const wrong = nics.find((nic) => property(nic, "enableAcceleratedNetworking") === true);
      if (wrong) {
        return `Virtual Machine size ${sizeName(vm)} is not in the allowed list of VM sizes for accelerated networking to be enabled on Network Interface ${wrong.id}.`;
      }
    }
    return undefined;
  },
};
