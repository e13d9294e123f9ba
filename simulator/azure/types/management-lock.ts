import type { AzureType } from "../azure-type";

export const managementLock: AzureType = {
  path: "<scope>/providers/Microsoft.Authorization/locks/<name>",
  words: { lock_level: "properties.level" },
  completion: { replaces: ["name", "scope", "lock_level", "notes"] },
};
