import type { Deployment } from "../model/deployment";
import type { Machine } from "../model/machine";
import type { SimulatedSite } from "../model/site";
import { table, type Section } from "./document";
import type { Subject } from "./known";
import {
  CONNECTION_PRICE,
  GATEWAY_PRICES,
  HOURS_PER_MONTH,
  INCLUDED_CONNECTIONS,
  PUBLIC_ADDRESS_PRICE,
  type Price,
} from "./prices";

/** Something that Azure bills, for the whole deployment. */
interface Item {
  readonly what: string;
  readonly count: number;
  /** Absent where no public page with the price was found. */
  readonly price?: Price;
}

/** What the whole deployment costs in a month by public list prices. What has no known price is named. */
export function costs({ deployment }: Subject): Section {
  const items = itemsOf(deployment);
  const known = items.flatMap(({ count, price }) => (price ? [monthly(count, price)] : []));
  const sources = [...new Set(items.flatMap(({ price }) => (price ? [`${dated(price)}: ${price.source}`] : [])))];
  const unknown = items.filter(({ price }) => !price).length;
  const sum = known.reduce((all, one) => all + one, 0);
  return {
    id: "costs",
    title: "Monthly cost",
    blocks: [
      {
        kind: "text",
        text: `${dollars(sum)} a month for what has a known price, in ${HOURS_PER_MONTH} hours, pay as you go, without tax; ${unknown} further ${unknown === 1 ? "item has" : "items have"} a price that is unknown here. The prices are public list prices of their region and date, for the whole deployment; Azure's pricing calculator has yours: https://azure.microsoft.com/pricing/calculator/`,
      },
      table(
        "Items and their list prices",
        {
          what: "Item",
          count: "Number",
          price: "USD per hour, each",
          month: "USD per month",
          source: "Region and date",
        },
        items.map(({ what, count, price }) => ({
          what,
          count: String(count),
          price: price ? String(price.usdPerHour) : "unknown",
          month: price ? monthly(count, price).toFixed(2) : "unknown",
          source: price ? dated(price) : "none found",
        })),
      ),
      {
        kind: "list",
        items: [
          ...sources.map((source) => `Prices of ${source}`),
          "Traffic that leaves Azure is billed by the gigabyte: unknown.",
          ...(deployment.sites.some(({ kind }) => kind === "simulated")
            ? ["The router's licence is Cisco's, and on no bill of Azure: unknown."]
            : []),
        ],
      },
    ],
  };
}

const dated = ({ region, date }: Price) => `${region}, ${date}`;
const monthly = (count: number, { usdPerHour }: Price) => count * usdPerHour * HOURS_PER_MONTH;
const dollars = (amount: number) => `USD ${amount.toFixed(2)}`;

function itemsOf({ gateway, sites }: Deployment): Item[] {
  const simulated = sites.filter((site): site is SimulatedSite => site.kind === "simulated");
  const testVms = [gateway, ...simulated].flatMap(({ testVm }) => testVm ?? []);
  const connections = sites.flatMap((site) => site.connections).length;
  const beyond = (count: number) => Math.max(0, count - INCLUDED_CONNECTIONS);
  const { otherConnections: others } = gateway;
  const addresses = [
    gateway.exists ? 0 : 2,
    testVms.length,
    // eth1 has an address beside those of the WANs.
    ...simulated.map((site) => 1 + site.connections.length),
  ].reduce((sum, one) => sum + one, 0);
  return [
    ...(gateway.exists
      ? []
      : [{ what: `VPN gateway ${gateway.size.sku}`, count: 1, price: GATEWAY_PRICES[gateway.size.sku] }]),
    {
      what: `connections beyond the ${INCLUDED_CONNECTIONS} that a gateway includes`,
      count: beyond(others + connections) - beyond(others),
      price: CONNECTION_PRICE,
    },
    { what: "static public IPv4 addresses, Standard", count: addresses, price: PUBLIC_ADDRESS_PRICE },
    ...bySize(
      "router",
      simulated.map(({ router }) => router),
    ),
    ...bySize("test machine", testVms),
    { what: "managed disks, of the size of their images", count: simulated.length + testVms.length },
  ].filter(({ count }) => count > 0);
}

function bySize(role: string, machines: readonly Machine[]): Item[] {
  const sizes = [...new Set(machines.map(({ size }) => size))];
  return sizes.map((size) => ({
    what: `${role}, virtual machine ${size}`,
    count: machines.filter((one) => one.size === size).length,
  }));
}
