import { nearest } from "./nearest";

/*
 * The regions of Azure's public cloud, by the names that its API takes. Microsoft opens new ones, so a
 * region that is not here may well exist.
 *
 * https://learn.microsoft.com/azure/reliability/regions-list, of September 2025
 */
const WITH_ZONES = new Set(
  (
    "australiaeast austriaeast belgiumcentral brazilsouth canadacentral centralindia centralus chilecentral denmarkeast " +
    "eastasia eastus eastus2 francecentral germanywestcentral indonesiacentral israelcentral italynorth japaneast " +
    "japanwest koreacentral malaysiawest mexicocentral newzealandnorth northeurope norwayeast polandcentral qatarcentral " +
    "southafricanorth southcentralus southeastasia spaincentral swedencentral switzerlandnorth uaenorth uksouth " +
    "westeurope westus2 westus3"
  ).split(" "),
);
const WITHOUT_ZONES = new Set(
  (
    "australiacentral australiacentral2 australiasoutheast brazilsoutheast canadaeast francesouth germanynorth " +
    "jioindiacentral jioindiawest koreasouth northcentralus norwaywest southafricawest southindia swedensouth " +
    "switzerlandwest uaecentral ukwest westcentralus westindia westus"
  ).split(" "),
);

export const isKnownRegion = (name: string) => hasZones(name) || lacksZones(name);

/** Whether it is certain that the region has no availability zones. */
export const lacksZones = (name: string) => WITHOUT_ZONES.has(name);

/** Whether it is certain that the region has them. */
export const hasZones = (name: string) => WITH_ZONES.has(name);

/** The region that somebody probably meant: `uksouth` for `UK South`, `uksuth` and `uk-south`. */
export function nearestRegion(text: string): string | undefined {
  return nearest(text.replace(/[^A-Za-z0-9]/g, ""), [...WITH_ZONES, ...WITHOUT_ZONES]);
}
