import type { PublicIpConfig } from "@cdktf/provider-azurerm/lib/public-ip";
import { publicIpName } from "../model/names";

/**
 * A static Standard address as azurerm's attributes of a public IP. It is made before one of other zones is deleted.
 *
 * @param zones none in a region without zones
 * @see https://github.com/hashicorp/terraform-provider-azurerm/issues/15483
 */
export const publicAddressAttributes = (
  name: string,
  zones: readonly string[],
): Pick<PublicIpConfig, "name" | "sku" | "allocationMethod" | "zones" | "lifecycle"> => ({
  name: publicIpName(name, zones),
  sku: "Standard",
  allocationMethod: "Static",
  zones: zones.length > 0 ? [...zones] : undefined,
  lifecycle: { createBeforeDestroy: true },
});
