/** Where azurerm does something that a simulator could get wrong. */
export interface Difference {
  /** Terraform's resource type, or "all types". */
  readonly resource: string;
  /** An attribute, or what is done. */
  readonly what: string;
  readonly azurerm: string;
  /** Whether the simulator does the same; `harmless` where it does not, and no rehearsal is wrong for it. */
  readonly status: "equal" | "harmless";
  /** The test that shows it, or the reason why it does no harm. */
  readonly because: string;
}

const row = (
  resource: string,
  what: string,
  azurerm: string,
  status: Difference["status"],
  because: string,
): Difference => ({ resource, what, azurerm, status, because });

const faults = "faults.test.ts";
const rules = "rules.test.ts";
const connection = "azurerm_virtual_network_gateway_connection";
const localGateway = "azurerm_local_network_gateway";
const machine = "azurerm_linux_virtual_machine";
const gateway = "azurerm_virtual_network_gateway";

/** Of azurerm 4.55 to 4.81, random 3.7 and local 2.6. */
export const DIFFERENCES: readonly Difference[] = [
  row(
    "all types",
    "create, interrupted",
    "sets the id after the wait; with persist_id_on_create_before_polling_for_completion (4.75) before it, so that the resource is tainted",
    "equal",
    faults,
  ),
  row("all types", "create of what exists", "refuses: to be imported", "equal", faults),
  row("all types", "create, killed", "writes nothing into the state, with or without that feature", "equal", faults),
  row(
    "all types",
    "skip_import_check_on_create_and_allow_overwriting_existing_resources",
    "overwrites what exists",
    "harmless",
    "accepted and ignored; nobody should rehearse it",
  ),
  row("all types", "update, failed", "keeps what was planned in the state until the next refresh", "equal", faults),
  row("all types", "an operation that ends as Failed", "stops; the resource exists", "equal", faults),
  row("all types", "409", "stops", "equal", faults),
  row(
    "all types",
    "429 and 5xx",
    "tries again, later each time, until the resource's timeout",
    "harmless",
    `tries again after 0.2 s, without end, and says so: ${faults}`,
  ),
  row("all types", "Ctrl-C", "ends every wait; Azure goes on", "equal", faults),
  row(
    "all types",
    "messages",
    "names the resource, the call, the status and Azure's code",
    "harmless",
    `as in ${faults}; a few of azurerm's verbs differ, such as "updating" for a public address that is created`,
  ),
  row("all types", "deletion of what is in use", "passes on Azure's 400", "equal", rules),
  row(
    "all types",
    "more than 50 tags",
    "refuses at plan",
    "harmless",
    `refuses in the same words at apply, if not before: ${rules}`,
  ),
  row(
    "azurerm_monitor_metric_alert",
    "create and update",
    "asks for it ten times, 15 s apart, before it takes it for made",
    "harmless",
    "is done at once; docs/monitoring.md says what it takes",
  ),
  row(connection, "update", "writes the properties, then the key", "equal", faults),
  row(connection, "update of shared_key alone", "waits until its timeout; the old key stays", "equal", faults),
  row(
    connection,
    "read",
    "needs the permission sharedKey/action",
    "harmless",
    "the simulator has no permissions; the README says so",
  ),
  row(
    connection,
    "local_network_gateway_id",
    "writes it in place",
    "equal",
    "long/safety.test.ts; that Azure takes it is inferred from its API, and from no public report",
  ),
  row(localGateway, "update of address_space", "writes the first prefix alone, then all", "equal", faults),
  row(
    localGateway,
    "update to an empty address_space",
    "writes the old prefixes first",
    "harmless",
    "one write; the prefixes do not change in the other",
  ),
  row(
    gateway,
    "sku and generation",
    "looks at them at create, in words of its own",
    "harmless",
    `Azure's words, at create: ${rules}`,
  ),
  row(
    gateway,
    "ip_configuration.subnet_id",
    "takes GatewaySubnet in any case",
    "harmless",
    "the exact name is needed; no right configuration is refused",
  ),
  row(
    "all types",
    "timeouts",
    "ends its wait",
    "harmless",
    "nothing takes that long here; the fault lost rehearses it",
  ),
  row(
    "azurerm_network_interface_security_group_association",
    "create where the interface has another group",
    "refuses: to be imported",
    "equal",
    rules,
  ),
  row(
    "azurerm_network_interface_security_group_association",
    "delete while the machine is being deleted",
    "writes the interface, which Azure refuses",
    "equal",
    rules,
  ),
  row(
    "azurerm_subnet_route_table_association",
    "delete while a machine in the subnet is being deleted",
    "writes the subnet, which Azure refuses",
    "equal",
    rules,
  ),
  row("azurerm_network_security_rule", "several at a time", "writes them in parallel", "harmless", "no public report"),
  row(
    machine,
    "update of size, network_interface_ids or os_disk",
    "stops the machine and starts it again",
    "harmless",
    "the plan shows the change; the restart is for the documentation to tell",
  ),
  row(
    machine,
    "delete",
    "deletes the disk of the system too, and waits",
    "harmless",
    "takes 0.2 s; disks are not simulated, so that one that a failed create leaves cannot be rehearsed",
  ),
  row(
    machine,
    "read of os_managed_disk_id",
    "fails where Azure answers in another case, before 4.69",
    "harmless",
    "rare, and mended in the provider",
  ),
  row(
    "azurerm_resource_group",
    "delete with something left",
    "tries for ten minutes, then lists what is left; deletes all where prevent_deletion_if_contains_resources is off",
    "harmless",
    `lists it at once: ${rules}`,
  ),
  row(
    "azurerm_marketplace_agreement",
    "create where the terms are accepted",
    "refuses: to be imported",
    "equal",
    rules,
  ),
  row(
    "azurerm_marketplace_agreement",
    "delete",
    "takes the acceptance back for the whole subscription",
    "equal",
    rules,
  ),
  row(
    connection,
    "dpd_timeout_seconds, local_azure_ip_address_enabled and the like",
    "replaces",
    "equal",
    "recorded.test.ts",
  ),
  row(
    connection,
    "private_link_fast_path_enabled, express_route_gateway_bypass",
    "stores false",
    "equal",
    "runner/deploy.test.ts",
  ),
  row(connection, "words and ranges of ipsec_policy", "refuses at validate", "equal", "validations.test.ts"),
  row(
    "all types",
    "other checks at validate",
    "refuses at validate",
    "equal",
    "validations.test.ts; ids and conflicts that this application cannot write are left out",
  ),
  row(
    "all types",
    "resource identity, schema version",
    "stores an identity for some types",
    "harmless",
    "nothing here refers to an identity",
  ),
  row(localGateway, "changed address_space", "writes its first prefix alone, then all", "equal", "faults.test.ts"),
  row(
    localGateway,
    "gateway_address",
    "checks that it is not empty",
    "harmless",
    "Azure's refusal comes at apply, as in Azure",
  ),
  row("azurerm_public_ip", "zones", "is a set and replaces", "equal", "azure.test.ts"),
  row("azurerm_public_ip", "edge_zone, ip_tags, public_ip_prefix_id", "replaces", "equal", "recorded.test.ts"),
  row("azurerm_public_ip", "Standard with Dynamic", "refuses at create", "equal", rules),
  row("azurerm_subnet", "address_prefixes", "keeps the order", "equal", "runner/deploy.test.ts"),
  row(
    "azurerm_virtual_network",
    "subnet, private_endpoint_vnet_policies",
    "fills them at read",
    "equal",
    "readback.test.ts",
  ),
  row("azurerm_route_table", "route, subnets", "fills them at read", "equal", "readback.test.ts"),
  row("azurerm_network_security_group", "security_rule", "fills it at read", "equal", "readback.test.ts"),
  row(
    "azurerm_network_security_rule",
    "writes of two rules of one group",
    "sends them at a time",
    "harmless",
    "no public report shows a refusal",
  ),
  row(
    "azurerm_network_interface",
    "mac_address, virtual_machine_id",
    "knows them once the machine is there",
    "equal",
    "readback.test.ts",
  ),
  row(
    "azurerm_network_interface",
    "private_ip_address with a changed ip_configuration",
    "keeps it known in the plan",
    "equal",
    "azure.test.ts",
  ),
  row(
    "azurerm_network_interface",
    "several ip_configurations without a primary one",
    "refuses at create",
    "harmless",
    "this application names the primary one",
  ),
  row(
    machine,
    "import",
    "stores ignored-as-imported for the password, and no custom data",
    "equal",
    "readback.test.ts",
  ),
  row(machine, "custom_data", "replaces, and is never read", "equal", "readback.test.ts"),
  row(machine, "name and type of os_disk", "replaces", "equal", "readback.test.ts"),
  row(
    machine,
    "allow_extension_operations, patch_mode and the like",
    "are unknown until apply",
    "equal",
    "runner/deploy.test.ts",
  ),
  row(machine, "max_bid_price, platform_fault_domain", "stores -1", "equal", "runner/deploy.test.ts"),
  row(machine, "admin_password, admin_ssh_key, custom_data", "checks them at validate", "equal", "validations.test.ts"),
  row("random_password", "bcrypt_hash", "is a hash of the password", "harmless", "null here; nothing reads it"),
  row("random_password", "keepers", "replaces", "equal", "random.test.ts"),
  row(
    "random_password",
    "import, schema version, sum of the least counts",
    "imports; version 3; refuses at validate",
    "equal",
    "random.test.ts",
  ),
  row("local_file", "file_permission of a file that exists", "leaves it", "equal", "local.test.ts"),
  row("local_file", "a file that cannot be read", "fails", "equal", "local.test.ts"),
  row(
    "azurerm_resource_group",
    "data source, read refused",
    "passes on Azure's answer alone",
    "harmless",
    "begins with the resource's name, as all others do",
  ),
  row(
    "azurerm_virtual_network",
    "data source, subnets and vnet_peerings_addresses",
    "are in the order of Azure's answer",
    "harmless",
    "are sorted; Azure promises no order",
  ),
];
