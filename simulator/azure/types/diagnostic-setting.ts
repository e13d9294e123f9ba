import type { AzureType } from "../azure-type";

export const diagnosticSetting: AzureType = {
  path: "<target_resource_id>|<name>",
  completion: { replaces: ["name", "target_resource_id"] },
};
