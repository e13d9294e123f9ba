import { nearest } from "./nearest";

/*
 * The regions of Azure's public cloud, as the portal names them. Microsoft opens new ones, so a
 * region that is not here may well exist.
 *
 * https://learn.microsoft.com/azure/reliability/regions-list, of September 2025
 */
const WITH_ZONES = named(
  "Australia East, Austria East, Belgium Central, Brazil South, Canada Central, Central India, Central US, Chile Central, " +
    "Denmark East, East Asia, East US, East US 2, France Central, Germany West Central, Indonesia Central, Israel Central, " +
    "Italy North, Japan East, Japan West, Korea Central, Malaysia West, Mexico Central, New Zealand North, North Europe, " +
    "Norway East, Poland Central, Qatar Central, South Africa North, South Central US, Southeast Asia, Spain Central, " +
    "Sweden Central, Switzerland North, UAE North, UK South, West Europe, West US 2, West US 3",
);
const WITHOUT_ZONES = named(
  "Australia Central, Australia Central 2, Australia Southeast, Brazil Southeast, Canada East, France South, Germany North, " +
    "Jio India Central, Jio India West, Korea South, North Central US, Norway West, South Africa West, South India, " +
    "Sweden South, Switzerland West, UAE Central, UK West, West Central US, West India, West US",
);

/** By the name for the API, which is the name for people without blanks and capitals. */
function named(list: string): ReadonlyMap<string, string> {
  return new Map(list.split(", ").map((name) => [name.replaceAll(" ", "").toLowerCase(), name]));
}

export const isKnownRegion = (name: string) => hasZones(name) || lacksZones(name);

/** Whether it is certain that the region has no availability zones. */
export const lacksZones = (name: string) => WITHOUT_ZONES.has(name);

/** Whether it is certain that the region has them. */
export const hasZones = (name: string) => WITH_ZONES.has(name);

/** `UK South`; undefined for a region that is not known here. */
export const displayName = (name: string): string | undefined => WITH_ZONES.get(name) ?? WITHOUT_ZONES.get(name);

/** The region that somebody probably meant: `uksouth` for `UK South`, `uksuth` and `uk-south`. */
export function nearestRegion(text: string): string | undefined {
  return nearest(text.replace(/[^A-Za-z0-9]/g, ""), [...WITH_ZONES.keys(), ...WITHOUT_ZONES.keys()]);
}
