import type { RouterConfig } from "../lib/router/router-config";
import { allFamilies, attempt } from "./attempt";
import type { Resource, ShownState } from "./inputs";
import { translate, type Ends } from "./ends";
import type { Lab } from "./lab";
import type { Outcome } from "./negotiation";
import { other, otherKey, section } from "./other-configuration";
import type { Report } from "./report";

type Policy = Resource<"azurerm_virtual_network_gateway_connection">["ipsec_policy"][number];

/** A change at one end, and the outcome it must cause. */
interface Mismatch {
  readonly what: string;
  readonly expected: Outcome;
  /** Without it, it is left out. */
  readonly needs?: keyof typeof NEEDS;
  readonly azure?: (state: ShownState, ends: Ends) => ShownState;
  readonly router?: (config: RouterConfig) => RouterConfig;
}

/** What a deployment must have for a mismatch to be one. */
const NEEDS = {
  "two connections": ({ ends }: Lab) => ends.instances[0].connections.length > 1,
  "both families": ({ families }: Lab) => families.length > 1,
  "an identity in the file": ({ tunnels: [tunnel] }: Lab) => tunnel!.localId !== tunnel!.localAddress,
} as const;

const otherLength = (cipher: string) => cipher.slice(0, -3) + other(["128", "256"], cipher.slice(-3));

const policy = (change: (policy: Policy) => Partial<Policy>) => (state: ShownState) =>
  state.with("azurerm_virtual_network_gateway_connection", (values) => {
    const [own] = values.ipsec_policy as Policy[];
    values.ipsec_policy = [{ ...own!, ...change(own!) }];
  });
const connection = (change: (values: Record<string, unknown>) => void) => (state: ShownState) =>
  state.with("azurerm_virtual_network_gateway_connection", change);
const far = (change: (values: Record<string, unknown>) => void) => (state: ShownState) =>
  state.with("azurerm_local_network_gateway", change);

