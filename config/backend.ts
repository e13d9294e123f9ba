import { normalize } from "node:path/posix";
import { z } from "zod";
import { azureName, object, resourceGroup, text, withExample } from "./field-kinds";

const relativeFolder = text(
  /^(?!\/)[A-Za-z0-9_./-]{1,255}$/,
  'must be a relative path of at most 255 letters, digits, "_", ".", "/" and "-"',
  "Folder of the state files, for them alone",
).refine(
  (folder) => !/^(?:\.\.?(?:\/|$))+$/.test(normalize(folder)),
  'is the project\'s folder, or holds it, and the folder of the states is closed to all others; give the states a folder of their own, such as "state"',
);
export const backend = withExample(
  z.discriminatedUnion("type", [
    object({ type: z.literal("local"), folder: relativeFolder.default("state") }),
    object({
      type: z.literal("azurerm"),
      resourceGroupName: withExample(resourceGroup.meta({ description: "Its resource group" }), "terraform-state"),
      storageAccountName: withExample(
        text(/^[a-z0-9]{3,24}$/, "must be 3 to 24 lower-case letters and digits", "Name of the storage account"),
        "terraformstate",
      ),
      containerName: withExample(
        text(
          /^[a-z0-9](?:-?[a-z0-9]){2,62}$/,
          'must be 3 to 63 lower-case letters, digits and single "-" in between',
          "Name of the container",
        ),
        "tfstate",
      ),
      keyPrefix: text(
        /^[A-Za-z0-9_./-]{0,255}$/,
        'must hold at most 255 letters, digits, "_", ".", "/" and "-"',
        "Goes before <stack>.tfstate",
      ).default(""),
      useAzureadAuth: z
        .boolean()
        .default(true)
        .meta({ description: "Log in to the storage account with Microsoft Entra ID" }),
    }),
    object({
      type: z.literal("cloud"),
      organization: withExample(azureName("Organization in HCP Terraform"), "acme"),
      hostname: text(
        /^[a-z0-9.-]{1,253}$/,
        'must be a host name of lower-case letters, digits, "." and "-"',
        "Host of Terraform Enterprise",
      ).optional(),
      project: azureName("Project of the workspaces").optional(),
      workspacePrefix: text(
        // A workspace's name has 90 characters at most, a stack's id up to 47.
        /^[A-Za-z0-9_-]{0,40}$/,
        'must hold at most 40 letters, digits, "_" and "-"',
        "Goes before the stack's name",
      ).default(""),
    }),
  ]),
  { type: "local" },
)
  .prefault({ type: "local" })
  .meta({ description: "Where Terraform keeps the states" });
