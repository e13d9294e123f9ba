import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ConfigFile } from "../../config/schema";
import type { Cell, ReportData } from "../../lib/report/document";
import { htmlOf } from "../../lib/report/html";
import { markdownOf } from "../../lib/report/markdown";
import type { PerInstance } from "../../lib/model/topology";
import type { CheckResult } from "../../lib/verify/result";
import { DEPLOYED, reportOf, rowsOf } from "../helpers/report";
import { stackReader } from "../helpers/stack-reader";
import { deploymentOf, fleet, lab, synthesize, type Block } from "../helpers/synth";

/* What the report says of a deployment is what Terraform is told, resource by resource, and never a secret. */

const examples = join(__dirname, "../../config/examples");
const example = (file: string) => JSON.parse(readFileSync(join(examples, file), "utf8")) as ConfigFile;

const CONFIGS: Readonly<Record<string, () => ConfigFile>> = {
  lab,
  fleet,
  "the lab with one WAN": () =>
    lab(({ sites }) => {
      sites[0] = { name: "cat", topology: "single" };
    }),
  "the lab with all four tunnels": () =>
    lab(({ sites }) => {
      sites[0]!.topology = "mesh";
    }),
  "the lab without test machines, for administrators of both families": () =>
    lab((config) => {
      config.adminSourcePrefixes = ["192.0.2.0/24", "2001:db8:f::/48", "198.51.100.0/24"];
      config.gateway.testVm = { enabled: false };
      config.sites[0]!.testVm = { enabled: false };
    }),
  "the lab under names of a convention, beside a site on premises": () => ({
    ...lab(),
    names: { networkSecurityGroup: "sec-{name}", routeTable: "{name}-udr" },
    sites: [...lab().sites, ...example("two-providers.json").sites],
  }),
  ...Object.fromEntries(
    readdirSync(examples)
      .filter((file) => !file.endsWith(".azure.json"))
      .map((file) => [file, () => example(file)]),
  ),
};

describe.each(Object.entries(CONFIGS))("%s", (_, config) => {
  const stacks = synthesize(config());
  const { resourcesIn, target } = stackReader(stacks);
  const gateway = stacks["vpn-gateway"]!;
  // Tokens stand for what Azure gives: the report has them where Terraform puts the addresses.
  const report = reportOf(deploymentOf(config()), {
    deployed: {
      ...DEPLOYED,
      gatewayAddresses: gateway.output.gateway_public_addresses!.value as PerInstance<string>,
      peers: Object.fromEntries(
        resourcesIn("azurerm_virtual_network_gateway_connection").map(({ stack, block }) => {
          const { gateway_address: address } = target(stack, block.local_network_gateway_id);
          return [block.name, address];
        }),
      ) as Record<string, string>,
    },
  });

  test("the security rules are those of the network security groups", () => {
    const deployed = resourcesIn("azurerm_network_security_rule").map(({ stack, block }) => {
      expect(block).toMatchObject({ access: "Allow", direction: "Inbound", source_port_range: "*" });
      return {
        group: target(stack, block.network_security_group_name).name,
        rule: [String(block.priority), block.name],
        protocol: { "*": "any", Tcp: "TCP", Udp: "UDP" }[block.protocol as string],
        sources: block.source_address_prefixes,
        destinations: block.destination_address_prefixes ?? { "*": "any" }[block.destination_address_prefix as string],
        port: block.destination_port_range === "*" ? "any" : block.destination_port_range,
      };
    });
    const reported = rowsOf(report, "security-and-routes", "Rules of the network security groups, inbound");
    expect(sorted(reported.map(({ group, ...row }) => ({ ...row, group: group![0] })))).toEqual(sorted(deployed));
  });

  test("the routes are those of the route tables", () => {
    const subnetOf = new Map(
      resourcesIn("azurerm_subnet_route_table_association").map(({ stack, block }) => [
        target(stack, block.route_table_id).name,
        target(stack, block.subnet_id).name,
      ]),
    );
    const deployed = resourcesIn("azurerm_route").map(({ stack, block }) => {
      const table = target(stack, block.route_table_name).name;
      return {
        ...{ table, subnet: subnetOf.get(table), route: block.name, prefix: block.address_prefix },
        nextHop: block.next_hop_in_ip_address,
      };
    });
    expect(sorted(rowsOf(report, "security-and-routes", "Route tables"))).toEqual(sorted(deployed));
  });

  test("the subnets and hosts are those of the networks and interfaces", () => {
    const hosts = resourcesIn("azurerm_network_interface").map(({ stack, block }) => {
      const ends = block.ip_configuration as Block[];
      return {
        subnet: target(stack, ends[0]!.subnet_id),
        addresses: ends.map(({ private_ip_address: address }) => address),
      };
    });
    const deployed = resourcesIn("azurerm_subnet").map(({ stack, block }) => {
      const [ipv4, ipv6] = block.address_prefixes as string[];
      const given = block.name === "GatewaySubnet" ? "given by Azure" : "none";
      const host = hosts.find(({ subnet }) => subnet === block)?.addresses ?? given;
      return { network: target(stack, block.virtual_network_name).name, subnet: block.name, ipv4, ipv6, host };
    });
    expect(sorted(rowsOf(report, "addresses", "Subnets and hosts"))).toEqual(sorted(deployed));
  });

  test("the networks are those that Azure has behind either end", () => {
    const made = resourcesIn("azurerm_virtual_network").map(({ block }) => block.address_space);
    const far = resourcesIn("azurerm_local_network_gateway").map(({ block }) => block.address_space);
    const looked = config().gateway.networks;
    const deployed = [...made, ...far, ...(looked ? [[...looked.ipv4, ...(looked.ipv6 ?? [])]] : [])];
    const reported = rowsOf(report, "addresses", "Networks").map(({ ipv4, ipv6 }) =>
      [...lines(ipv4), ...lines(ipv6)].filter((text) => text !== "none"),
    );
    expect(sorted(distinct(reported))).toEqual(sorted(distinct(deployed)));
  });

  test("the tunnel matrix is the one that the deployment puts out", () => {
    const matrix = gateway.output.tunnel_matrix!.value as Readonly<Record<string, readonly Block[]>>;
    const deployed = Object.entries(matrix).flatMap(([site, rows]) =>
      rows.map((row) => ({
        site,
        connection: row.connection,
        wan: [row.router_interface, row.router_public_address],
        instance: [String(row.gateway_instance), row.gateway_address],
        tunnel: row.tunnel_interface,
      })),
    );
    const reported = rowsOf(report, "tunnels", "Instance and WAN").map(({ tunnel, ...row }) => ({
      ...row,
      tunnel: tunnel === "none: down by design" ? "none" : tunnel![0],
    }));
    expect(sorted(reported)).toEqual(sorted(deployed));
  });

  test("the policies are those of the connections", () => {
    const deployed = resourcesIn("azurerm_virtual_network_gateway_connection").map(({ block }) => block.ipsec_policy);
    expect(sorted(reportedPolicies(report))).toEqual(sorted(distinct(deployed)));
  });
});

