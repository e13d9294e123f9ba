import type { PublicIpConfig } from "@cdktf/provider-azurerm/lib/public-ip";

/** The zones of an address in all three; an address in fewer has its zones in its name. */
const ALL_ZONES = "123";

/**
 * A static Standard address as azurerm's attributes of a public IP.
 *
 * Azure cannot change the zones of an address, nor delete an address that an interface or a gateway
 * holds. So an address with other zones gets another name, and is made before the old address is deleted.
 *
 * @param zones none in a region without zones
 * @see https://github.com/hashicorp/terraform-provider-azurerm/issues/15483
 */
export function publicAddressAttributes(
  name: string,
  zones: readonly string[],
): Pick<PublicIpConfig, "name" | "sku" | "allocationMethod" | "zones" | "lifecycle"> {
  const sorted = [...zones].sort().join("");
  const suffix = sorted === ALL_ZONES ? "" : sorted === "" ? "-regional" : `-z${sorted}`;
  return {
    name: `${name}${suffix}`,
    sku: "Standard",
    allocationMethod: "Static",
    zones: zones.length > 0 ? [...zones] : undefined,
    lifecycle: { createBeforeDestroy: true },
  };
}
