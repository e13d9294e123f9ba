import type { Deployment } from "../../lib/model/deployment";
import type { Family } from "../../lib/model/dual-stack";
import { familyOf } from "../../lib/model/dual-stack";
import type { IpsecPolicy } from "../../lib/model/ipsec-policy";
import type { TopologyName } from "../../lib/model/topology";
import type { CauseName } from "../../lib/verify/cause";
import { difference } from "../../lib/router/difference";
import { labIntent } from "./intent";
import { healthyAzure, type AzureConnectionState, type AzureState, type AzureTunnelState } from "./showing-azure";
import type { MachineState } from "./showing-machines";
import { renderedFile, routerOf } from "./simulated-router";
import type { RouterState, TunnelState } from "./showing-router";
import { healthyWorld, type World } from "./world";

/** Something that is broken on purpose, and what it must be diagnosed to. */
export interface Break {
  readonly what: string;
  readonly cause: CauseName;
  /** The lab's mismatches that it is, by their names there. */
  readonly mismatches?: readonly string[];
  /** @default "article" */
  readonly topology?: TopologyName;
  /** Breaks a healthy world, with everything that follows. */
  readonly change: (world: World) => World;
}

type Change = Break["change"];

/** One change after the other. */
const each =
  (...changes: readonly Change[]): Change =>
  (world) =>
    changes.reduce((so, change) => change(so), world);

const router =
  (change: Partial<RouterState>): Change =>
  (world) => ({ ...world, router: { ...world.router, ...change } });
const azure =
  (change: Partial<AzureState>): Change =>
  (world) => ({ ...world, azure: { ...world.azure, ...change } });
const machines =
  (change: Partial<MachineState>): Change =>
  (world) => ({ ...world, machines: { ...world.machines, ...change } });

/** Which of the router's tunnels, by index. */
type Which = (index: number) => boolean;
const every: Which = () => true;
const first: Which = (index) => index === 0;

const tunnels =
  (change: Partial<TunnelState>, which: Which = every): Change =>
  ({ router, ...world }) => ({
    ...world,
    router: { ...router, tunnels: router.tunnels.map((one, i) => (which(i) ? { ...one, ...change } : one)) },
  });

/** Changes Azure's ends of the router's tunnels. */
const azureTunnels =
  (change: Partial<AzureTunnelState>, which: Which = every): Change =>
  ({ azure, ...world }) => ({
    ...world,
    azure: {
      ...azure,
      connections: azure.connections.map((connection, c) => ({
        ...connection,
        tunnels: connection.tunnels.map((one, instance) => {
          const own = world.intent.site.tunnels.findIndex((t) => t.connection === c && t.instance === instance);
          return own >= 0 && which(own) ? { ...one, ...change } : one;
        }),
      })),
    },
  });

const connections =
  (change: Partial<AzureConnectionState>, which: Which = every): Change =>
  ({ azure, ...world }) => ({
    ...world,
    azure: { ...azure, connections: azure.connections.map((one, i) => (which(i) ? { ...one, ...change } : one)) },
  });

const policy =
  (change: Partial<IpsecPolicy>): Change =>
  (world) => {
    const own = world.azure.connections[0]!.policy!;
    return connections({ policy: { ...own, ...change } })(world);
  };

/** What follows where no tunnel carries a family: the machines do not reach each other, the gateway's routes go. */
const unreached =
  (family: Family): Change =>
  ({ azure, machines, ...world }) => ({
    ...world,
    azure: {
      ...azure,
      routes: azure.routes.filter(({ source, prefix }) => {
        return source !== "VirtualNetworkGateway" || familyOf(prefix) !== family;
      }),
    },
    machines: {
      ...machines,
      unanswered: [
        ...machines.unanswered,
        ...(family === "ipv4" ? (["gateway IPv4", "site IPv4"] as const) : (["gateway IPv6", "site IPv6"] as const)),
      ],
    },
  });
