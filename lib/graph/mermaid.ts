import { perInstance } from "../model/topology";
import type { GraphSite, TopologyGraph } from "./topology-graph";
import { siteName, titleOf, tunnelName, wanAddress, wanSurroundings } from "./words";

/** A text in quotes, in which these signs would end it, mark it up, or begin an entity. */
const quoted = (...lines: readonly string[]) => `"${lines.map(escaped).join("<br>")}"`;
const escaped = (text: string) => text.replace(/[&<>"#`]/g, (sign) => `#${sign.codePointAt(0)};`);

/** Draws a deployment as a flowchart of Mermaid, which GitHub shows in Markdown. */
export function mermaidOf({ gateway, sites }: TopologyGraph): string {
  const { name, prefixes } = gateway.network;
  return `${[
    "flowchart LR",
    `  accTitle: ${escaped(titleOf({ gateway, sites }))}`,
    ...sites.flatMap(siteLines),
    `  subgraph gateway[${quoted(`VPN gateway ${gateway.name}, ${gateway.sku}`)}]`,
    ...gateway.instances.map(
      ({ publicAddress }, i) =>
        `    instance${i}[${quoted(`instance ${i}`, ...(publicAddress === undefined ? [] : [publicAddress]))}]`,
    ),
    "  end",
    `  network[${quoted(`Azure network ${name}`, ...prefixes)}]`,
    ...sites.flatMap(linkLines),
    "  instance0 & instance1 --- network",
  ].join("\n")}\n`;
}

// Mermaid leaves room for one line of a subgraph's title, so the prefixes are a box of their own.
const siteLines = (site: GraphSite, i: number) => [
  `  subgraph site${i}[${quoted(siteName(site))}]`,
  `    networks${i}[${quoted(...site.prefixes)}]`,
  ...site.wans.map(
    (wan, j) => `    networks${i} --- site${i}wan${j}[${quoted(wan.interface, wanAddress(wan), wanSurroundings(wan))}]`,
  ),
  "  end",
];

const linkLines = ({ wans }: GraphSite, i: number) =>
  wans.flatMap((wan, j) =>
    perInstance((instance) => {
      const label = quoted(tunnelName(wan, instance), wan.connection);
      const link = wan.tunnels[instance] === undefined ? `-. ${label} .-x` : `== ${label} ===`;
      return `  site${i}wan${j} ${link} instance${instance}`;
    }),
  );
