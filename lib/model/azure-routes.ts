import { FAMILIES, type DualStack } from "./dual-stack";
import type { AddressSpace } from "./network";

/** A route of a route table in Azure, to a machine that forwards. */
export interface AzureRoute {
  /** Unique in its table: `v4`, `v6-2`. */
  readonly key: string;
  readonly prefix: string;
  /** Private address of the machine. */
  readonly nextHop: string;
}

/** Azure's name of a route. */
export const routeName = ({ key }: AzureRoute): string => `to-remote-network-${key}`;

/** A route to each prefix of a network, through a router. */
export const routesThrough = (router: DualStack<string>, network: AddressSpace): AzureRoute[] =>
  FAMILIES.flatMap((family) => {
    // These keys differ from the names of the families, and stay: another would replace the routes.
    const first = family === "ipv4" ? "v4" : "v6";
    return network[family].map(({ cidr }, i) => ({
      key: i === 0 ? first : `${first}-${i + 1}`,
      prefix: cidr,
      nextHop: router[family],
    }));
  });
