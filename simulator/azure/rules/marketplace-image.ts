import type { Attributes } from "../../protocol/values";
import type { Cloud } from "../cloud";
import { objects, property } from "../resource";
import type { Rule } from "./rule";

/** Publishers whose images are free of marketplace terms. */
const PLATFORM_PUBLISHERS = new Set(["canonical", "debian", "redhat", "suse", "microsoftwindowsserver"]);

function agreement({ publisher, product, name }: Attributes, cloud: Cloud): boolean {
  const end = `/agreements/${publisher}/offers/${product}/plans/${name}`;
  return cloud.ofType("Microsoft.MarketplaceOrdering/agreements/offers/plans").some(({ id }) => id.endsWith(end));
}

export const MARKETPLACE_IMAGE: readonly Rule[] = [
  {
    code: "MarketplacePurchaseEligibilityFailed",
    text: "the terms of a marketplace image have not been accepted in the subscription",
    source: "https://learn.microsoft.com/azure/virtual-machines/linux/cli-ps-findimage",
    broken: (vm, cloud, { termsAccepted }) => {
      const [plan] = objects([vm.plan ?? null]);
      return plan && !termsAccepted && !agreement(plan, cloud)
        ? `Legal terms have not been accepted for this item on this subscription: publisher ${plan.publisher}, offer ${plan.product}, plan ${plan.name}`
        : undefined;
    },
  },
  {
    code: "VMMarketplaceInvalidInput",
    text: "Creating a virtual machine from Marketplace image or a custom image sourced from a Marketplace image requires Plan information in the request.",
    source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/4678",
    broken: (vm) => {
      const [image] = objects([property(vm, "storageProfile.imageReference") ?? null]);
      const [plan] = objects([vm.plan ?? null]);
      if (!image?.publisher || PLATFORM_PUBLISHERS.has(String(image.publisher).toLowerCase())) return undefined;
      const same = plan?.publisher === image.publisher && plan?.product === image.offer && plan?.name === image.sku;
      return same
        ? undefined
        : `Creating a virtual machine from Marketplace image or a custom image sourced from a Marketplace image requires Plan information in the request. VM: '${vm.id}'.`;
    },
  },
];
