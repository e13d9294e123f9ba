import { advise, WAYS, type Failure } from "../../runner/advice";
import type { FaultError } from "../../simulator/faults";
import { lab, synthesize } from "../helpers/synth";
import * as targets from "../../runner/target";
import { simulatedAzure } from "../../testing/terraform";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const stacks = synthesize(lab());
const target = targets.simulatedAzure("/project", {});
const inAzure = targets.azure("/project", {}, "config/mine.json");
const ways = (printed: string, more: Partial<Failure> = {}) =>
  advise({ target, goal: "deploy", printed: `Error: ${printed}`, stacks, tainted: [], leftovers: [], ...more }).join(
    "\n",
  );

describe("for what the simulator really prints", () => {
  const folder = mkdtempSync(join(tmpdir(), "faults-"));
  const faults = join(folder, "faults.json");
  writeFileSync(faults, "[]");
  const azure = simulatedAzure({ faults, termsAccepted: false });
  afterAll(() => {
    azure.remove();
    rmSync(folder, { recursive: true });
  });
  const failure = async (what: () => Promise<unknown>): Promise<string> => {
    try {
      await what();
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("nothing has failed");
  };
  const group = (name: string) => azure.terraform.create("azurerm_resource_group", { name, location: "uksouth" });

  // azurerm tries again after the others until its time is up.
  const CASES: Readonly<Record<Exclude<FaultError, "throttled" | "failed">, RegExp>> = {
    busy: /^Azure was at work there already, .* wait until that is over\. Run it again/,
    lost: /^Azure's answer was lost, and its work perhaps not\. Run it again .* "already exists"/,
    unprovisioned:
      /^Azure had begun it before it failed: run it again.* delete it \(npm start -- deploy --remove-leftovers\)/,
  };

  test.each(Object.entries(CASES))("a fault of kind %s", async (error, way) => {
    writeFileSync(faults, JSON.stringify([{ error, operation: "create" }]));
    expect(ways((await failure(() => group(error))).replace(/\s+/g, " "))).toMatch(way);
    writeFileSync(faults, "[]");
  });

  test("an image whose terms are not accepted: the command of the stack's output", async () => {
    const { terraform } = azure;
    await terraform.create("azurerm_resource_group", { name: "vm", location: "uksouth" });
    const place = { resource_group_name: "vm", location: "uksouth" };
    await terraform.create("azurerm_virtual_network", { ...place, name: "net1", address_space: ["10.0.0.0/24"] });
    const subnet = await terraform.create("azurerm_subnet", {
      resource_group_name: "vm",
      virtual_network_name: "net1",
      name: "sub1",
      address_prefixes: ["10.0.0.0/24"],
    });
    const nic = await terraform.create("azurerm_network_interface", {
      ...place,
      name: "nic1",
      ip_configuration: [{ name: "c", subnet_id: subnet.id!, private_ip_address_allocation: "Dynamic" }],
    });
    const printed = await failure(() =>
      terraform.create("azurerm_linux_virtual_machine", {
        ...place,
        name: "cat",
        size: "Standard_D8_v3",
        admin_username: "azureadmin",
        admin_password: "Known-Password-1",
        disable_password_authentication: false,
        network_interface_ids: [nic.id!],
        os_disk: [{ caching: "ReadWrite", storage_account_type: "Standard_LRS" }],
        source_image_reference: [
          { publisher: "cisco", offer: "cisco-c8000v-byol", sku: "17_16_01a-byol", version: "latest" },
        ],
        plan: [{ publisher: "cisco", product: "cisco-c8000v-byol", name: "17_16_01a-byol" }],
      }),
    );
    const command = "az vm image terms accept --urn cisco:cisco-c8000v-byol:17_16_01a-byol:latest";
    expect(ways(printed)).toContain(`: ${command} (on the simulator: leave SIMULATOR_TERMS unset). Then`);
    expect(ways(printed, { target: inAzure })).toContain(`: ${command}. Then`);
    const inUse = await failure(() => terraform.destroy("azurerm_subnet", subnet));
    expect(ways(inUse)).toContain("A run again ends there again. Take the old prefixes and names back");
    expect(ways(inUse, { goal: "destroy" })).toContain("npm start -- destroy --remove-leftovers");
    expect(
      ways(
        await failure(() =>
          terraform.destroy("azurerm_resource_group", {
            id: "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/vm",
          }),
        ),
        { goal: "destroy" },
      ),
    ).toContain("Something that no state knows");
  });

  test("a resource that is there already: import it, a machine never", async () => {
    writeFileSync(faults, "[]");
    const name = "dual-stack-onprem-cat";
    await azure.terraform.create("azurerm_resource_group", { name, location: "uksouth" });
    const printed = await failure(() =>
      azure.terraform.create("azurerm_resource_group", { name, location: "uksouth" }),
    );
    const id = `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/${name}`;
    const machine = {
      type: "azurerm_linux_virtual_machine",
      id: `${id}/providers/Microsoft.Compute/virtualMachines/cat`,
    };
    const group = { type: "azurerm_resource_group", id };
    expect(ways(printed, { leftovers: [group, machine] }).split("\n")).toEqual([
      "Azure has these already, and no state knows them, or one that has marked them as tainted. Take them into the state, then run it again:",
      `  npm start -- import onprem-cat azurerm_resource_group.resource-group '${id}'`,
      "A virtual machine is not imported: its custom_data and password cannot be read back, so Terraform would replace it. Delete it, then run it again:",
      "  npm start -- deploy --remove-leftovers",
      "Or remove from the simulated cloud all that no state knows: npm start -- deploy --remove-leftovers",
    ]);
    // What a file has put there is no leftover, and does not go with them.
    expect(ways(printed)).not.toContain("--remove-leftovers");
    const met = `A resource with the ID "${machine.id}" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "${machine.type}" for more information.`;
    expect(ways(`${printed} Error: ${met}`, { target: inAzure }).split("\n")).toEqual([
      "Azure has these already, and no state knows them, or one that has marked them as tainted. Take them into the state, then run it again:",
      `  npx vpn import onprem-cat azurerm_resource_group.resource-group '${id}' --config config/mine.json`,
      "A virtual machine is not imported: its custom_data and password cannot be read back, so Terraform would replace it. Delete it, then run it again:",
      `  az vm delete --yes --ids '${machine.id}'`,
    ]);
  });
});

// Texts of azurerm 4.55 and of Terraform.
test.each([
  [
    "an operation that has failed after it began",
    'creating Virtual Network Gateway (Name "gw"): polling after CreateOrUpdate: polling failed: the Azure API returned the following error: Status: "Failed" Code: "InternalServerError"',
    /^Azure had begun it before it failed: run it again.* delete it \(npm start/,
  ],
  [
    "a key whose change never ends",
    'updating Connection (Subscription: "s" Resource Group Name: "g" Connection Name: "conn1"): polling after CreateOrUpdate: context deadline exceeded',
    /^azurerm waits in vain .* Raise that tunnel's keyVersion once more.*\(az network vpn-connection shared-key update /,
  ],
  [
    "a creation whose end was not seen",
    'creating Virtual Network Gateway (Name "gw"): polling after CreateOrUpdate: context deadline exceeded',
    /^Azure's answer was lost/,
  ],
  [
    "too many requests",
    "retrieving Subnet: unexpected status 429 (429 Too Many Requests) with error: TooManyRequests: throttled",
    /^Azure was too busy .* Run it again to go on from here\.$/,
  ],
  [
    "a fault of Azure",
    "creating Subnet: performing CreateOrUpdate: unexpected status 500 (500 Internal Server Error) with error: InternalServerError: An error occurred",
    /^Azure was too busy or had a fault/,
  ],
  [
    "a prefix in use",
    "updating Subnet: unexpected status 400 (400 Bad Request) with error: InUsePrefixCannotBeDeleted: IpPrefix 10.2.0.0/27 on Subnet cat-eth1 has active allocations",
    /^A run again ends there again\. Take the old prefixes/,
  ],
  [
    "an address in use",
    "deleting Public I P Address: unexpected status 400 (400 Bad Request) with error: PublicIPAddressCannotBeDeleted: in use",
    /zones are for good/,
  ],
  [
    "a size of another generation",
    "updating Virtual Network Gateway: unexpected status 400 (400 Bad Request) with error: CrossSeriesOrCrossGatewayGenenrationResizeNotSupported: Resize",
    /^A run again ends there again: .*Take the old gateway\.sku back/,
  ],
  [
    "a locked gateway",
    "deleting Virtual Network Gateway: unexpected status 409 (409 Conflict) with error: ScopeLocked: The scope cannot perform delete operation",
    /gateway\.locks/,
  ],
  ["a gateway that is kept", "Instance cannot be destroyed", /gateway\.preventDestroy/],
  ["a plan that tells nothing", "terraform plan has not said what it would change", /^A run again ends there again/],
  ["a variable without a value", "No value for required variable", /TF_VAR_/],
  ["a simulator that was killed", "Plugin did not respond The plugin encountered an error", /^The simulator had ended/],
])("gives a way on from %s", (_, printed, way) => {
  expect(ways(printed)).toMatch(way);
});

test("says each way once, one after another where there are several, and the general one where none is known", () => {
  const both = ways("AnotherOperationInProgress: a Error: AnotherOperationInProgress: b Error: TooManyRequests: c");
  expect(both.split("\n")).toHaveLength(2);
  expect(ways("something else")).toBe("Run it again to go on from here.");
});

test("does not take a lost answer for a failed operation, whatever is printed after it", () => {
  const printed =
    "deleting Gateway: polling after Delete: context deadline exceeded Invoking Terraform CLI failed with 1";
  expect(ways(printed, { goal: "destroy" })).toMatch(/^Azure's answer was lost.*$/);
});

test("names the command that was run, where it removes what no state knows", () => {
  expect(ways("ResourceGroupNotEmpty", { goal: "destroy" })).toContain("npm start -- destroy --remove-leftovers");
  expect(ways("ResourceGroupNotEmpty")).toContain("npm start -- deploy --remove-leftovers");
});

test("names in Azure the commands of Azure, with the config", () => {
  const said = (printed: string) => ways(printed, { target: inAzure });
  expect(said("InUseSubnetCannotBeDeleted")).toContain("(npx vpn destroy STACK --config config/mine.json)");
  expect(said("PublicIPAddressCannotBeDeleted")).toContain("(npx vpn destroy STACK --config config/mine.json)");
  expect(said("ResourceGroupNotEmpty")).toContain("Delete that (az resource delete --ids ID), then");
  for (const { say } of WAYS) expect(say).not.toContain("npm start");
});

test("says how to keep a gateway that is tainted", () => {
  const address = "azurerm_virtual_network_gateway.gateway_B15F83BA";
  const id = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network/virtualNetworkGateways/gw";
  const tainted = [{ stack: "vpn-gateway", address, id }];
  const line = `  npm start -- import vpn-gateway ${address} '${id}'`;
  expect(ways("GatewayTimeout", { tainted }).split("\n")).toContain(line);
  // A machine is replaced in minutes.
  const machine = { stack: "onprem-cat", address: "azurerm_linux_virtual_machine.router", id: "/vm" };
  expect(ways("GatewayTimeout", { tainted: [machine] })).not.toContain("tainted");
  // One that the run has met is said once.
  const exists = `A resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "azurerm_virtual_network_gateway" for more information. with ${address},`;
  expect(ways(exists, { tainted })).not.toContain("will replace");
});