test("no secret of a router's file or of what was seen is in any format, whatever its form", () => {
  const deployment = deploymentOf(lab());
  const secrets = {
    key: "TheKeyOfConnection1",
    local: "TheLocalKeyOfConnection2",
    hex: "0A1B2C3D4E5F60718293A4B5C6D7E8F9",
    hash: "$9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM",
    password: "ThePasswordOfTheAdministrator",
    community: "TheCommunityOfTheRouter",
    isakmp: "TheKeyOfIkeVersion1",
    body: "MIIEowIBAAKCAQEAtheBodyOfThePrivateKey",
  };
  const file = [
    ` pre-shared-key ${secrets.key}`,
    ` pre-shared-key local ${secrets.local}`,
    ` pre-shared-key hex ${secrets.hex}`,
    `crypto isakmp key ${secrets.isakmp} address 203.0.113.1`,
    `enable secret 9 ${secrets.hash}`,
    `username admin password 0 ${secrets.password}`,
    `snmp-server community ${secrets.community} RO`,
    ...["-----BEGIN PRIVATE KEY-----", secrets.body, "-----END PRIVATE KEY-----"],
  ];
  const checks = file.slice(0, -2).map((seen): CheckResult => ({ check: "running", outcome: "failed", seen }));
  const report = reportOf(deployment, {
    deployed: {
      ...DEPLOYED,
      files: {
        cat: {
          text: file.join("\n"),
          before: { made: "2026-04-01T08:15:00Z", text: ["!", ...file.slice(1)].join("\n") },
        },
      },
    },
    results: [{ ...{ word: "verify", config: "lab", ended: "2026-05-04T13:37:42Z", outcome: "failed" }, checks }],
  });
  for (const text of [htmlOf(report), markdownOf(report), JSON.stringify(report)]) {
    expect(Object.values(secrets).filter((secret) => text.includes(secret))).toEqual([]);
    expect(text).toContain("left out here: it may hold a secret");
  }
});

/** A policy of the report in Azure's column, as azurerm writes it. */
function reportedPolicies(report: ReportData) {
  const { blocks } = report.sections.find(({ id }) => id === "policies")!;
  return blocks.flatMap((block) => {
    if (block.kind !== "table") return [];
    const azure = Object.fromEntries(block.rows.map(({ setting, azure }) => [setting, azure as string]));
    const [encryption, integrity] = azure["ESP encryption and integrity"]!.split(", ");
    return [
      {
        ike_encryption: azure["IKE encryption"],
        ike_integrity: azure["IKE integrity and PRF"],
        dh_group: azure["Diffie-Hellman group"],
        ipsec_encryption: encryption,
        ipsec_integrity: integrity,
        pfs_group: azure.PFS,
        sa_lifetime: Number.parseInt(azure["Lifetime of an IPsec SA"]!),
        sa_datasize: azure["Data of an IPsec SA"] === "no limit" ? 0 : Number.parseInt(azure["Data of an IPsec SA"]!),
      },
    ];
  });
}

const lines = (cell: Cell | undefined): readonly string[] => (typeof cell === "string" ? [cell] : cell!);
const text = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
const sorted = <T>(values: readonly T[]): T[] => [...values].sort((a, b) => (text(a) < text(b) ? -1 : 1));
const distinct = <T>(values: readonly T[]): T[] => [...new Map(values.map((one) => [text(one), one])).values()];
