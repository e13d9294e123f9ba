import { ED25519 } from "../fixtures/ssh-keys";
import {
  fleet,
  lab,
  resource,
  resourcesOf,
  synthesize,
  synthesizeText,
  type StackJson,
  type SimulatedConfig,
} from "../helpers/synth";

const twoSites = (change: (config: SimulatedConfig) => void = () => {}) =>
  lab((config) => {
    config.sites.push({ name: "paris", network: { ipv4: "10.3.0.0/24", ipv6: "2001:db8:3::/48" } });
    change(config);
  });

/** Addresses of all resources that a block names anywhere, without repeats. */
function references(block: unknown): string[] {
  const text = JSON.stringify(block);
  const found = text.matchAll(/(?:\$\{|")((?:azurerm|random)_[a-z_]+\.[\w-]+)/g);
  return [...new Set([...found].map(([, address]) => address!))];
}

function dependencyGraph(json: StackJson): Map<string, string[]> {
  return new Map(
    Object.entries(json.resource).flatMap(([type, byName]) =>
      Object.entries(byName).map(([name, block]) => [`${type}.${name}`, references(block)] as const),
    ),
  );
}

/** Whether `from` waits for `to`, over any number of steps. */
function waitsFor(graph: Map<string, string[]>, from: string, to: string): boolean {
  return graph.get(from)!.some((next) => next === to || waitsFor(graph, next, to));
}

describe("two sites", () => {
  const stacks = synthesize(twoSites());

  test("are a stack each beside the gateway's", () => {
    expect(Object.keys(stacks)).toEqual(["onprem-cat", "onprem-paris", "vpn-gateway"]);
  });

  test("get two connections, two keys and a file each", () => {
    const gateway = stacks["vpn-gateway"]!;
    expect(resourcesOf(gateway, "azurerm_virtual_network_gateway_connection").map(({ name }) => name)).toEqual([
      "conn1-to-Catalyst",
      "conn2-to-Catalyst",
      "conn1-to-paris",
      "conn2-to-paris",
    ]);
    expect(resourcesOf(gateway, "local_file").map(({ filename }) => filename)).toEqual([
      "../../../generated/cat-tunnels.cfg",
      "../../../generated/paris-tunnels.cfg",
    ]);
    expect(resourcesOf(gateway, "local_file")).toMatchObject(
      Array(2).fill({ file_permission: "0600", directory_permission: "0700" }),
    );
    expect(Object.keys(gateway.output.tunnel_matrix!.value as object)).toEqual(["cat", "paris"]);
    expect(gateway.output.router_configs!.sensitive).toBe(true);
  });

  test("do not change each other's stack", () => {
    expect(stacks["onprem-cat"]).toEqual(synthesize(lab())["onprem-cat"]);
  });
});

test("a site that is taken out of ten takes its connections, keys, rules and file with it, and nothing else", () => {
  const before = synthesize(fleet());
  const after = synthesize(fleet((config) => void config.sites.splice(4, 1)));
  const { "onprem-geneva": gone, "vpn-gateway": gateway, ...others } = before;
  const { "vpn-gateway": remaining, ...sites } = after;
  expect(gone).toBeDefined();
  expect(sites).toEqual(others);
  const addresses = (json: StackJson) => [...dependencyGraph(json).keys()];
  const removed = addresses(gateway!).filter((address) => !addresses(remaining!).includes(address));
  expect(removed.map((address) => address.replace(/_[0-9A-F]{8}$/, "")).sort()).toEqual([
    "azurerm_local_network_gateway.site-geneva_tunnel-1_local-network-gateway",
    "azurerm_local_network_gateway.site-geneva_tunnel-2_local-network-gateway",
    "azurerm_network_security_rule.site-geneva_ike",
    "azurerm_network_security_rule.site-geneva_nat-t",
    "azurerm_virtual_network_gateway_connection.site-geneva_tunnel-1",
    "azurerm_virtual_network_gateway_connection.site-geneva_tunnel-2",
    "local_file.site-geneva_router-config",
    "random_password.shared_key_geneva_1",
    "random_password.shared_key_geneva_2",
  ]);
  expect(addresses(remaining!).filter((address) => !addresses(gateway!).includes(address))).toEqual([]);
  const changed = Object.entries(remaining!.resource).flatMap(([type, byName]) =>
    Object.entries(byName)
      .filter(([name, block]) => JSON.stringify(block) !== JSON.stringify(gateway!.resource[type]![name]))
      .map(([, { name }]) => name),
  );
  // The NSGs of the test machine and its subnet list the networks that may talk; the next connection waits
  // for another one.
  expect(changed).toEqual(["allow-vpn-ipv4", "allow-vpn-ipv6", "allow-vpn-ipv4", "allow-vpn-ipv6", "conn1-to-lisbon"]);
});

describe("the graph", () => {
  const stacks = synthesize(lab());
  const site = dependencyGraph(stacks["onprem-cat"]!);
  const gateway = dependencyGraph(stacks["vpn-gateway"]!);
  const only = (graph: Map<string, string[]>, start: string) => {
    const found = [...graph.keys()].filter((address) => address.startsWith(start));
    expect(found).toHaveLength(1);
    return found[0]!;
  };

  test("writes to one network one after the other: subnets, then associations", () => {
    const chain = [
      "azurerm_subnet.network_vnet_eth1_",
      "azurerm_subnet.network_vnet_eth2_",
      "azurerm_subnet.network_vnet_eth3_",
      "azurerm_subnet.network_vnet_app_",
      "azurerm_subnet_route_table_association.network_eth1-association_",
      "azurerm_subnet_route_table_association.network_app-association_",
      "azurerm_subnet_network_security_group_association.network_eth1-security-group_",
      "azurerm_subnet_network_security_group_association.network_eth2-security-group_",
      "azurerm_subnet_network_security_group_association.network_eth3-security-group_",
      "azurerm_subnet_network_security_group_association.network_app-security-group_",
    ].map((start) => only(site, start));
    for (let i = 1; i < chain.length; i++) expect(site.get(chain[i]!)).toContain(chain[i - 1]);
    const subnet1 = only(gateway, "azurerm_subnet.vnet_subnet1_");
    const gatewaySubnet = only(gateway, "azurerm_subnet.vnet_gatewaySubnet_");
    expect(gateway.get(gatewaySubnet)).toContain(subnet1);
    const association = only(gateway, "azurerm_subnet_network_security_group_association.subnet1-security-group");
    expect(gateway.get(association)).toContain(gatewaySubnet);
    expect(gateway.get(only(gateway, "azurerm_virtual_network_gateway.gateway_"))).toContain(association);
  });

  test("deletes a machine before anything that writes to its interfaces or its subnets", () => {
    for (const graph of [site, gateway]) {
      const all = [...graph.keys()];
      const machines = all.filter((address) => address.startsWith("azurerm_linux_virtual_machine."));
      expect(machines.length).toBeGreaterThan(0);
      const networkInterface = (from: string) =>
        graph.get(from)!.filter((address) => address.startsWith("azurerm_network_interface."));
      for (const machine of machines) {
        const interfaces = networkInterface(machine);
        expect(interfaces.length).toBeGreaterThan(0);
        const ofInterfaces = all.filter(
          (address) =>
            address.startsWith("azurerm_network_interface_security_group_association.") &&
            interfaces.includes(networkInterface(address)[0]!),
        );
        expect(ofInterfaces).toHaveLength(interfaces.length);
        const ofSubnets = all.filter((address) => /^azurerm_subnet_\w+_association\./.test(address));
        expect(graph.get(machine)).toEqual(expect.arrayContaining([...ofInterfaces, ...ofSubnets]));
      }
    }
  });

  test("writes routes and rules after the subnets, which Azure may refuse to move", () => {
    const last = { site: "azurerm_subnet.network_vnet_app_", gateway: "azurerm_subnet.vnet_gatewaySubnet_" };
    const following = (graph: Map<string, string[]>, start: string) =>
      [...graph.keys()].filter((address) => address.startsWith(start) && !/_(ike|nat-t)_/.test(address));
    for (const route of following(site, "azurerm_route.")) expect(site.get(route)).toContain(only(site, last.site));
    for (const [graph, subnet] of [
      [site, only(site, last.site)],
      [gateway, only(gateway, last.gateway)],
    ] as const) {
      const rules = following(graph, "azurerm_network_security_rule.");
      expect(rules.length).toBeGreaterThanOrEqual(6);
      for (const rule of rules) expect(waitsFor(graph, rule, subnet)).toBe(true);
    }
  });

  test("writes a router's file after its connections, so that it never holds a key that one failed to get", () => {
    const { local_file: files } = stacks["vpn-gateway"]!.resource;
    expect(Object.values(files!).map((file) => file.depends_on)).toEqual([
      [1, 2].map((number) => only(gateway, `azurerm_virtual_network_gateway_connection.site-cat_tunnel-${number}_`)),
    ]);
  });

  test("makes the gateway's connections one after the other, across sites", () => {
    const graph = dependencyGraph(synthesize(twoSites())["vpn-gateway"]!);
    const chain = ["cat_tunnel-1", "cat_tunnel-2", "paris_tunnel-1", "paris_tunnel-2"].map((part) =>
      only(graph, `azurerm_virtual_network_gateway_connection.site-${part}_`),
    );
    for (let i = 1; i < chain.length; i++) expect(graph.get(chain[i]!)).toContain(chain[i - 1]);
  });

  test("opens the router's NSG once the gateway has its addresses", () => {
    for (const purpose of ["ike", "nat-t"]) {
      const rule = only(gateway, `azurerm_network_security_rule.site-cat_${purpose}_`);
      for (const number of [1, 2]) {
        expect(waitsFor(gateway, rule, only(gateway, `azurerm_public_ip.gateway_public-ip-${number}_`))).toBe(true);
      }
    }
  });

  test("leads from the gateway's stack to the sites', never back", () => {
    expect(Object.keys(stacks["vpn-gateway"]!.data!.terraform_remote_state!)).toEqual([
      "cross-stack-reference-input-onprem-cat",
    ]);
    expect(stacks["onprem-cat"]!.data).toBeUndefined();
  });

  test("carries no secret from stack to stack", () => {
    const crossing = Object.entries(stacks["onprem-cat"]!.output).filter(([name]) => name.startsWith("cross-stack"));
    expect(crossing.map(([, { value }]) => String(value).replace(/\.[^.]+_[0-9A-F]{8}\./, ".")).sort()).toEqual([
      "${azurerm_network_security_group.name}",
      "${azurerm_network_security_group.resource_group_name}",
      "${azurerm_public_ip.ip_address}",
      "${azurerm_public_ip.ip_address}",
    ]);
  });
});

describe("backends", () => {
  const backends = (backend: SimulatedConfig["backend"]) => {
    const stacks = synthesize(lab((config) => (config.backend = backend)));
    const gateway = stacks["vpn-gateway"]!;
    return {
      site: stacks["onprem-cat"]!.terraform,
      gateway: gateway.terraform,
      reference: gateway.data!.terraform_remote_state!["cross-stack-reference-input-onprem-cat"]!,
    };
  };

  test("local: a file in the project's folder, found from the stack's", () => {
    const { site, reference } = backends({ type: "local", folder: "states" });
    const path = "../../../states/terraform.onprem-cat.tfstate";
    expect(site.backend).toEqual({ local: { path } });
    expect(reference).toMatchObject({ backend: "local", config: { path } });
  });

  test("azurerm: a blob for each stack", () => {
    const storage = { resourceGroupName: "tfstate", storageAccountName: "tfstate0", containerName: "vpn" };
    const { site, gateway, reference } = backends({ type: "azurerm", ...storage, keyPrefix: "lab/" });
    const block = (key: string) => ({
      resource_group_name: "tfstate",
      storage_account_name: "tfstate0",
      container_name: "vpn",
      key,
      use_azuread_auth: true,
    });
    expect(site.backend).toEqual({ azurerm: block("lab/onprem-cat.tfstate") });
    expect(gateway.backend).toEqual({ azurerm: block("lab/vpn-gateway.tfstate") });
    expect(reference).toMatchObject({ backend: "azurerm", config: block("lab/onprem-cat.tfstate") });
  });

  test("cloud: a workspace for each stack, in one project", () => {
    const cloud = { organization: "acme", project: "network", workspacePrefix: "vpn-" };
    const stacks = synthesize(twoSites((config) => (config.backend = { type: "cloud", ...cloud })));
    const workspace = (name: string) => ({ organization: "acme", workspaces: { name, project: "network" } });
    expect(Object.fromEntries(Object.entries(stacks).map(([id, { terraform }]) => [id, terraform.cloud]))).toEqual({
      "onprem-cat": workspace("vpn-onprem-cat"),
      "onprem-paris": workspace("vpn-onprem-paris"),
      "vpn-gateway": workspace("vpn-vpn-gateway"),
    });
    for (const { terraform } of Object.values(stacks)) expect(terraform.backend).toBeUndefined();
    const reference = (site: string) => ({
      backend: "remote",
      config: { organization: "acme", workspaces: { name: `vpn-onprem-${site}` } },
    });
    expect(stacks["vpn-gateway"]!.data!.terraform_remote_state).toMatchObject({
      "cross-stack-reference-input-onprem-cat": reference("cat"),
      "cross-stack-reference-input-onprem-paris": reference("paris"),
    });
  });
});

describe("secrets", () => {
  test("are made by Terraform, of letters and digits, and every output that holds one is sensitive", () => {
    const stacks = synthesize(lab());
    for (const password of Object.values(stacks).flatMap((json) => resourcesOf(json, "random_password"))) {
      expect(password).toMatchObject({ special: false, min_lower: 1, min_upper: 1, min_numeric: 1 });
    }
    for (const { output } of Object.values(stacks)) {
      for (const { value, sensitive } of Object.values(output)) {
        if (/random_password/.test(JSON.stringify(value))) expect(sensitive).toBe(true);
      }
    }
    expect(resourcesOf(stacks["vpn-gateway"]!, "random_password")).toHaveLength(3);
  });

  test("are sensitive variables without default where the config says so", () => {
    const stacks = synthesize(
      twoSites((config) => {
        config.adminPassword = "variable";
        config.sharedKeys = "variable";
      }),
    );
    const { variable, provider } = stacks["vpn-gateway"]!;
    expect(Object.keys(variable!)).toEqual([
      "admin_password",
      "shared_key_cat_1",
      "shared_key_cat_2",
      "shared_key_paris_1",
      "shared_key_paris_2",
    ]);
    for (const one of Object.values(variable!)) {
      expect(one).toMatchObject({ type: "string", sensitive: true, nullable: false });
      expect(one).not.toHaveProperty("default");
      // A validation block would show the value.
      expect(one).not.toHaveProperty("validation");
    }
    expect(provider).not.toHaveProperty("random");
  });

  test("a key is made anew when its version is raised, and the other stays", () => {
    const keepers = (change: (config: SimulatedConfig) => void) =>
      resourcesOf(synthesize(lab(change))["vpn-gateway"]!, "random_password").map((one) => one.keepers);
    expect(keepers(() => {})).toEqual([undefined, undefined, undefined]);
    const raised = ({ sites: [site] }: SimulatedConfig) => void (site!.connections = [{}, { keyVersion: 2 }]);
    expect(keepers(raised)).toEqual([undefined, undefined, { version: "2" }]);
  });

  test("a connection's tag follows its key's version, of a key from a variable as well", () => {
    const tags = (sharedKeys: "generate" | "variable") =>
      resourcesOf(
        synthesize(
          lab((config) => {
            config.sharedKeys = sharedKeys;
            config.sites[0]!.connections = [{}, { keyVersion: 3 }];
          }),
        )["vpn-gateway"]!,
        "azurerm_virtual_network_gateway_connection",
      ).map((connection) => connection.tags);
    for (const source of ["generate", "variable"] as const) {
      expect(tags(source)).toEqual([undefined, { "key-version": "3" }]);
    }
  });

  test("an SSH key takes the password's place", () => {
    const publicKey = `${ED25519} me`;
    const { "onprem-cat": site } = synthesize(lab((config) => (config.adminSshPublicKey = publicKey)));
    expect(resource(site!, "azurerm_linux_virtual_machine", "cat")).toMatchObject({
      disable_password_authentication: true,
      admin_ssh_key: [{ username: "azureadmin", public_key: publicKey }],
    });
    expect(resourcesOf(site!, "random_password")).toEqual([]);
    expect(site!.output).not.toHaveProperty("admin_login");
  });
});

describe("local network gateways", () => {
  const names = (change: (config: SimulatedConfig) => void) =>
    resourcesOf(synthesize(lab(change))["vpn-gateway"]!, "azurerm_local_network_gateway").map(({ name }) =>
      String(name),
    );
  const unnamed = (config: SimulatedConfig) => void delete config.sites[0]!.connections;

  test("follow their prefixes by name, so that a change makes new ones", () => {
    const before = names(unnamed);
    const after = names((config) => {
      unnamed(config);
      config.sites[0]!.network = { ipv4: "10.2.0.0/23" };
    });
    expect(names(unnamed)).toEqual(before);
    expect(after.map((name) => name.slice(0, -7))).toEqual(before.map((name) => name.slice(0, -7)));
    expect(after.filter((name) => before.includes(name))).toEqual([]);
  });

  test("keep a name that is given", () => {
    expect(names(() => {})).toEqual(["localNetGw1", "localNetGw2"]);
  });
});

describe("options", () => {
  test("regions of both sides may differ", () => {
    const stacks = synthesize(lab((config) => (config.sites[0]!.location = "westeurope")));
    expect(resourcesOf(stacks["onprem-cat"]!, "azurerm_resource_group")[0]!.location).toBe("westeurope");
    expect(resourcesOf(stacks["vpn-gateway"]!, "azurerm_resource_group")[0]!.location).toBe("uksouth");
  });

  test("no test machines, no SSH, no file, managed terms, a protected gateway, tags", () => {
    const stacks = synthesize(
      lab((config) => {
        config.writeFile = false;
        config.marketplaceTerms = "managed";
        config.adminSourcePrefixes = [];
        config.gateway.preventDestroy = true;
        config.gateway.testVm = { enabled: false };
        config.sites[0]!.testVm = { enabled: false };
        config.sites[0]!.zones = [];
        config.tags = { owner: "net" };
      }),
    );
    const { "onprem-cat": site, "vpn-gateway": gateway } = stacks;
    const all = [...resourcesOf(site!, "azurerm_network_security_rule")].map(({ name }) => name);
    expect(all).toEqual(["allow-vpn-ipv4", "allow-vpn-ipv6"]);
    expect(resourcesOf(gateway!, "local_file")).toEqual([]);
    expect(gateway!.provider).not.toHaveProperty("local");
    expect(gateway!.output).not.toHaveProperty("router_config_files");
    expect(gateway!.output).not.toHaveProperty("test_vm_ssh_command");
    expect(resourcesOf(site!, "azurerm_linux_virtual_machine").map(({ name }) => name)).toEqual(["cat"]);
    expect(resourcesOf(site!, "azurerm_marketplace_agreement")).toEqual([
      {
        publisher: "cisco",
        offer: "cisco-c8000v-byol",
        plan: "17_16_01a-byol",
        lifecycle: { prevent_destroy: true },
      },
    ]);
    expect(resourcesOf(gateway!, "azurerm_virtual_network_gateway")[0]!.lifecycle).toMatchObject({
      prevent_destroy: true,
    });
    expect(resourcesOf(site!, "azurerm_public_ip")[0]).not.toHaveProperty("zones");
    expect(resource(site!, "azurerm_virtual_network", "cat-net").tags).toEqual({ owner: "net" });
  });
});

describe("providers", () => {
  const providers = (change: (config: SimulatedConfig) => void = () => {}) => {
    const { provider, terraform } = synthesize(lab(change))["vpn-gateway"]!;
    const versions = Object.entries(terraform.required_providers!).map(([name, { version }]) => [name, version]);
    return { azurerm: provider.azurerm, versions: Object.fromEntries(versions) as unknown };
  };

  test("of a tested range, with a create that is interrupted kept in the state", () => {
    expect(providers()).toEqual({
      azurerm: [
        {
          features: [{ persist_id_on_create_before_polling_for_completion: true }],
          resource_provider_registrations: "core",
        },
      ],
      versions: { azurerm: ">= 4.75.0, < 5.0.0", random: ">= 3.7.0, < 4.0.0", local: ">= 2.5.0, < 3.0.0" },
    });
  });

  test("narrowed, without registrations, and with groups that go with all that is in them", () => {
    const { azurerm, versions } = providers((config) => {
      config.providerVersions = { azurerm: "4.81.0" };
      config.resourceProviderRegistrations = "none";
      config.preventDeletionIfContainsResources = false;
    });
    expect(versions).toMatchObject({ azurerm: "4.81.0", random: ">= 3.7.0, < 4.0.0" });
    expect(azurerm).toEqual([
      {
        features: [
          {
            persist_id_on_create_before_polling_for_completion: true,
            resource_group: [{ prevent_deletion_if_contains_resources: false }],
          },
        ],
        resource_provider_registrations: "none",
      },
    ]);
  });
});

test("tags that others set are left alone on everything that has tags, beside what is ignored anyway", () => {
  const ignored = (json: StackJson) =>
    Object.values(json.resource).flatMap((byName) =>
      Object.values(byName).map(({ lifecycle, ...rest }) => ({
        tagged: "tags" in rest,
        ignores: (lifecycle as { ignore_changes?: string[] } | undefined)?.ignore_changes ?? [],
      })),
    );
  const change = (config: SimulatedConfig) => {
    config.tags = { owner: "net" };
    config.ignoreTags = ["CreatedBy", "Cost Centre"];
  };
  for (const json of Object.values(synthesize(lab(change)))) {
    const names = ['tags["CreatedBy"]', 'tags["Cost Centre"]'];
    for (const { tagged, ignores } of ignored(json)) {
      expect(ignores.filter((name) => name.startsWith("tags"))).toEqual(tagged ? names : []);
    }
    expect(ignored(json)).toContainEqual({ tagged: true, ignores: ["custom_data", ...names] });
  }
});

test("no synthesized file holds an absolute path, an unresolved token or an accident of JavaScript", () => {
  for (const text of Object.values(synthesizeText(twoSites()))) {
    expect(text).not.toContain(process.cwd());
    expect(text).not.toMatch(/"\/(?!\/)[a-z]|TfToken|Token\[|undefined|\[object |NaN/);
  }
});
