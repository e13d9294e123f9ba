import { readFileSync } from "node:fs";
import { join } from "node:path";
import { azureType, azureId, idOf, terraformId } from "../../../simulator/azure/ids";
import { written } from "../../../simulator/azure/readback";
import { recordedBlock } from "../../../simulator/azure/recorded";
import { attributesOf, bodyOf } from "../../../simulator/azure/translation";
import { TYPES } from "../../../simulator/azure/types";
import type { Block, Type } from "../../../simulator/protocol/schema";
import { isObject, type Attributes, type Value } from "../../../simulator/protocol/values";

const types = Object.keys(TYPES).filter((type) => !TYPES[type]!.link);
const SCOPE = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworkGateways/gw";

/** A value of a type; what else ends in "id" than the gateway's is of no matter. */
function some(type: Type, name: string, yes: boolean): Value {
  if (type === "bool") return yes;
  if (type === "number") return 7;
  if (name === "resource_group_name") return "rg";
  if (type === "string") return /(_id|scope)$/.test(name) ? SCOPE : `a ${name}`;
  if (type[0] === "map") return { key: some(type[1], name, yes) };
  if (type[0] === "object") return Object.fromEntries(Object.entries(type[1]).map(([n, t]) => [n, some(t, n, yes)]));
  return [some(type[1], name, yes)];
}

/** Every attribute and block of a schema, with a value. */
const full = ({ attributes, blocks = {} }: Block, yes: boolean): Attributes => ({
  ...Object.fromEntries(Object.entries(attributes).map(([name, { type }]) => [name, some(type, name, yes)])),
  ...Object.fromEntries(Object.entries(blocks).map(([name, block]) => [name, [full(block, yes)]])),
});

/** What Azure has from other resources, so that nobody writes it. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  azurerm_linux_virtual_machine: [
    "private_ip_address",
    "private_ip_addresses",
    "public_ip_address",
    "public_ip_addresses",
  ],
  azurerm_network_interface: ["mac_address", "private_ip_address", "private_ip_addresses", "virtual_machine_id"],
  azurerm_network_security_group: ["security_rule"],
  azurerm_route_table: ["route", "subnets"],
  azurerm_virtual_network: ["subnet"],
};

describe.each(types)("%s", (type) => {
  const about = TYPES[type]!;
  const block = recordedBlock(type);

  test.each([true, false])("each attribute that is written can be read back, with %s for a bool", (yes) => {
    const given = full(block, yes);
    const id = idOf(about.path, { ...given, subscription: "s" });
    const { timeouts: _, ...all } = given;
    const back = Object.keys(all).map((name) => {
      const body = bodyOf(about, block, { [name]: all[name]! }, id);
      const resource = { ...body, id, name: "name", type: azureType(about), properties: body.properties as Attributes };
      return [name, attributesOf(about, block, resource)[name]] as const;
    });
    const expected = Object.entries({ ...all, id: terraformId(about, { id, name: "", type: "", properties: {} })! });
    expect(Object.fromEntries(back)).toEqual(
      Object.fromEntries(expected.map(([name, value]) => [name, SHOWN[type]?.includes(name) ? null : value])),
    );
  });

  test("Terraform's id leads to Azure's", () => {
    const id = idOf(about.path, { ...full(block, true), subscription: "s" });
    const resource = { id, name: "name", type: azureType(about), properties: {} };
    expect(azureId(about, terraformId(about, resource)!)).toBe(id);
  });
});

describe("what azurerm 4.55.0 has sent to create a resource is what its state becomes here", () => {
  const fixture = (name: string): unknown =>
    JSON.parse(readFileSync(join(__dirname, "../../fixtures/azurerm-4.55.0", name), "utf8"));
  const states = ["onprem-cat", "vpn-gateway"].flatMap(
    (stack) => fixture(`state-${stack}.json`) as { readonly type: string; readonly values: Attributes }[],
  );
  const requests = fixture("requests.json") as { readonly id: string; readonly body: Attributes }[];

  /** Every value that is there, by its path; what is empty says nothing. */
  const leaves = (value: Value, path = ""): [string, Value][] => {
    if (value === null || value === "") return [];
    if (Array.isArray(value)) {
      const inner = value as readonly Value[];
      const sorted = inner.every((one) => typeof one === "string") ? [...inner].sort() : inner;
      return sorted.flatMap((one, i) => leaves(one, `${path}[${i}]`));
    }
    if (!isObject(value)) return [[path, value]];
    return Object.entries(value).flatMap(([name, one]) => leaves(one, path ? `${path}.${name}` : name));
  };
  /** Secrets, what Azure computes here once it has the body, and what azurerm adds that says nothing. */
  const OTHERS =
    /^name$|^identity\.type$|sharedKey$|adminPassword$|customData$|createOption$|osType$|sku\.tier$|bootDiagnostics\.enabled$|enablePrivateIpAddress$|(localNetworkGateway2|virtualNetworkGateway1)\.name$/;

  test.each(requests.map(({ id, body }) => [id.split("/").slice(-2).join("/"), id, body] as const))(
    "%s",
    (_, id, body) => {
      const { type, values } = states.find(({ type, values }) => values.id === id && !TYPES[type]!.link)!;
      const made = bodyOf(TYPES[type]!, recordedBlock(type), written(type, values), id);
      const ours = new Map(leaves(made));
      const theirs = leaves(body).filter(([path]) => !OTHERS.test(path));
      expect(Object.fromEntries(theirs.map(([path]) => [path, ours.get(path)]))).toEqual(Object.fromEntries(theirs));
    },
  );
});
