import { refusals } from "../../runner/refusals";
import type { State, StateResource } from "../../runner/state";
import { lab, synthesize, type StackJson, type SimulatedConfig } from "../helpers/synth";

/** What a stack's state holds once it is deployed: literal attributes as they are, references to subnets as ids. */
function deployed(json: StackJson): State {
  const resources: StateResource[] = Object.entries(json.resource).flatMap(([type, blocks]) =>
    Object.entries(blocks).map(([name, block]) => {
      const address = `${type}.${name}`;
      const configurations = block.ip_configuration as { subnet_id: string }[] | undefined;
      const ids = configurations?.map(({ subnet_id }) => ({ subnet_id: subnet_id.slice(2, -1).replace(/\.id$/, "") }));
      const interfaces = (block.network_interface_ids as string[] | undefined)?.map((id) =>
        id.slice(2, -1).replace(/\.id$/, ""),
      );
      const attributes = {
        ...block,
        resource_group_name: undefined,
        ip_configuration: ids,
        network_interface_ids: interfaces,
      };
      return { address, type, id: address, attributes, tainted: false };
    }),
  );
  const named = (key: string) => (value: unknown) =>
    resources.find(({ address }) => String(value) === `\${${address}.${key}}`)?.attributes[key] ?? value;
  return {
    outputs: {},
    resources: resources.map((resource) => ({
      ...resource,
      attributes: {
        ...resource.attributes,
        virtual_network_name: named("name")(resource.attributes.virtual_network_name),
      },
    })),
  };
}

const before = (change?: (config: SimulatedConfig) => void) =>
  Object.fromEntries(Object.entries(synthesize(lab(change))).map(([stack, json]) => [stack, deployed(json)]));
const states = before();
const after = (change: (config: SimulatedConfig) => void) => refusals(synthesize(lab(change)), states);

test("refuses nothing where nothing changes, and where a network grows around its subnets", () => {
  expect(after(() => {})).toEqual([]);
  expect(after(({ sites }) => (sites[0]!.network = { ipv4: "10.2.0.0/23" }))).toEqual([]);
});

test("refuses a subnet that moves inside its network, and says which value to keep", () => {
  const moved = { subnets: { gatewaySubnet: { ipv4: "10.1.0.192/27" } } };
  expect(after(({ gateway }) => (gateway.network = moved))).toMatchInlineSnapshot(`
   [
     "vpn-gateway: subnet GatewaySubnet would change from 10.1.0.224/27, 2001:db8:1:e::/64 to 10.1.0.192/27, 2001:db8:1:e::/64. Azure gives up no prefix in use (InUsePrefixCannotBeDeleted), and gw uses 10.1.0.224/27. Keep the old value in the config, ...subnets.gatewaySubnet.ipv4: "10.1.0.224/27"; or destroy the stack first (npm start -- destroy vpn-gateway), then deploy it with the new value.",
   ]
  `);
});

test("refuses a site that moves to other prefixes, where no old value can be kept", () => {
  const found = after(({ sites }) => (sites[0]!.network = { ipv4: "10.9.0.0/24" }));
  expect(found).toHaveLength(4);
  expect(found[0]).toMatchInlineSnapshot(
    `"onprem-cat: subnet app-subnet would change from 10.2.0.96/27, 2001:db8:2:4::/64 to 10.9.0.96/27, 2001:db8:2:4::/64. Azure gives up no prefix in use (InUsePrefixCannotBeDeleted), and vm2-nic uses 10.2.0.96/27. To move it, destroy the stack first (npm start -- destroy onprem-cat), then deploy it with the new value."`,
  );
});

test("refuses to take an interface off a router that stays", () => {
  const single = ({ sites: [site] }: SimulatedConfig) => {
    Object.assign(site!, { topology: "single", connections: [] });
  };
  expect(after(single)).toEqual([
    "onprem-cat: the interface cat-eth3-nic would go, and cat, which has it, would stay. Azure deletes no interface of a machine (NicInUse). Take the old topology back; or destroy the stack first (npm start -- destroy onprem-cat), then deploy it with the new value.",
  ]);
  expect(refusals(synthesize(lab()), before(single))).toEqual([]);
  expect(after(({ sites }) => (sites[0]!.topology = "mesh"))).toEqual([]);
});

test("lets a subnet move that nothing is in", () => {
  const empty = Object.fromEntries(
    Object.entries(states).map(([stack, { outputs, resources }]) => [
      stack,
      { outputs, resources: resources.filter(({ attributes }) => attributes.ip_configuration === undefined) },
    ]),
  );
  const stacks = synthesize(lab(({ gateway }) => (gateway.network = { ipv4: "10.1.2.0/24" })));
  expect(refusals(stacks, empty)).toEqual([]);
});

test("refuses a renamed network, in whose old subnets an interface would stay", () => {
  const found = after(({ gateway }) => (gateway.network = { name: "vnet2" }));
  expect(found).toMatchInlineSnapshot(`
   [
     "vpn-gateway: subnet subnet1 would be replaced, and vm1-nic would stay in it. Azure deletes no subnet in use (InUseSubnetCannotBeDeleted). Take the old names of network, subnet and router back; or destroy the stack first (npm start -- destroy vpn-gateway), then deploy it with the new value.",
   ]
  `);
});

test("refuses another region, and takes two spellings of a region for one", () => {
  expect(after((config) => (config.location = "westeurope"))).toMatchInlineSnapshot(`
   [
     "onprem-cat: the region would change from uksouth to westeurope. Everything would be replaced, and a name that is still taken ends it half-way ("already exists"). To move it, destroy the stack first (npm start -- destroy onprem-cat), then deploy it with the new value.",
     "vpn-gateway: the region would change from uksouth to westeurope. Everything would be replaced, and a name that is still taken ends it half-way ("already exists"). To move it, destroy the stack first (npm start -- destroy vpn-gateway), then deploy it with the new value.",
   ]
  `);
  const group = "azurerm_resource_group.resource-group";
  const spelled = {
    "vpn-gateway": {
      outputs: {},
      resources: states["vpn-gateway"]!.resources.filter(({ address }) => address === group).map((resource) => ({
        ...resource,
        attributes: { ...resource.attributes, location: "UK South" },
      })),
    },
  };
  expect(refusals(synthesize(lab()), spelled)).toEqual([]);
});

test("says nothing of a region that a data source has", () => {
  const location = "${data.azurerm_resource_group.hub.location}";
  const resource = { azurerm_resource_group: { mine: { name: "mine", location } } };
  const known = { address: "azurerm_resource_group.mine", type: "azurerm_resource_group", id: "/mine", tainted: false };
  const state = { outputs: {}, resources: [{ ...known, attributes: { name: "mine", location: "uksouth" } }] };
  expect(refusals({ spoke: { resource } }, { spoke: state })).toEqual([]);
});
