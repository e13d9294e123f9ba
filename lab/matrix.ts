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
  /** Policies that the config refuses; only the gateway gets them. */
  readonly refused: readonly IpsecPolicy[];
}

const shown = (policy: IpsecPolicy) => ALGORITHM_FIELDS.map((field) => policy[field]).join(" ");

/** Negotiates policies: those that the config accepts, and some of those that it refuses. */
export async function checkMatrix(lab: Lab, report: Report, trials: PolicyTrials): Promise<void> {
  const { accepted, ofAccepted, refused } = trials;
  const gatewayWith = (policy: IpsecPolicy) =>
    lab.gatewayState.with(
      "azurerm_virtual_network_gateway_connection",
      (values) => (values.ipsec_policy = [trials.connectionBlock(policy)]),
    );
  report.section(`Policies that the config accepts: ${accepted.length} of ${ofAccepted}, with every pair of values`);
  for (const policy of accepted) {
    const { outcome, detail } = await attempt(lab, () => {
      const router = parseRouter("the rendered file", trials.routerFile([policy, policy], lab.ends));
      return translate(gatewayWith(policy), router, lab.topology);
    });
    report.check(shown(policy), outcome === allFamilies(lab), `${outcome}, ${detail}`);
  }
  report.section(
    `Policies that it refuses: ${refused.length}, with the router as it is, since no file is rendered for them`,
  );
  for (const policy of refused) {
    const { outcome, detail } = await attempt(lab, () => translate(gatewayWith(policy), lab.router, lab.topology));
    report.check(shown(policy), !outcome.startsWith("up in"), `${outcome}, ${detail}`);
  }
}