const unanswered = machines({ unanswered: ["gateway IPv4", "gateway IPv6", "site IPv4", "site IPv6"] });

/** Takes tunnels down at both ends, as far as they come. */
const down =
  (ike: TunnelState["ike"], which: Which = every): Change =>
  (world) => {
    const isAll = world.router.tunnels.every((_, i) => which(i));
    return each(
      tunnels({ ike, families: [], sent: 0, received: 0 }, which),
      azureTunnels({ connected: false, families: [], ingress: 0, egress: 0 }, which),
      ...(isAll ? [unreached("ipv4"), unreached("ipv6")] : []),
    )(world);
  };

/** Leaves the IKE SAs, and no ESP. */
const withoutEsp = (activeSeconds = 90): Change =>
  each(down("READY"), tunnels({ activeSeconds }), azureTunnels({ hasSa: true }));

const alone = (family: Family): Change =>
  each(tunnels({ families: [family] }), azureTunnels({ families: [family] }), (world) =>
    unreached(family === "ipv4" ? "ipv6" : "ipv4")(world),
  );

const prefixes =
  (keep: (prefix: string) => boolean): Change =>
  (world) =>
    connections({ prefixes: world.azure.connections[0]!.prefixes.filter(keep) })(world);

/** Changes the config and deploys it, while the router's file stays as it was. */
const config =
  (change: (deployment: Deployment) => Deployment): Change =>
  ({ intent: { deployment: before, site: old, file }, ...world }) => {
    const deployment = change(before);
    const intent = { deployment, site: deployment.sites.find(({ name }) => name === old.name)!, file };
    return { ...world, intent, azure: healthyAzure(intent) };
  };

/** Gives a router the file that was rendered for it, and then what somebody types. */
function configuration(path: string, typed = ""): Change {
  const [router, file] = [routerOf(path), renderedFile(path)];
  router.take(`${file}${typed}`, "test");
  return (world) => ({ ...world, configuration: difference(router.runningConfig(), file) });
}

/** Seconds after which the keys of a tunnel were due to be changed. */
const LONG = 25_650;

