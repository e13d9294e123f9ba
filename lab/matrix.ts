import { ALGORITHM_FIELDS, type IpsecPolicy } from "../lib/model/ipsec-policy";
import { allFamilies, attempt } from "./attempt";
import type { PolicyWriter } from "./change";
import { parseRouter } from "./inputs";
import { translate } from "./ends";
import type { Lab } from "./lab";
import type { Report } from "./report";

/** The policies to negotiate. */
export interface PolicyTrials extends PolicyWriter {
  /** Policies that both ends can do; both ends get each of them. */
  readonly accepted: readonly IpsecPolicy[];
  /** Number of all policies that both ends can do, of which `accepted` is a selection. */
  readonly ofAccepted: number;
}

const shown = (policy: IpsecPolicy) => ALGORITHM_FIELDS.map((field) => policy[field]).join(" ");

/** Negotiates policies that the config accepts. */
export async function checkMatrix(lab: Lab, report: Report, trials: PolicyTrials): Promise<void> {
  const { accepted, ofAccepted } = trials;
  report.section(`Policies that the config accepts: ${accepted.length} of ${ofAccepted}, with every pair of values`);
  for (const policy of accepted) {
    const { outcome, detail } = await attempt(lab, () => {
      const router = parseRouter("the rendered file", trials.routerFile([policy, policy], lab.ends));
      const gateway = lab.gatewayState.with(
        "azurerm_virtual_network_gateway_connection",
        (values) => (values.ipsec_policy = [trials.connectionBlock(policy)]),
      );
      return translate(gateway, router, lab.topology);
    });
    report.check(shown(policy), outcome === allFamilies(lab), `${outcome}, ${detail}`);
  }
}
