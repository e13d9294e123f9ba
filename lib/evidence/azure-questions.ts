import type { Deployment } from "../model/deployment";
import { isExisting } from "../model/gateway";
import { nameBy, publicIpName } from "../model/names";
import type { SimulatedSite, Site } from "../model/site";
import { perInstance, WAN_ROLES } from "../model/topology";

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
  const address = (idOf: (path: string) => string, name: string, zones: readonly string[]): AzureQuestion => ({
    id: idOf(`publicIPAddresses/${publicIpName(name, zones)}`),
    az: "az network public-ip show",
  });
  const routes = (idOf: (path: string) => string, machine: string): AzureQuestion => ({
    id: idOf(`networkInterfaces/${nameBy(names.networkInterface, { name: machine })}`),
    az: "az network nic show-effective-route-table",
  });
  const ofSite = (simulated: SimulatedSite): AzureQuestion[] => {
    const { connections, router, zones, testVm } = simulated;
    const inSite = idIn(simulated.resourceGroup);
    const nameOf = (i: number) => nameBy(names.routerPublicIp, { name: `${router.name}-${WAN_ROLES[i]}` });
    return [
      ...connections.map((_, i) => address(inSite, nameOf(i), zones)),
      ...(testVm ? [routes(inSite, testVm.name)] : []),
    ];
  };
  // The addresses of a gateway that exists have names of their own, and it shows them itself.
  const addresses = gateway.exists
    ? []
    : perInstance((instance) =>
        address(own, nameBy(names.gatewayPublicIp, { name: gateway.name, number: instance + 1 }), gateway.zones),
      );
  return [
    { id: ofGateway(`virtualNetworkGateways/${gateway.name}`), az: "az network vnet-gateway show" },
    ...addresses,
    ...site.connections.flatMap(({ name, localNetworkGateway }): AzureQuestion[] => [
      { id: own(`connections/${name}`), az: "az network vpn-connection show" },
      { id: own(`connections/${name}`), az: "az network vpn-connection list-ike-sas" },
      { id: own(`localNetworkGateways/${localNetworkGateway}`), az: "az network local-gateway show" },
    ]),
    ...(gateway.testVm ? [routes(own, gateway.testVm.name)] : []),
    ...(site.kind === "simulated" ? ofSite(site) : []),
  ];
}

/** The questions as commands of az, to be typed as they are. */
export const azCommands = (questions: readonly AzureQuestion[]): string[] =>
  questions.map(({ az, id }) => `${az} --ids ${id} --output json`);
