import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud } from "../../simulator/azure/cloud";
import { azureTypeOf } from "../../simulator/azure/ids";
import type { Live, Tunnel } from "../../simulator/azure/live";
import type { Resource } from "../../simulator/azure/resource";
import type { Attributes } from "../../simulator/protocol/values";

/** An answer of Azure, as `__tests__/fixtures/azure` has it. */
export const azureAnswer = <T>(file: string): T =>
  JSON.parse(readFileSync(join(__dirname, "../fixtures/azure", file), "utf8")) as T;

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";
const idIn = (group: string, path: string) => `${SUBSCRIPTION}/resourceGroups/${group}/providers/${path}`;
const hub = (path: string) => idIn("dual-stack-vpn-gateway", path);
const site = (path: string) => idIn("dual-stack-onprem-cat", path);

export const IDS = {
  connection: hub("Microsoft.Network/connections/conn1-to-Catalyst"),
  gateway: hub("Microsoft.Network/virtualNetworkGateways/gw"),
  localNetworkGateway: hub("Microsoft.Network/localNetworkGateways/localNetGw1"),
  publicIp: hub("Microsoft.Network/publicIPAddresses/gw-pubIP1"),
  network: hub("Microsoft.Network/virtualNetworks/vnet1"),
  subnet: hub("Microsoft.Network/virtualNetworks/vnet1/subnets/subnet1"),
  nic: hub("Microsoft.Network/networkInterfaces/vm1-nic"),
  machine: hub("Microsoft.Compute/virtualMachines/vm1"),
  siteNetwork: site("Microsoft.Network/virtualNetworks/cat-net"),
  siteSubnet: site("Microsoft.Network/virtualNetworks/cat-net/subnets/app-subnet"),
  siteTable: site("Microsoft.Network/routeTables/RT-app-subnet"),
  siteNic: site("Microsoft.Network/networkInterfaces/vm2-nic"),
  siteMachine: site("Microsoft.Compute/virtualMachines/vm2"),
} as const;

export const resource = (id: string, properties: Attributes): Resource => ({
  id,
  name: id.split("/").at(-1)!,
  type: azureTypeOf(id),
  location: "uksouth",
  properties,
});

const nic = (id: string, subnet: string, ipv4: string, ipv6: string): Resource =>
  resource(id, {
    ipConfigurations: [ipv4, ipv6].map((privateIPAddress) => ({
      name: privateIPAddress,
      properties: { privateIPAddress, subnet: { id: subnet } },
    })),
  });
const machine = (id: string, nicId: string): Resource =>
  resource(id, { networkProfile: { networkInterfaces: [{ id: nicId }] } });
export const route = (table: string, name: string, properties: Attributes): Resource =>
  resource(`${table}/routes/${name}`, properties);

/** What a fixture shows, without what only Azure knows. */
function stored(name: string): Resource {
  const { properties, ...rest } = azureAnswer<Resource>(`arm/${name}-show.json`);
  const isStored = (key: string) => !/^(tunnel)?connectionStatus$|BytesTransferred$/i.test(key);
  return {
    ...rest,
    properties: Object.fromEntries(Object.entries(properties).filter(([key]) => isStored(key))),
  } as Resource;
}

const RESOURCES: readonly Resource[] = [
  ...["gateway", "local-gateway", "public-ip", "connection"].map(stored),
  resource(IDS.network, { addressSpace: { addressPrefixes: ["10.1.0.0/24", "2001:db8:1::/48"] } }),
  resource(`${IDS.network}/subnets/GatewaySubnet`, { addressPrefixes: ["10.1.0.224/27", "2001:db8:1:e::/64"] }),
  resource(IDS.subnet, { addressPrefixes: ["10.1.0.0/27", "2001:db8:1:1::/64"] }),
  nic(IDS.nic, IDS.subnet, "10.1.0.4", "2001:db8:1:1::4"),
  machine(IDS.machine, IDS.nic),
  resource(IDS.siteNetwork, { addressSpace: { addressPrefixes: ["10.2.0.0/24", "2001:db8:2::/48"] } }),
  resource(IDS.siteTable, { disableBgpRoutePropagation: false }),
  route(IDS.siteTable, "to-remote-network-v4", {
    addressPrefix: "10.1.0.0/24",
    nextHopType: "VirtualAppliance",
    nextHopIpAddress: "10.2.0.4",
  }),
  route(IDS.siteTable, "to-remote-network-v6", {
    addressPrefix: "2001:db8:1::/48",
    nextHopType: "VirtualAppliance",
    nextHopIpAddress: "2001:db8:2:1::4",
  }),
  resource(IDS.siteSubnet, {
    addressPrefixes: ["10.2.0.96/27", "2001:db8:2:4::/64"],
    routeTable: { id: IDS.siteTable },
  }),
  nic(IDS.siteNic, IDS.siteSubnet, "10.2.0.100", "2001:db8:2:4::4"),
  machine(IDS.siteMachine, IDS.siteNic),
];

/** The simulated cloud of the lab in `__tests__/fixtures/azure`, in a folder that the caller removes. */
export function azureLab() {
  const folder = mkdtempSync(join(tmpdir(), "azure-lab-"));
  const cloud = new Cloud(folder);
  for (const one of RESOURCES) cloud.put(one);
  return { cloud, remove: () => rmSync(folder, { recursive: true }) };
}

/** The tunnels of the connection in the fixtures. */
export const TUNNELS: readonly Tunnel[] = [
  {
    instanceAddress: "198.19.11.237",
    peerAddress: "198.19.5.218",
    connected: true,
    established: new Date("2026-11-26T08:14:02Z"),
    ingressBytes: 18234,
    egressBytes: 20118,
    ikeSa: {
      initiatorSpi: 5002378828330496231n,
      responderSpi: 15460013388959380535n,
      encryption: "GCMAES256",
      integrity: "SHA384",
      dhGroup: "DHGroup2048",
      udpPort: 4500,
      lifetimeSeconds: 28800,
      isInitiator: false,
      elapsedSeconds: 457,
      childSas: [
        {
          encryption: "GCMAES256",
          integrity: "GCMAES256",
          pfsGroup: "None",
          inboundSpi: 1687852760,
          outboundSpi: 230907700,
          localSelectors: ["0.0.0.0/0", "::/0"],
          remoteSelectors: ["0.0.0.0/0", "::/0"],
          lifetimeKilobytes: 0,
          lifetimeSeconds: 27000,
          isInitiator: false,
          elapsedSeconds: 457,
        },
      ],
    },
  },
  {
    instanceAddress: "198.19.7.249",
    peerAddress: "198.19.5.218",
    connected: false,
    ingressBytes: 0,
    egressBytes: 0,
  },
];

/** A negotiation on paper: what the fixtures show, and machines that say hello. */
export const paperLive = (tunnels: readonly Tunnel[] = TUNNELS): Live => ({
  tunnels: (id) => (id === IDS.connection ? tunnels : []),
  run: (_, script) =>
    script === "echo hello"
      ? Promise.resolve({ stdout: "hello\n", stderr: "" })
      : Promise.reject(new Error("the machine is off")),
  reset: () => Promise.resolve(),
});
