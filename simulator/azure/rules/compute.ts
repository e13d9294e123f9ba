import { elements, isObject } from "../../protocol/values";
import type { Cloud, Resource } from "../cloud";
import type { Rule } from "./rule";

const VM = ["azurerm_linux_virtual_machine"];

/** https://learn.microsoft.com/azure/virtual-machines/sizes ; a size that is not here is not checked. */
const MAX_INTERFACES: Readonly<Record<string, number>> = {
  Standard_B1s: 2,
  Standard_B1ms: 2,
  Standard_B2s: 3,
  Standard_B2ms: 3,
  Standard_D2_v3: 2,
  Standard_D2s_v3: 2,
  Standard_D4_v3: 2,
  Standard_D4s_v3: 2,
  Standard_D8_v3: 4,
  Standard_D8s_v3: 4,
  Standard_D16_v3: 8,
  Standard_DS2_v2: 2,
  Standard_DS3_v2: 4,
  Standard_DS4_v2: 8,
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
      types: VM,
      broken: (vm) => {
        const most = MAX_INTERFACES[String(vm.attributes.size)];
        const count = interfaces(vm).length;
        return most !== undefined && count > most
          ? `The number of network interfaces for virtual machine ${vm.attributes.name} is ${count}, more than the ${most} that size ${vm.attributes.size} allows`
          : undefined;
      },
    },
    {
      code: "NicInUse",
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
      types: VM,
      broken: (vm) => {
        const image = elements(vm.attributes.source_image_reference).find(isObject);
        const plan = elements(vm.attributes.plan).find(isObject);
        if (!image || PLATFORM_PUBLISHERS.has(String(image.publisher).toLowerCase())) return undefined;
        const matches =
          plan?.publisher === image.publisher && plan?.product === image.offer && plan?.name === image.sku;
        return matches ? undefined : `Creating a virtual machine from marketplace image ${image.sku} requires its plan`;
      },
    },
    {
      code: "InvalidAdminUsername",
      types: VM,
      broken: ({ attributes: { admin_username: name } }) =>
        RESERVED_USERS.has(String(name).toLowerCase()) || String(name).length > 32
          ? `'${name}' cannot be the administrator's name: it is reserved, or longer than 32 characters`
          : undefined,
    },
    {
      code: "InvalidAdminPassword",
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
