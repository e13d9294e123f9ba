import { elements, type Attributes } from "../../protocol/values";
import { NAMED, type AzureType } from "../azure-type";
import { base64, matches, notEmpty, oneOf } from "../checks";
import { guid } from "../computed";
import { adminPassword, adminUsername, LINUX_LOGIN, LOGIN, sshKey } from "../rules/linux-login";
import { MARKETPLACE_IMAGE } from "../rules/marketplace-image";
import { ACCELERATED_NETWORKING, interfaces, sizeName, sizeOf } from "../rules/vm-sizes";
import { ZONES } from "../rules/zones";
import { configurations, idIn } from "../subnets";
import { filled, shown } from "../translation";
import { at, objects, property } from "../resource";

const compute: AzureType["compute"] = (vm) => {
  const disk = String(property(vm, "storageProfile.osDisk.name") ?? `${vm.name}_OsDisk_1`);
  return filled(vm.properties, {
    "osProfile.allowExtensionOperations": true,
    "osProfile.computerName": vm.name,
    "osProfile.linuxConfiguration.disablePasswordAuthentication": true,
    "osProfile.linuxConfiguration.enableVMAgentPlatformUpdates": false,
    "osProfile.linuxConfiguration.patchSettings.assessmentMode": "ImageDefault",
    "osProfile.linuxConfiguration.patchSettings.patchMode": "ImageDefault",
    "osProfile.linuxConfiguration.provisionVMAgent": true,
    "storageProfile.osDisk.createOption": "FromImage",
    "storageProfile.osDisk.diskSizeGB": 30,
    "storageProfile.osDisk.managedDisk.id": vm.id.replace(/\/virtualMachines\/[^/]+$/, `/disks/${disk}`),
    "storageProfile.osDisk.name": disk,
    "storageProfile.osDisk.osType": "Linux",
    vmId: guid(vm.id),
  });
};

/** The addresses of its interfaces. */
const reads: AzureType["reads"] = (vm, cloud) => {
  const all = interfaces(vm)
    .flatMap((id) => cloud.get(id) ?? [])
    .flatMap(configurations);
  const privateIps = all.map((one) => one.privateIPAddress ?? null);
  const publicIps = all.flatMap((one) => property(cloud.get(idIn(one, "publicIPAddress")), "ipAddress") ?? []);
  return {
    private_ip_address: privateIps[0] ?? null,
    private_ip_addresses: privateIps,
    public_ip_address: publicIps[0] ?? null,
    public_ip_addresses: publicIps,
  };
};

const AUTHORIZED = /^\/home\/(.+)\/\.ssh\/authorized_keys$/;

