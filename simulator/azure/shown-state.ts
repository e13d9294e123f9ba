import type { Attributes } from "../protocol/values";
import type { Cloud } from "./cloud";
import { everything, find } from "./contents";
import { readBack } from "./readback";

/** A resource as a state has it once Terraform has read it anew. */
export interface ShownResource {
  readonly type: string;
  readonly values: Attributes;
}

/** What Azure has, in the form in which `terraform show -json` prints a state, each as it is when it is looked at. Keys are in it. */
export const shownState = (cloud: Cloud): ShownResource[] =>
  everything(cloud).map(({ type, id }) => ({
    type,
    get values() {
      return readBack(type, find(cloud, type, id)!, cloud, {});
    },
  }));
