import { isExisting } from "../model/gateway";
import type { SimulatedSite } from "../model/site";
import { table, type Section } from "./document";
import type { Subject } from "./known";
import {
  ADDRESS_PRICE,
  CONNECTION_PRICE,
  GATEWAY_PRICES,
  INCLUDED_CONNECTIONS,
  MACHINE_PRICES,
  PRICES_TODAY,
  type Price,
} from "./prices";

/** Azure's month. */
const HOURS = 730;

interface Item {
  readonly what: string;
  readonly count: number;
  /** Absent: no price is known. */
  readonly price?: Price;
}

/** What the deployment costs in a month: the gateway with all of its connections, and the sites of the report. */
export function costs({ deployment, sites }: Subject): Section {
  const items = [...gatewayItems(deployment), ...addresses(deployment, sites), ...machines(deployment, sites)];
  const known = items.flatMap(({ count, price }) => (price ? [count * price.hourly * HOURS] : []));
  const unknown = items.flatMap(({ what, price }) => (price ? [] : [what]));
  const sources = [...new Set(items.flatMap(({ price }) => (price ? [price.source] : [])))];
  const total = known.reduce((sum, one) => sum + one, 0);
  return {
    id: "costs",
    title: "Cost in a month",
    blocks: [
      ...(items.length === 0
        ? [{ kind: "text" as const, text: "Nothing of this deployment is billed by the hour." }]
        : [
            table(
              "Public list prices, pay as you go, East US, 730 hours, in USD",
              { what: "What", count: "Count", each: "Each", all: "All" },
              [
                ...items.map(({ what, count, price }) => ({
                  what,
                  count: String(count),
                  each: price ? dollars(price.hourly * HOURS) : "not known",
                  all: price ? dollars(count * price.hourly * HOURS) : "not known",
                })),
                {
                  what: unknown.length > 0 ? "Total, without what is not known" : "Total",
                  count: "",
                  each: "",
                  all: dollars(total),
                },
              ],
            ),
          ]),
      {
        kind: "list",
        items: [
          ...(deployment.gateway.exists ? ["The gateway exists already: its own price is not in here."] : []),
          `Traffic, logs, disks and Cisco's licence come on top; so does what a contract, another region or another currency changes. Today's prices: ${PRICES_TODAY}`,
          ...sources.map((source) => `Prices by ${source}.`),
        ],
      },
    ],
  };
}

const dollars = (value: number) => value.toFixed(2);

function gatewayItems({ gateway, sites }: Subject["deployment"]): Item[] {
  // Azure bills each connection, whatever tunnels it has.
  const connections = sites.reduce((sum, site) => sum + site.connections.length, 0);
  const more = Math.max(0, connections - INCLUDED_CONNECTIONS);
  const price = GATEWAY_PRICES[gateway.size.sku];
  return [
    ...(gateway.exists ? [] : [{ what: `VPN gateway ${gateway.size.sku}, both instances`, count: 1, price }]),
    ...(more > 0
      ? [{ what: `Connections beyond the ${INCLUDED_CONNECTIONS} included`, count: more, price: CONNECTION_PRICE }]
      : []),
  ];
}

const isSimulated = (site: Subject["sites"][number]): site is SimulatedSite => site.kind === "simulated";

/** Two of the gateway; of a simulated router one for management and one for each WAN; one of each test machine. */
function addresses({ gateway }: Subject["deployment"], sites: Subject["sites"]): Item[] {
  const ofSites = sites
    .filter(isSimulated)
    .map(({ connections, testVm }) => 1 + connections.length + (testVm ? 1 : 0))
    .reduce((sum, count) => sum + count, 0);
  const count = (gateway.exists ? 0 : 2) + (gateway.testVm ? 1 : 0) + ofSites;
  return count > 0 ? [{ what: "Public IPv4 addresses, static", count, price: ADDRESS_PRICE }] : [];
}

/** Routers and test machines, by size. */
function machines({ gateway }: Subject["deployment"], sites: Subject["sites"]): Item[] {
  const simulated = sites.filter(isSimulated);
  const bySize = (what: string, sizes: readonly string[]): Item[] =>
    [...new Set(sizes)].map((size) => ({
      what: `${what} ${size}`,
      count: sizes.filter((one) => one === size).length,
      price: MACHINE_PRICES[size],
    }));
  const tests = [
    ...(isExisting(gateway.network) || !gateway.testVm ? [] : [gateway.testVm]),
    ...simulated.flatMap(({ testVm }) => testVm ?? []),
  ];
  return [
    ...bySize(
      "Routers",
      simulated.map(({ router }) => router.size),
    ),
    ...bySize(
      "Test machines",
      tests.map(({ size }) => size),
    ),
  ];
}
