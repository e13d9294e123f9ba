import type { Section } from "./document";
import type { Subject } from "./known";

/** What none of the results above says. */
export const notProved = ({ sites, known: { deployed } }: Subject): Section => ({
  id: "not-proved",
  title: "What this does not prove",
  blocks: [
    {
      kind: "list",
      items: [
        ...(deployed?.simulated
          ? [
              "Nothing here was made in Azure: the simulated Azure knows nothing of quotas, permissions, prices and packets.",
            ]
          : []),
        "plan compares the config with what Terraform knows; it does not see whether a tunnel is up. verify does.",
        "lab and drill run strongSwan at both ends, not Azure's gateway and not IOS-XE. What they show holds for the configuration, not for the code of either vendor.",
        "A result is of its time. What was changed by hand after it, at the router or in the portal, is not in it.",
        ...(sites.some(({ kind }) => kind === "onPremises")
          ? [
              "Of a site on premises, only its router can show that the file fits what it runs already, and only the way there that its provider lets IKE and ESP pass.",
            ]
          : []),
        "Costs are list prices of their date. A contract, another region or currency, and traffic change them.",
      ],
    },
  ],
});
