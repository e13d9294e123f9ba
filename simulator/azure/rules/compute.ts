import { elements, isObject } from "../../protocol/values";
import type { Cloud, Resource } from "../cloud";
import type { Rule } from "./rule";

const VM = ["azurerm_linux_virtual_machine"];

interface Size {
  readonly interfaces: number;
  readonly accelerated: boolean;
}

/**
 * What is known of a size: the old burstable ones, D v2, and D and F of later series, among which are
 * those of Cisco's guide to the Catalyst 8000V.
 *
 * @see https://learn.microsoft.com/azure/virtual-machines/sizes/overview
 */
function sizeOf(name: unknown): Size | undefined {
  const [, family, digits, , version] = /^Standard_(B|DS|D|F)(\d+)([a-z]*)(?:_v(\d))?$/.exec(String(name)) ?? [];
  const cores = Number(digits);
  const given = (count: number | undefined, accelerated: boolean) =>
    count === undefined ? undefined : { interfaces: count, accelerated };
  switch (`${family}${version ?? ""}`) {
    case "B":
      return given(BURSTABLE[String(name)], cores >= 12);
    case "D2":
    case "DS2":
      // The number counts up from 1, and is not that of the cores.
      return given({ 1: 2, 2: 2, 3: 4, 4: 8, 5: 8 }[cores], cores > 1);
    case "D3":
    case "D4":
    case "D5":
      return given(cores <= 4 ? 2 : cores <= 8 ? 4 : 8, true);
    case "F2":
      return given(cores <= 4 ? 2 : cores <= 16 ? 4 : 8, true);
  }
  return undefined;
}

const BURSTABLE: Readonly<Record<string, number>> = {
  Standard_B1ls: 2,
  Standard_B1s: 2,
  Standard_B1ms: 2,
  Standard_B2s: 3,
  Standard_B2ms: 3,
  Standard_B4ms: 4,
  Standard_B8ms: 4,
  Standard_B12ms: 6,
  Standard_B16ms: 8,
  Standard_B20ms: 8,
};

const RESERVED_USERS = new Set(
  (
    "administrator admin user user1 test user2 test1 user3 admin1 1 123 a actuser adm admin2 aspnet backup console " +
    "david guest john owner root server sql support support_388945a0 sys test2 test3 user4 user5 video"
  ).split(" "),
);

const interfaces = ({ attributes }: Resource) => elements(attributes.network_interface_ids).map(String);

/** Publishers whose images are free of marketplace terms. */
const PLATFORM_PUBLISHERS = new Set(["canonical", "debian", "redhat", "suse", "microsoftwindowsserver"]);