export const virtualMachine: AzureType = {
  path: "Microsoft.Compute/virtualMachines/<name>",
  words: {
    "additional_capabilities.ultra_ssd_enabled": "ultraSSDEnabled",
    additional_capabilities: "properties.additionalCapabilities",
    admin_password: "properties.osProfile.adminPassword",
    admin_ssh_key: `properties.${LOGIN}.ssh.publicKeys`,
    "admin_ssh_key.public_key": "keyData",
    "admin_ssh_key.username": {
      path: "path",
      to: (value) => `/home/${String(value)}/.ssh/authorized_keys`,
      from: (value) => AUTHORIZED.exec(String(value))?.[1],
    },
    admin_username: "properties.osProfile.adminUsername",
    allow_extension_operations: "properties.osProfile.allowExtensionOperations",
    availability_set_id: "properties.availabilitySet.id",
    boot_diagnostics: "properties.diagnosticsProfile.bootDiagnostics",
    "boot_diagnostics.storage_account_uri": "storageUri",
    bypass_platform_safety_checks_on_user_schedule_enabled: `properties.${LOGIN}.patchSettings.automaticByPlatformSettings.bypassPlatformSafetyChecksOnUserSchedule`,
    capacity_reservation_group_id: "properties.capacityReservation.capacityReservationGroup.id",
    computer_name: "properties.osProfile.computerName",
    custom_data: "properties.osProfile.customData",
    dedicated_host_group_id: "properties.hostGroup.id",
    dedicated_host_id: "properties.host.id",
    disable_password_authentication: `properties.${LOGIN}.disablePasswordAuthentication`,
    disk_controller_type: "properties.storageProfile.diskControllerType",
    encryption_at_host_enabled: "properties.securityProfile.encryptionAtHost",
    gallery_application: "properties.applicationProfile.galleryApplications",
    "gallery_application.automatic_upgrade_enabled": "enableAutomaticUpgrade",
    "gallery_application.configuration_blob_uri": "configurationReference",
    "gallery_application.tag": "tags",
    "gallery_application.treat_failure_as_deployment_failure_enabled": "treatFailureAsDeploymentFailure",
    "gallery_application.version_id": "packageReferenceId",
    max_bid_price: "properties.billingProfile.maxPrice",
    network_interface_ids: {
      path: "properties.networkProfile.networkInterfaces",
      to: (value) => elements(value).map((id, i) => ({ id, properties: { primary: i === 0 } })),
      from: (value) => objects(value).map(({ id }) => id!),
    },
    os_disk: "properties.storageProfile.osDisk",
    "os_disk.diff_disk_settings": "diffDiskSettings",
    "os_disk.disk_encryption_set_id": "managedDisk.diskEncryptionSet.id",
    "os_disk.disk_size_gb": "diskSizeGB",
    "os_disk.id": "managedDisk.id",
    "os_disk.secure_vm_disk_encryption_set_id": "managedDisk.securityProfile.diskEncryptionSet.id",
    "os_disk.security_encryption_type": "managedDisk.securityProfile.securityEncryptionType",
    "os_disk.storage_account_type": "managedDisk.storageAccountType",
    os_image_notification: "properties.scheduledEventsProfile.osImageNotificationProfile",
    "os_image_notification.timeout": "notBeforeTimeout",
    os_managed_disk_id: "properties.storageProfile.osDisk.managedDisk.id",
    patch_assessment_mode: `properties.${LOGIN}.patchSettings.assessmentMode`,
    patch_mode: `properties.${LOGIN}.patchSettings.patchMode`,
    provision_vm_agent: `properties.${LOGIN}.provisionVMAgent`,
    private_ip_address: shown("none"),
    private_ip_addresses: shown("none"),
    proximity_placement_group_id: "properties.proximityPlacementGroup.id",
    public_ip_address: shown("none"),
    public_ip_addresses: shown("none"),
    reboot_setting: `properties.${LOGIN}.patchSettings.automaticByPlatformSettings.rebootSetting`,
    secret: "properties.osProfile.secrets",
    "secret.certificate": "vaultCertificates",
    "secret.certificate.url": "certificateUrl",
    "secret.key_vault_id": "sourceVault.id",
    secure_boot_enabled: "properties.securityProfile.uefiSettings.secureBootEnabled",
    size: "properties.hardwareProfile.vmSize",
    source_image_id: "properties.storageProfile.imageReference.id",
    source_image_reference: {
      path: "properties.storageProfile.imageReference",
      from: (image) => (at(image, "id") ? undefined : image),
    },
    termination_notification: "properties.scheduledEventsProfile.terminateNotificationProfile",
    "termination_notification.enabled": "enable",
    "termination_notification.timeout": "notBeforeTimeout",
    virtual_machine_id: "properties.vmId",
    virtual_machine_scale_set_id: "properties.virtualMachineScaleSet.id",
    vm_agent_platform_updates_enabled: `properties.${LOGIN}.enableVMAgentPlatformUpdates`,
    vtpm_enabled: "properties.securityProfile.uefiSettings.vTpmEnabled",
    zone: { path: "zones", to: (value) => [value], from: (value) => elements(value)[0] },
  },
  completion: {
    replaces: [
      ...NAMED,
      "admin_password",
      "admin_ssh_key",
      "admin_username",
      "availability_set_id",
      "computer_name",
      "custom_data",
      "disable_password_authentication",
      "edge_zone",
      "eviction_policy",
      "os_disk.name",
      "os_disk.storage_account_type",
      "os_managed_disk_id",
      "plan",
      "platform_fault_domain",
      "priority",
      "provision_vm_agent",
      "secure_boot_enabled",
      "source_image_id",
      "source_image_reference",
      "vtpm_enabled",
      "zone",
    ],
    computedBlocks: ["termination_notification"],
    defaults: {
      bypass_platform_safety_checks_on_user_schedule_enabled: false,
      extensions_time_budget: "PT1H30M",
      max_bid_price: -1,
      platform_fault_domain: -1,
      priority: "Regular",
      "os_disk.write_accelerator_enabled": false,
    },
  },
  checks: {
    name: matches(
      /^(?!\d+$)[A-Za-z0-9](?:[\w.-]{0,78}\w)?$/,
      "must have 1 to 80 letters, digits, '_', '.' and '-', begin with a letter or digit, end with one or '_', and not be a number",
    ),
    admin_password: adminPassword,
    "admin_ssh_key.public_key": sshKey,
    admin_username: adminUsername,
    computer_name: matches(
      /^(?!.*[.-]$)[^\\/"[\]:|<>+=;,?*@&~!#$%^()_{}']{1,64}$/,
      "must have 1 to 64 characters, none of them special, and not end with '.' or '-'",
    ),
    custom_data: base64,
    "os_disk.caching": oneOf("None", "ReadOnly", "ReadWrite"),
    "os_disk.storage_account_type": oneOf(
      "Premium_LRS",
      "Premium_ZRS",
      "StandardSSD_LRS",
      "StandardSSD_ZRS",
      "Standard_LRS",
    ),
    patch_assessment_mode: oneOf("AutomaticByPlatform", "ImageDefault"),
    patch_mode: oneOf("AutomaticByPlatform", "ImageDefault"),
    priority: oneOf("Regular", "Spot"),
    size: notEmpty,
    user_data: base64,
  },
  exactlyOne: [["os_managed_disk_id", "source_image_id", "source_image_reference"]],
  rules: [
    ZONES,
    {
      code: "NetworkInterfaceCountExceeded",
      text: "a machine has more interfaces than its size takes",
      source: "https://learn.microsoft.com/azure/virtual-machines/sizes/overview",
      inferred: "the pages of the sizes have the counts; the code is known from projects that ran into it",
      broken: (vm) => {
        const most = sizeOf(sizeName(vm))?.interfaces;
        const count = interfaces(vm).length;
        return most !== undefined && count > most
          ? `The number of network interfaces for virtual machine ${vm.name} exceeds the maximum allowed for the virtual machine size ${sizeName(vm)}. The number of network interfaces is ${count} and the maximum allowed is ${most}.`
          : undefined;
      },
    },
    ACCELERATED_NETWORKING,
    {
      code: "NicInUse",
      text: "an interface belongs to another machine",
      source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/8105",
      inferred: "the report is of a deletion; that a second machine meets the same code is not public",
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
    ...MARKETPLACE_IMAGE,
    ...LINUX_LOGIN,
  ],
  empty: {
    availability_set_id: "",
    bypass_platform_safety_checks_on_user_schedule_enabled: false,
    "boot_diagnostics.storage_account_uri": "",
    capacity_reservation_group_id: "",
    dedicated_host_group_id: "",
    dedicated_host_id: "",
    disk_controller_type: "",
    edge_zone: "",
    encryption_at_host_enabled: false,
    eviction_policy: "",
    license_type: "",
    max_bid_price: -1,
    "os_disk.disk_encryption_set_id": "",
    "os_disk.secure_vm_disk_encryption_set_id": "",
    "os_disk.security_encryption_type": "",
    platform_fault_domain: -1,
    proximity_placement_group_id: "",
    reboot_setting: "",
    secure_boot_enabled: false,
    source_image_id: "",
    user_data: "",
    virtual_machine_scale_set_id: "",
    vtpm_enabled: false,
    zone: "",
  },
  secrets: ["osProfile.adminPassword", "osProfile.customData", "userData"],
  unread: ["admin_password", "custom_data"],
  compute,
  reads,
  /** @see https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.81.0/internal/services/compute/virtual_machine_import.go */
  imported: (vm): Attributes =>
    property(vm, `${LOGIN}.ssh.publicKeys`) ? {} : { admin_password: "ignored-as-imported" },
  lateFailure: [
    "OSProvisioningTimedOut",
    "OS Provisioning for VM did not finish in the allotted time. The VM may still finish provisioning successfully. Please check provisioning state later",
  ],
};
