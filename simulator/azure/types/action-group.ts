import type { AzureType } from "../azure-type";
import { notEmpty } from "../checks";
import { objects, property } from "../resource";

export const actionGroup: AzureType = {
  path: "Microsoft.Insights/actionGroups/<name>",
  words: { short_name: "properties.groupShortName" },
  completion: {
    replaces: ["name", "resource_group_name", "location"],
    defaults: { enabled: true, location: "global" },
  },
  checks: {
    name: notEmpty,
    "email_receiver.email_address": notEmpty,
    "email_receiver.name": notEmpty,
    short_name: (value) =>
      /^[^]{1,12}$/.test(String(value)) ? undefined : `must have 1 to 12 characters, got ${JSON.stringify(value)}`,
  },
  rules: [
    {
      code: "GroupShortNameIsTooLong",
      text: "The action group short name '<name>' is too long. Please specify a short name with '12' or less characters",
      source: "https://github.com/Azure/bellhop/issues/72",
      broken: (group) => {
        const name = String(property(group, "groupShortName"));
        return name.length > 12
          ? `The action group short name '${name}' is too long. Please specify a short name with '12' or less characters`
          : undefined;
      },
    },
    {
      code: "ReceiverNameIsNotUnique",
      text: "two receivers of an action group have the same name",
      source: "https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups",
      inferred: "the page has the rule; no public report shows the code",
      broken: ({ id, properties }) => {
        const names = Object.entries(properties)
          .filter(([name]) => name.endsWith("Receivers"))
          .flatMap(([, receivers]) => objects(receivers).map(({ name }) => String(name).toLowerCase()));
        const twice = names.find((name, i) => names.indexOf(name) < i);
        return twice && `The receivers of ${id} need names of their own, and two are called '${twice}'`;
      },
    },
  ],
};