export const MISMATCHES: readonly Mismatch[] = [
  ...(["DHGroup24", "ECP256", "ECP384"] as const).map((group): Mismatch => ({
    what: `Azure's dh_group is ${group}`,
    expected: "no common IKE proposal",
    azure: policy(({ dh_group: own }) => ({ dh_group: other([group, "DHGroup14"], own) })),
  })),
  {
    what: "Azure's ike_integrity is another",
    expected: "no common IKE proposal",
    azure: policy(({ ike_integrity: own }) => ({ ike_integrity: other(["SHA256", "SHA1"], own) })),
  },
  {
    what: "Azure's ike_encryption is CBC for GCM",
    expected: "no common IKE proposal",
    azure: policy(({ ike_encryption: own }) => ({ ike_encryption: own.startsWith("GCM") ? "AES256" : "GCMAES256" })),
  },
  {
    what: "Azure's ike_encryption has another key length",
    expected: "no common IKE proposal",
    azure: policy(({ ike_encryption: own }) => ({
      ike_encryption: otherLength(own),
    })),
  },
  {
    what: "Azure's ESP has another key length",
    expected: "no common ESP proposal",
    azure: policy((own) => {
      const cipher = otherLength(own.ipsec_encryption);
      return { ipsec_encryption: cipher, ipsec_integrity: cipher.startsWith("GCM") ? cipher : own.ipsec_integrity };
    }),
  },
  {
    what: "Azure's ESP is CBC for GCM",
    expected: "no common ESP proposal",
    azure: policy(({ ipsec_encryption: own }) =>
      own.startsWith("GCM")
        ? { ipsec_encryption: "AES256", ipsec_integrity: "SHA256" }
        : { ipsec_encryption: "GCMAES256", ipsec_integrity: "GCMAES256" },
    ),
  },
  ...(["PFS2048", "ECP384"] as const).map((group): Mismatch => ({
    what: `Azure's pfs_group is ${group}`,
    expected: "up until it is rekeyed",
    azure: policy(({ pfs_group: own }) => ({ pfs_group: other([group, "None"], own) })),
  })),
  {
    what: "Azure's shared key is another",
    expected: "different keys",
    azure: connection((values) => (values.shared_key = otherKey(String(values.shared_key)))),
  },
  {
    what: "Azure's keys are those of each other's tunnel",
    needs: "two connections",
    expected: "different keys",
    azure: (state) => {
      const keys = state.all("azurerm_virtual_network_gateway_connection").map((one) => one.shared_key);
      return state.with(
        "azurerm_virtual_network_gateway_connection",
        (values, i) => (values.shared_key = keys[(i + 1) % keys.length]),
      );
    },
  },
  {
    what: "Azure's local network gateways have IPv4 prefixes alone",
    needs: "both families",
    expected: "up in IPv4 alone",
    azure: far(
      (values) => (values.address_space = (values.address_space as string[]).filter((one) => !one.includes(":"))),
    ),
  },
  {
    what: "Azure's local network gateways have IPv6 prefixes alone",
    needs: "both families",
    expected: "up in IPv6 alone",
    azure: far(
      (values) => (values.address_space = (values.address_space as string[]).filter((one) => one.includes(":"))),
    ),
  },
  {
    what: "Azure's local network gateway has another address",
    expected: "no connection for this peer",
    azure: (state, { tunnels: [tunnel] }) =>
      state.with("azurerm_local_network_gateway", (values) => {
        if ([values.gateway_address, values.gateway_fqdn].includes(tunnel!.peer)) values.gateway_address = "192.0.2.99";
      }),
  },
  {
    what: "Azure's connection is policy-based",
    expected: "refused before it is tried",
    azure: connection((values) => (values.use_policy_based_traffic_selectors = true)),
  },
  {
    what: "the router's group is another",
    expected: "no common IKE proposal",
    router: section("proposals", ({ group }) => ({ group: other(["20", "14"], group) })),
  },
  {
    what: "the router's PRF is another",
    expected: "no common IKE proposal",
    router: section("proposals", ({ prf }) => ({ prf: other(["sha512", "sha256"], prf) })),
  },
  {
    what: "the router's cipher is CBC for GCM",
    expected: "no common IKE proposal",
    router: section("proposals", ({ encryption, prf }) =>
      encryption.startsWith("aes-gcm")
        ? { encryption: "aes-cbc-256", integrity: prf }
        : { encryption: "aes-gcm-256", integrity: undefined },
    ),
  },
  {
    what: "the router's cipher is GCM with an integrity line",
    expected: "refused before it is tried",
    router: section("proposals", ({ prf }) => ({ encryption: "aes-gcm-256", integrity: prf })),
  },
  {
    what: "the router's transform set has another key length",
    expected: "no common ESP proposal",
    router: section("transformSets", ({ transform }) => ({
      transform: other(["esp-gcm 128", "esp-gcm 256"], transform),
    })),
  },
  {
    what: "the router's transform set is CBC with SHA-1",
    expected: "no common ESP proposal",
    router: section("transformSets", ({ transform }) => ({
      transform: other(["esp-aes esp-sha-hmac", "esp-aes 256 esp-sha256-hmac"], transform),
    })),
  },
  {
    what: "the router's PFS is on alone, or off alone",
    expected: "up until it is rekeyed",
    router: section("ipsecProfiles", ({ pfs }) => ({ pfs: pfs ? undefined : "group14" })),
  },
  {
    what: "the router's key is another",
    expected: "different keys",
    router: section("keyrings", ({ sharedKey }) => ({ sharedKey: otherKey(sharedKey) })),
  },
  {
    what: "the router expects another identity",
    expected: "identity refused",
    router: section("profiles", () => ({ remoteAddress: "192.0.2.99" })),
  },
  {
    what: "the router gives another identity",
    needs: "an identity in the file",
    expected: "identity refused",
    router: section("profiles", () => ({ identity: "192.0.2.99" })),
  },
  {
    what: "the router's key is for another address",
    expected: "refused before it is tried",
    router: section("keyrings", () => ({ address: "192.0.2.99" })),
  },
  {
    what: "the router's tunnel leaves from another address than its profile says",
    expected: "refused before it is tried",
    router: section("profiles", () => ({ local: "192.0.2.99" })),
  },
  {
    what: "the router's tunnel mode is ipsec ipv4",
    needs: "both families",
    expected: "up in IPv4 alone",
    router: section("tunnels", () => ({ mode: "ipsec ipv4" })),
  },
  {
    what: "the router's tunnel mode is ipsec ipv6",
    needs: "both families",
    expected: "up in IPv6 alone",
    router: section("tunnels", () => ({ mode: "ipsec ipv6" })),
  },
];

/** Changes one end at a time. If the lab did not see these mismatches, its PASS elsewhere would mean little. */
export async function checkMismatches(lab: Lab, report: Report): Promise<void> {
  report.section("Mismatches that must be found");
  const ends = (azure: Mismatch["azure"], router: Mismatch["router"]) => () =>
    translate(
      azure?.(lab.gatewayState, lab.ends) ?? lab.gatewayState,
      router?.(lab.router) ?? lab.router,
      lab.topology,
    );
  const control = await attempt(lab, ends(undefined, undefined));
  report.check("without any, the tunnel comes up and is rekeyed", control.outcome === allFamilies(lab), control.detail);
  // If the unchanged tunnel fails, the failures below would show nothing.
  if (control.outcome !== allFamilies(lab)) return;
  for (const { what, needs, expected, azure, router } of MISMATCHES) {
    if (needs && !NEEDS[needs](lab)) {
      report.leaveOut(what, `without ${needs}`);
      continue;
    }
    const { outcome, detail } = await attempt(lab, ends(azure, router));
    report.check(what, outcome === expected, outcome === expected ? outcome : `${outcome} (${detail}) for ${expected}`);
  }
}
