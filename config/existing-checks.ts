import type { Deployment } from "../lib/model/deployment";
import type { Problem } from "./problem";
import type { ConfigInput } from "./schema";

/** What does not go with an existing network or gateway, or without one. */
export function checkExisting({ gateway }: ConfigInput, deployment: Deployment): Problem[] {
  const { existing, networks, network, testVm, preventDestroy, locks } = gateway;
  if (!existing) {
    if (!networks) return [];
    const message = "goes unused without gateway.existing; name what is there, or use gateway.network for a new one";
    return [{ path: ["gateway", "networks"], message }];
  }
  const related = [["gateway", "existing"]];
  const problems: Problem[] = [];
  if (!networks) {
    const message = `is missing; it must name every prefix of ${existing.virtualNetwork}, such as "networks": {"ipv4":["10.0.0.0/16"],"ipv6":["2001:db8::/48"]}`;
    problems.push({ path: ["gateway", "networks"], message, related });
  }
  const unused = (key: "network" | "testVm" | "preventDestroy" | "locks", what: string) => {
    const message = `goes unused beside gateway.existing: ${what}; remove it`;
    problems.push({ path: ["gateway", key], message, related });
  };
  if (network) unused("network", "the network is there already");
  if (testVm) unused("testVm", "nothing is put into a network of others");
  if (existing.gateway && preventDestroy) unused("preventDestroy", "Terraform never destroys that gateway");
  if (existing.gateway && locks) unused("locks", "nothing is put onto a gateway of others");
  const { resourceGroup: group } = deployment.gateway;
  if (!gateway.resourceGroupExists && group.toLowerCase() === existing.resourceGroup.toLowerCase()) {
    const message = `${group} is the group of the existing network, and Terraform would make it; set gateway.resourceGroupExists, or give another name`;
    problems.push({ path: ["gateway", "resourceGroup"], message, related });
  }
  return problems;
}
