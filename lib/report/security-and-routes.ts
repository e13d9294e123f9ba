import { routeName, routesThrough } from "../model/azure-routes";
import { isExisting } from "../model/gateway";
import { nameBy } from "../model/names";
import type { SimulatedSite } from "../model/site";
import { ikeRules, networkRules, ruleName, type SecurityRule } from "../model/security-rules";
import { table, type Block, type Section } from "./document";
import { gatewayAddressesOf, type Subject } from "./known";

/** What Azure lets in and where it sends packets: the groups and route tables that the deployment makes. */
export function securityAndRoutes(subject: Subject): Section {
  const { deployment, sites } = subject;
  const rules = groupsOf(subject).flatMap(({ name, guards, rules }) =>
    [...rules].sort(byPriority).map((rule) => ({
      group: [name, guards],
      rule: [`${rule.priority}`, ruleName(rule)],
      protocol: rule.protocol === "*" ? "any" : rule.protocol.toUpperCase(),
      sources: rule.sources,
      destinations: rule.destinations ?? "any",
      port: rule.port === "*" ? "any" : rule.port,
    })),
  );
  const routes = simulated(sites).flatMap((site) => routeTables(subject, site));
  const blocks: Block[] = [
    ...(rules.length === 0
      ? []
      : [
          {
            kind: "text" as const,
            text: "Network security groups let in what follows, besides what Azure's default rules let in; all else from the Internet is refused.",
          },
          table(
            "Rules of the network security groups, inbound",
            {
              group: "Group, and what it guards",
              rule: "Priority and rule",
              protocol: "Protocol",
              sources: "From",
              destinations: "To",
              port: "Port",
            },
            rules,
          ),
        ]),
    ...(routes.length === 0
      ? []
      : [
          table(
            "Route tables",
            { table: "Table", subnet: "Subnet", route: "Route", prefix: "Prefix", nextHop: "Next hop, the router" },
            routes,
          ),
        ]),
  ];
  const hub = isExisting(deployment.gateway.network)
    ? ["The gateway's network exists already: its groups and route tables are not this deployment's."]
    : [];
  const premises = sites.some(({ kind }) => kind === "onPremises")
    ? ["What guards a site on premises is its own; its router's file says what an access list has to let in."]
    : [];
  return {
    id: "security-and-routes",
    title: "Security rules and route tables in Azure",
    blocks: [...blocks, ...[...hub, ...premises].map((text) => ({ kind: "text" as const, text }))],
  };
}

const byPriority = (a: SecurityRule, b: SecurityRule) => a.priority - b.priority;

interface SecurityGroup {
  readonly name: string;
  readonly guards: string;
  readonly rules: readonly SecurityRule[];
}

const simulated = (sites: Subject["sites"]) => sites.filter((site): site is SimulatedSite => site.kind === "simulated");

function groupsOf(subject: Subject): SecurityGroup[] {
  const { deployment, sites } = subject;
  const { admin, gateway, names } = deployment;
  const nameOf = (name: string) => nameBy(names.networkSecurityGroup, { name });
  const adminSourcePrefixes = admin.sourcePrefixes;
  // The gateway's side lets in every site, also those that the report is not about.
  const all = [gateway.network, ...deployment.sites.map(({ network }) => network)];
  const hub = networkRules({ networks: all, adminSourcePrefixes });
  const ofHub = isExisting(gateway.network)
    ? []
    : [
        {
          name: nameOf(gateway.network.subnets.subnet1.name),
          guards: `subnet ${gateway.network.subnets.subnet1.name}`,
          rules: hub,
        },
        ...(gateway.testVm ? [{ name: nameOf(gateway.testVm.name), guards: gateway.testVm.name, rules: hub }] : []),
      ];
  const ofSites = simulated(sites).flatMap(({ name, network, router, connections, testVm }) => {
    const networks = [network, gateway.network];
    const { eth1, app } = network.subnets;
    const sshHosts = (testVm ? [eth1, app] : [eth1]).map(({ host }) => host);
    const wans = connections.map(({ wan }) => wan.address!);
    return [
      {
        name: nameOf(router.name),
        guards: `subnets of site ${name}, router ${router.name}`,
        rules: [
          ...networkRules({ networks, adminSourcePrefixes, sshHosts }),
          ...ikeRules(gatewayAddressesOf(subject), wans),
        ],
      },
      ...(testVm
        ? [{ name: nameOf(testVm.name), guards: testVm.name, rules: networkRules({ networks, adminSourcePrefixes }) }]
        : []),
    ];
  });
  return [...ofHub, ...ofSites];
}

const routeTables = ({ deployment }: Subject, { network }: SimulatedSite) =>
  (["eth1", "app"] as const).flatMap((role) => {
    const { name } = network.subnets[role];
    return routesThrough(network.subnets.eth1.host, deployment.gateway.network).map((route) => ({
      table: nameBy(deployment.names.routeTable, { name }),
      subnet: name,
      route: routeName(route),
      prefix: route.prefix,
      nextHop: route.nextHop,
    }));
  });