export const BREAKS: readonly Break[] = [
  ...(["DHGroup24", "ECP256", "ECP384"] as const).map((dhGroup): Break => ({
    what: `the connections' DH group was changed to ${dhGroup} in Azure`,
    cause: "IKE policy changed in Azure",
    mismatches: [`Azure's dh_group is ${dhGroup}`],
    change: each(policy({ dhGroup }), down("refused at once")),
  })),
  {
    what: "the connections' IKE integrity was changed in Azure",
    cause: "IKE policy changed in Azure",
    mismatches: ["Azure's ike_integrity is another"],
    change: each(policy({ ikeIntegrity: "SHA256" }), down("refused at once")),
  },
  {
    what: "the connections' IKE cipher was changed to CBC in Azure",
    cause: "IKE policy changed in Azure",
    mismatches: ["Azure's ike_encryption is CBC for GCM"],
    change: each(policy({ ikeEncryption: "AES256" }), down("refused at once")),
  },
  {
    what: "the connections' IKE cipher was given another key length in Azure",
    cause: "IKE policy changed in Azure",
    mismatches: ["Azure's ike_encryption has another key length"],
    change: each(policy({ ikeEncryption: "GCMAES128" }), down("refused at once")),
  },
  {
    what: "the connections' policy was removed in Azure",
    cause: "IKE policy changed in Azure",
    change: each(connections({ policy: undefined }), down("refused at once")),
  },
  {
    what: "the connections' ESP cipher was given another key length in Azure",
    cause: "IPsec policy changed in Azure",
    mismatches: ["Azure's ESP has another key length"],
    change: each(policy({ ipsecEncryption: "GCMAES128", ipsecIntegrity: "GCMAES128" }), withoutEsp()),
  },
  {
    what: "the connections' ESP cipher was changed to CBC in Azure",
    cause: "IPsec policy changed in Azure",
    mismatches: ["Azure's ESP is CBC for GCM"],
    change: each(policy({ ipsecEncryption: "AES256", ipsecIntegrity: "SHA256" }), withoutEsp()),
  },
  ...(["PFS2048", "ECP384"] as const).map((pfsGroup): Break => ({
    what: `the connections' PFS group was changed to ${pfsGroup} in Azure, and nothing is rekeyed yet`,
    cause: "PFS changed in Azure",
    mismatches: [`Azure's pfs_group is ${pfsGroup}`],
    change: policy({ pfsGroup }),
  })),
  {
    what: "the connections' PFS group was changed in Azure, and the first rekeying has failed",
    cause: "PFS changed in Azure",
    change: each(policy({ pfsGroup: "PFS2048" }), withoutEsp(LONG)),
  },
  {
    what: "the shared key was changed in Azure",
    cause: "key differs",
    mismatches: ["Azure's shared key is another"],
    change: down("refused"),
  },
  {
    what: "the shared key was changed in Azure, and the router's SA is gone already",
    cause: "key differs",
    change: down("tried"),
  },
  {
    what: "the connections have each other's key in Azure",
    cause: "key differs",
    mismatches: ["Azure's keys are those of each other's tunnel"],
    change: down("refused"),
  },
  {
    what: "the key of one connection is of another version than the config's",
    cause: "key version differs",
    change: each(connections({ keyVersion: 2 }, first), down("refused", first)),
  },
  {
    what: "the local network gateways have no IPv6 prefix",
    cause: "no IPv6 prefix at Azure",
    mismatches: ["Azure's local network gateways have IPv4 prefixes alone"],
    change: each(
      prefixes((one) => !one.includes(":")),
      alone("ipv4"),
    ),
  },
  {
    what: "the local network gateways have no IPv4 prefix",
    cause: "no IPv4 prefix at Azure",
    mismatches: ["Azure's local network gateways have IPv6 prefixes alone"],
    change: each(
      prefixes((one) => one.includes(":")),
      alone("ipv6"),
    ),
  },
  {
    what: "the local network gateways have a prefix that is not the site's",
    cause: "prefixes changed in Azure",
    change: each(
      connections({ prefixes: ["10.9.0.0/24", "2001:db8:2::/48"] }),
      unreached("ipv4"),
      tunnels({ sent: 10, received: 0 }),
    ),
  },
  {
    what: "a local network gateway has another address than the router",
    cause: "wrong peer address at Azure",
    mismatches: ["Azure's local network gateway has another address"],
    change: each(connections({ peer: "192.0.2.99" }, first), down("IN-NEG", first)),
  },
  {
    what: "the connections were made policy-based in Azure",
    cause: "policy-based selectors",
    mismatches: ["Azure's connection is policy-based"],
    change: each(connections({ isPolicyBased: true }), withoutEsp()),
  },
  {
    what: "a connection was deleted in Azure",
    cause: "connection missing",
    change: each(down("IN-NEG", first), connections({ isMissing: true }, first)),
  },
  {
    what: "the DPD timeout of the connections was changed in Azure",
    cause: "DPD changed in Azure",
    change: connections({ dpdTimeoutSeconds: 10 }),
  },
  {
    what: "the connections were made ResponderOnly in Azure",
    cause: "connection mode changed in Azure",
    change: connections({ mode: "ResponderOnly" }),
  },
  {
    what: "the lifetimes of the connections were changed in Azure",
    cause: "lifetimes changed in Azure",
    change: policy({ saLifetimeSeconds: 3600 }),
  },
  {
    what: "the gateway is being updated",
    cause: "gateway not ready",
    change: each(azure({ provisioningState: "Updating" }), down("IN-NEG")),
  },
  {
    what: "the gateway was made active-standby in Azure",
    cause: "gateway not active-active",
    topology: "single",
    change: each(
      azure({ isActiveActive: false }),
      down("IN-NEG", (i) => i === 1),
    ),
  },
  {
    what: "an instance of the gateway has another address, and the file has the one of before",
    cause: "stale file",
    change: each(
      azure({ addresses: ["203.0.113.4", "203.0.113.77"] }),
      down("IN-NEG", (i) => i === 1),
    ),
  },
  {
    what: "one instance of the gateway is down",
    cause: "instance down",
    topology: "single",
    change: down("IN-NEG", (i) => i === 1),
  },
  {
    what: "one instance of the gateway is down, with four tunnels",
    cause: "instance down",
    topology: "mesh",
    change: down("IN-NEG", (i) => i === 1 || i === 2),
  },
  {
    what: "one WAN of four tunnels has no way out",
    cause: "UDP 500 blocked",
    topology: "mesh",
    change: down("IN-NEG", (i) => i === 1 || i === 3),
  },
  {
    what: "a security group drops UDP 500",
    cause: "UDP 500 blocked",
    change: down("IN-NEG"),
  },
  {
    what: "UDP 500 is open, and UDP 4500 is blocked",
    cause: "UDP 4500 blocked",
    change: down("half answered"),
  },
  {
    what: "a user-defined route of the gateway's side leads the site's prefix to nowhere",
    cause: "UDR overrides the gateway",
    change: each(
      (world) => {
        const { routes } = world.azure;
        const invalid = routes.map((one) => (one.prefix === "10.2.0.0/24" ? { ...one, state: "Invalid" } : one));
        return azure({ routes: [...invalid, { source: "User", prefix: "10.2.0.0/24", type: "None" }] })(world);
      },
      tunnels({ sent: 10, received: 0 }),
      azureTunnels({ egress: 0 }),
      machines({ unanswered: ["gateway IPv4", "site IPv4"] }),
    ),
  },
  {
    what: "a user-defined route of the gateway's side leads a part of the site's prefix to a firewall",
    cause: "UDR overrides the gateway",
    change: each(
      (world) => {
        const row = { source: "User", prefix: "10.2.0.96/27", type: "VirtualAppliance", hops: ["10.1.0.9"] };
        return azure({ routes: [...world.azure.routes, row] })(world);
      },
      machines({ unanswered: ["gateway IPv4", "site IPv4"] }),
    ),
  },
  {
    what: "the route table of the gateway's side does not take the gateway's routes",
    cause: "gateway routes not propagated",
    change: each(
      (world) =>
        azure({ routes: world.azure.routes.filter(({ source }) => source !== "VirtualNetworkGateway") })(world),
      tunnels({ sent: 10, received: 0 }),
      azureTunnels({ egress: 0 }),
      unanswered,
    ),
  },
  {
    what: "a security group behind the gateway drops what comes out of the tunnels",
    cause: "NSG drops",
    change: each(tunnels({ sent: 10, received: 0 }), azureTunnels({ ingress: 1500, egress: 0 }), unanswered),
  },
  {
    what: "the provider drops ESP from the router to the gateway",
    cause: "ESP dropped on the way",
    change: each(tunnels({ sent: 10, received: 0 }), azureTunnels({ ingress: 0, egress: 0 }), unanswered),
  },
  {
    what: "the machine at the site does not let the other one in",
    cause: "machine does not answer",
    change: machines({ unanswered: ["gateway IPv4", "gateway IPv6"] }),
  },
  {
    what: "the web servers of the machines are stopped",
    cause: "machine does not answer",
    change: machines({ http: false }),
  },
  ...(["group", "PRF", "cipher"] as const).map((part): Break => ({
    what: `the router's IKE proposal has another ${part} than its file`,
    cause: "IKE proposal differs at the router",
    mismatches: [part === "cipher" ? "the router's cipher is CBC for GCM" : `the router's ${part} is another`],
    change: down("refused at once"),
  })),
  {
    what: "the router has refused a line of its IKE proposal",
    cause: "router does not ask",
    mismatches: ["the router's cipher is GCM with an integrity line"],
    change: down("none"),
  },
  {
    what: "the router's keyring is for another address",
    cause: "router does not ask",
    mismatches: ["the router's key is for another address"],
    change: down("none"),
  },
  {
    what: "the router's tunnel leaves from another address than its profile says",
    cause: "router does not ask",
    mismatches: ["the router's tunnel leaves from another address than its profile says"],
    change: down("none", first),
  },
  {
    what: "the router's transform set has another key length or cipher than its file",
    cause: "transform set differs at the router",
    mismatches: ["the router's transform set has another key length", "the router's transform set is CBC with SHA-1"],
    change: withoutEsp(),
  },
  {
    what: "the router's PFS is on alone, and the first rekeying has failed",
    cause: "PFS differs at the router",
    mismatches: ["the router's PFS is on alone, or off alone"],
    change: withoutEsp(LONG),
  },
  {
    what: "the router has another key than its file",
    cause: "key differs",
    mismatches: ["the router's key is another"],
    change: down("refused"),
  },
  {
    what: "the router expects another identity of the gateway",
    cause: "identity refused by the router",
    mismatches: ["the router expects another identity"],
    change: each(down("refused"), azureTunnels({ hasSa: true })),
  },
  {
    what: "the router gives another identity than its file has",
    cause: "identity differs at the router",
    mismatches: ["the router gives another identity"],
    change: each(down("refused"), tunnels({ identity: "192.0.2.99" })),
  },
  {
    what: "the router's tunnels are in the mode of IPv4",
    cause: "tunnel mode differs at the router",
    mismatches: ["the router's tunnel mode is ipsec ipv4"],
    change: each(tunnels({ families: ["ipv4"] }), azureTunnels({ families: ["ipv4"] }), (world) =>
      machines({ unanswered: ["gateway IPv6", "site IPv6"] })(world),
    ),
  },
  {
    what: "the router's tunnels are in the mode of IPv6",
    cause: "tunnel mode differs at the router",
    mismatches: ["the router's tunnel mode is ipsec ipv6"],
    change: each(tunnels({ families: ["ipv6"] }), azureTunnels({ families: ["ipv6"] }), (world) =>
      machines({ unanswered: ["gateway IPv4", "site IPv4"] })(world),
    ),
  },
  {
    what: "a tunnel interface is shut",
    cause: "tunnel shut",
    change: each(down("none", first), tunnels({ shut: true }, first)),
  },
  {
    what: "a WAN of the router is shut, which its file has started",
    cause: "router lacks what its file needs",
    change: each(configuration("cat-tunnels.cfg", "interface GigabitEthernet2\n shutdown\n"), down("none", first)),
  },
  {
    what: "the router does not forward IPv6, for which its file has routes",
    cause: "router lacks what its file needs",
    change: each(
      configuration("on-premises/two-providers-oslo.cfg"),
      machines({ unanswered: ["gateway IPv6", "site IPv6"] }),
    ),
  },
  {
    what: "the router was not given the file of a gateway with new addresses",
    cause: "router runs another file",
    change: each(down("IN-NEG"), tunnels({ peer: "198.51.100.77" })),
  },
  {
    what: "the router runs other IKE algorithms than its file has",
    cause: "router runs another file",
    change: tunnels({ encryption: "AES-CBC, keysize: 256" }),
  },
  {
    what: "the router runs another transform set than its file has",
    cause: "router runs another file",
    change: tunnels({ transform: "esp-256-aes esp-sha256-hmac" }),
  },
  {
    what: "the config and Azure have another policy, and the file is of before",
    cause: "stale file",
    change: each(
      config(({ sites, ...rest }) => ({
        ...rest,
        sites: sites.map((site) => ({
          ...site,
          connections: site.connections.map((one) => ({
            ...one,
            ipsecPolicy: { ...one.ipsecPolicy, dhGroup: "ECP384" },
          })),
        })),
      })),
      down("refused at once"),
    ),
  },
  {
    what: "the config has a network behind the gateway that the file does not know",
    cause: "stale file",
    change: config(({ gateway, ...rest }) => ({
      ...rest,
      gateway: {
        ...gateway,
        network: { ...gateway.network, ipv4: [{ ...gateway.network.ipv4[0]!, cidr: "10.4.0.0/24" }] },
      },
    })),
  },
  {
    what: "an instance is reached by another interface than the tunnel's WAN",
    cause: "wrong egress",
    change: each(
      down("IN-NEG", first),
      router({
        routes: (list) =>
          list.map((one) =>
            one.via === "GigabitEthernet2" ? { ...one, via: "GigabitEthernet1", nextHop: "10.2.0.1" } : one,
          ),
      }),
    ),
  },
  {
    what: "an instance has no route of its own",
    cause: "wrong egress",
    change: each(
      down("IN-NEG", first),
      router({ routes: (list) => list.filter(({ via }) => via !== "GigabitEthernet2") }),
    ),
  },
  {
    what: "the licence level of the router is not active",
    cause: "licence inactive",
    change: each(down("none"), router({ licenceLevel: "", throughputKbps: 10_000 })),
  },
  {
    what: "the throughput level was not set",
    cause: "throughput unset",
    change: router({ throughputKbps: 10_000 }),
  },
  {
    what: "the routes through the tunnels were removed, and those to Null0 are left",
    cause: "route missing at the router",
    change: each(
      router({ routes: (list) => list.filter(({ via }) => !via.startsWith("Tunnel")) }),
      tunnels({ sent: 0, received: 12 }),
      azureTunnels({ ingress: 0, egress: 1000 }),
      unanswered,
    ),
  },
  {
    what: "the route through one tunnel was removed",
    cause: "route missing at the router",
    change: router({ routes: (list) => list.filter(({ via }) => via !== "Tunnel1") }),
  },
  {
    what: "the route to the machines of the site was removed",
    cause: "route missing at the router",
    change: each(
      router({ routes: (list) => list.filter(({ via }) => via !== "10.2.0.1") }),
      machines({ unanswered: ["gateway IPv4", "site IPv4"] }),
    ),
  },
  {
    what: "the router sends its answers by another way",
    cause: "answers by another way",
    change: each(tunnels({ sent: 0, received: 12 }), azureTunnels({ ingress: 0, egress: 1000 }), unanswered),
  },
  {
    what: "the route table of the site does not lead to the router",
    cause: "no UDR to the router",
    change: each(
      (world) => azure({ siteRoutes: world.azure.siteRoutes.filter(({ source }) => source !== "User") })(world),
      tunnels({ sent: 0, received: 12 }),
      azureTunnels({ ingress: 0, egress: 1000 }),
      unanswered,
    ),
  },
  {
    what: "the route table of the site leads to another machine than the router",
    cause: "no UDR to the router",
    change: (world) =>
      azure({
        siteRoutes: world.azure.siteRoutes.map((one) => (one.source === "User" ? { ...one, hops: ["10.2.0.9"] } : one)),
      })(each(tunnels({ sent: 0, received: 12 }), azureTunnels({ ingress: 0, egress: 1000 }), unanswered)(world)),
  },
  {
    what: "each IKE SA stands twice",
    cause: "duplicate SAs",
    change: each(tunnels({ twice: "IKE", activeSeconds: 600 }), azureTunnels({ twice: true })),
  },
  {
    what: "the ESP SAs of each selector stand twice",
    cause: "duplicate SAs",
    change: tunnels({ twice: "ESP" }),
  },
  {
    what: "the router's DPD has other times than its file",
    cause: "router runs another file",
    change: tunnels({ dpd: "40 seconds, retry 2" }),
  },
];

/** The world of a break. */
export const worldOf = ({ topology = "article", change }: Break): World => change(healthyWorld(labIntent(topology)));
