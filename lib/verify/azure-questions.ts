import type { Deployment } from "../model/deployment";
import { isExisting } from "../model/gateway";
import { nameBy } from "../model/names";
import type { Site } from "../model/site";
import { perInstance } from "../model/topology";

/** What to ask Azure about one resource. */
export interface AzureQuestion {
  /** Of the resource. */
  readonly id: string;
  /** The command of az that asks it, without `--ids`. */
  readonly az: string;
}

/**
 * What to ask Azure about the tunnels of a site: its connections with their IKE SAs and local network gateways, the
 * gateway and its addresses, and the routes that the test machines have.
 *
 * @see https://learn.microsoft.com/rest/api/network-gateway/virtual-network-gateway-connections
 */
export function azureQuestions(
  { gateway, names }: Pick<Deployment, "gateway" | "names">,
  site: Site,
  subscription: string,
): readonly AzureQuestion[] {
  const { network } = gateway;
  const idIn = (group: string) => (path: string) =>
    `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Network/${path}`;
  const own = idIn(gateway.resourceGroup);
  const ofGateway = gateway.exists && isExisting(network) ? idIn(network.resourceGroup) : own;
  const routesOf = (inGroup: (path: string) => string, machine: string): AzureQuestion => ({
    id: inGroup(`networkInterfaces/${nameBy(names.networkInterface, { name: machine })}`),
    az: "az network nic show-effective-route-table",
  });
  return [
    { id: ofGateway(`virtualNetworkGateways/${gateway.name}`), az: "az network vnet-gateway show" },
    // The addresses of a gateway that exists have names of their own.
    ...(gateway.exists
      ? []
      : perInstance((instance) => ({
          id: own(`publicIPAddresses/${nameBy(names.gatewayPublicIp, { name: gateway.name, number: instance + 1 })}`),
          az: "az network public-ip show",
        }))),
    ...site.connections.flatMap(({ name, localNetworkGateway }): AzureQuestion[] => [
      { id: own(`connections/${name}`), az: "az network vpn-connection show" },
      { id: own(`connections/${name}`), az: "az network vpn-connection list-ike-sas" },
      { id: own(`localNetworkGateways/${localNetworkGateway}`), az: "az network local-gateway show" },
    ]),
    ...(gateway.testVm ? [routesOf(own, gateway.testVm.name)] : []),
    ...(site.kind === "simulated" && site.testVm ? [routesOf(idIn(site.resourceGroup), site.testVm.name)] : []),
  ];
}

/** The questions as commands of az, to be typed as they are. */
export const azCommands = (questions: readonly AzureQuestion[]): string[] =>
  questions.map(({ az, id }) => `${az} --ids ${id} --output json`);
