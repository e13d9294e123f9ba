import type { GraphSite, TopologyGraph } from "./topology-graph";
import { siteName, tunnelLabel, wanName, wanSurroundings } from "./words";

/** A text in quotes, in which these signs would end it, mark it up, or begin an entity. */
const quoted = (...lines: readonly string[]) =>
  `"${lines.map((line) => line.replace(/[&<>"#`]/g, (sign) => `#${sign.codePointAt(0)};`)).join("<br>")}"`;

/** Draws a deployment as a flowchart of Mermaid, which GitHub shows in Markdown. */
export function mermaidOf({ gateway, sites }: TopologyGraph): string {
  return `${[
    "flowchart LR",
    ...sites.flatMap(siteLines),
    `  subgraph network[${quoted(`Azure network ${gateway.network.name}`, ...gateway.network.prefixes)}]`,
    `    subgraph gateway[${quoted(`VPN gateway ${gateway.name}, ${gateway.sku}`)}]`,
    ...gateway.instances.map(
      ({ publicAddress }, i) =>
        `      instance${i}[${quoted(`instance ${i}`, ...(publicAddress === undefined ? [] : [publicAddress]))}]`,
    ),
    "    end",
    "  end",
    ...sites.flatMap(linkLines),
  ].join("\n")}\n`;
}

const siteLines = (site: GraphSite, i: number) => [
  `  subgraph site${i}[${quoted(siteName(site), ...site.prefixes)}]`,
  ...site.wans.map((wan, j) => `    site${i}wan${j}[${quoted(wanName(wan), wanSurroundings(wan))}]`),
  "  end",
];

const linkLines = ({ wans }: GraphSite, i: number) =>
  wans.flatMap((wan, j) =>
    ([0, 1] as const).map((instance) => {
      const label = quoted(tunnelLabel(wan, instance));
      const link = wan.tunnels[instance] === undefined ? `-. ${label} .-x` : `== ${label} ==>`;
      return `  site${i}wan${j} ${link} instance${instance}`;
    }),
  );
