import type { AzureType } from "../azure-type";
import { groupName } from "../checks";
import type { Resource } from "../resource";

/** The words of azurerm. */
const stillContains = (
  name: string,
  left: readonly Resource[],
) => `deleting Resource Group "${name}": the Resource Group still contains Resources.

Terraform is configured to check for Resources within the Resource Group when deleting the Resource Group - and
raise an error if nested Resources still exist to avoid unintentionally deleting these Resources.

Terraform has detected that the following Resources still exist within the Resource Group:

${left
  .map(({ id }) => `* \`${id}\``)
  .sort()
  .join("\n")}

This feature is intended to avoid the unintentional destruction of nested Resources provisioned through some
other means (for example, an ARM Template Deployment) - as such you must either remove these Resources, or
disable this behaviour using the feature flag \`prevent_deletion_if_contains_resources\` within the \`features\`
block when configuring the Provider.`;

export const resourceGroup: AzureType = {
  path: "/subscriptions/<subscription>/resourceGroups/<name>",
  words: { managed_by: "managedBy" },
  completion: { replaces: ["name", "location"] },
  checks: { name: groupName },
  rules: [
    {
      code: "ResourceGroupNotEmpty",
      by: "azurerm",
      on: ["delete"],
      text: "deleting Resource Group <name>: the Resource Group still contains Resources. (Unless its feature prevent_deletion_if_contains_resources is off; Azure then deletes them too. azurerm tries for ten minutes first.)",
      source:
        "https://github.com/hashicorp/terraform-provider-azurerm/blob/v5.2.0/internal/services/resource/custompollers/resource_group_prevent_delete_poller.go",
      broken: (group, cloud, { keepsGroupWithContents }) => {
        const left = cloud.childrenOf(group.id);
        return left.length > 0 && keepsGroupWithContents ? stillContains(group.name, left) : undefined;
      },
    },
  ],
  empty: { managed_by: "" },
  atOnce: true,
};