export function computeRules(termsAccepted: boolean): readonly Rule[] {
  return [
    {
      code: "NetworkInterfaceCountExceeded",
      text: "a machine has more interfaces than its size takes",
      source: "https://learn.microsoft.com/azure/virtual-machines/sizes/overview",
      inferred: "the pages of the sizes have the counts; the code is known from projects that ran into it",
      types: VM,
      broken: (vm) => {
        const most = sizeOf(vm.attributes.size)?.interfaces;
        const count = interfaces(vm).length;
        return most !== undefined && count > most
          ? `The number of network interfaces for virtual machine ${vm.attributes.name} exceeds the maximum allowed for the virtual machine size ${vm.attributes.size}. The number of network interfaces is ${count} and the maximum allowed is ${most}.`
          : undefined;
      },
    },
    {
      code: "VMSizeIsNotPermittedToEnableAcceleratedNetworking",
      types: [...VM, "azurerm_network_interface"],
      text: "Virtual Machine size <size> is not in the allowed list of VM sizes for accelerated networking to be enabled on Network Interface <id>.",
      source: "https://github.com/anubhavmishra/terraform-azurerm-aks/issues/1",
      broken: (resource, cloud) => {
        const written = resource.type === "azurerm_network_interface";
        const vms = written ? cloud.usersOf(resource.id).filter(({ type }) => VM.includes(type)) : [resource];
        for (const vm of vms) {
          if (sizeOf(vm.attributes.size)?.accelerated !== false) continue;
          const nics = written ? [resource] : interfaces(vm).flatMap((id) => cloud.get(id) ?? []);
          const wrong = nics.find(({ attributes }) => attributes.accelerated_networking_enabled === true);
          if (wrong) {
            return `Virtual Machine size ${vm.attributes.size} is not in the allowed list of VM sizes for accelerated networking to be enabled on Network Interface ${wrong.id}.`;
          }
        }
        return undefined;
      },
    },
    {
      code: "NicInUse",
      text: "an interface belongs to another machine",
      source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/8105",
      inferred: "the report is of a deletion; that a second machine meets the same code is not public",
      types: VM,
      broken: (vm, cloud) => {
        for (const id of interfaces(vm)) {
          const other = cloud
            .usersOf(id)
            .find((user) => user.type === vm.type && user.id.toLowerCase() !== vm.id.toLowerCase());
          if (other) return `Network interface ${id} is used by existing resource ${other.id}`;
        }
        return undefined;
      },
    },
    {
      code: "MarketplacePurchaseEligibilityFailed",
      text: "the terms of a marketplace image have not been accepted in the subscription",
      source: "https://learn.microsoft.com/azure/virtual-machines/linux/cli-ps-findimage",
      types: VM,
      broken: (vm, cloud) => {
        const plan = elements(vm.attributes.plan).find(isObject);
        return plan && !termsAccepted && !agreement(plan.publisher, plan.product, plan.name, cloud)
          ? `Legal terms have not been accepted for this item on this subscription: publisher ${plan.publisher}, offer ${plan.product}, plan ${plan.name}`
          : undefined;
      },
    },
    {
      code: "VMMarketplaceInvalidInput",
      text: "Creating a virtual machine from Marketplace image or a custom image sourced from a Marketplace image requires Plan information in the request.",
      source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/4678",
      types: VM,
      broken: (vm) => {
        const image = elements(vm.attributes.source_image_reference).find(isObject);
        const plan = elements(vm.attributes.plan).find(isObject);
        if (!image || PLATFORM_PUBLISHERS.has(String(image.publisher).toLowerCase())) return undefined;
        const matches =
          plan?.publisher === image.publisher && plan?.product === image.offer && plan?.name === image.sku;
        return matches
          ? undefined
          : `Creating a virtual machine from Marketplace image or a custom image sourced from a Marketplace image requires Plan information in the request. VM: '${vm.id}'.`;
      },
    },
    {
      code: "InvalidAdminUsername",
      text: "the administrator's name is reserved, or longer than 32 characters",
      source: "https://learn.microsoft.com/azure/virtual-machines/linux/faq",
      inferred: "the page has the rule; no public report shows the code",
      types: VM,
      broken: ({ attributes: { admin_username: name } }) =>
        RESERVED_USERS.has(String(name).toLowerCase()) || String(name).length > 32
          ? `'${name}' cannot be the administrator's name: it is reserved, or longer than 32 characters`
          : undefined,
    },
    {
      code: "InvalidAdminPassword",
      text: "the password is not 12 to 72 characters of three classes",
      source: "https://learn.microsoft.com/azure/virtual-machines/linux/faq",
      inferred: "the page has the rule; no public report shows the code",
      types: VM,
      broken: ({ attributes: { admin_password: password } }) => {
        if (typeof password !== "string") return undefined;
        const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^\d\w]/].filter((pattern) => pattern.test(password)).length;
        return password.length < 12 || password.length > 72 || classes < 3
          ? "The administrator's password must be 12 to 72 characters of three classes or more"
          : undefined;
      },
    },
    {
      code: "AdminLoginMissing",
      by: "azurerm",
      text: "a machine has neither key nor password, or a password that is disabled",
      source:
        "https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.55.0/internal/services/compute/linux_virtual_machine_resource.go",
      types: VM,
      broken: ({ attributes: a }) => {
        const keys = elements(a.admin_ssh_key).length;
        if (a.admin_password && a.disable_password_authentication !== false) {
          return "when an `admin_password` is specified `disable_password_authentication` must be set to `false`";
        }
        return a.admin_password || keys ? undefined : "at least one `admin_ssh_key` must be specified";
      },
    },
  ];
}

function agreement(publisher: unknown, offer: unknown, plan: unknown, cloud: Cloud): boolean {
  return cloud
    .ofType("azurerm_marketplace_agreement")
    .some(({ attributes: a }) => a.publisher === publisher && a.offer === offer && a.plan === plan);
}
