import type { AzureType } from "../azure-type";
import { atMost, matches, oneOf } from "../checks";

export const managementLock: AzureType = {
  path: "<scope>/providers/Microsoft.Authorization/locks/<name>",
  words: { lock_level: "properties.level" },
  completion: { replaces: ["name", "scope", "lock_level", "notes"] },
  // https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/resource/management_lock_resource.go
  checks: {
    name: matches(/^[A-Za-z0-9_-]{1,260}$/, "must have 1 to 260 letters, digits, '-' and '_'"),
    lock_level: oneOf("CanNotDelete", "ReadOnly"),
    notes: atMost(512),
  },
  atOnce: true,
};
