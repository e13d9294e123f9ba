import { canonicalAddress } from "./address";
import { FAMILIES } from "../model/dual-stack";
import { isExisting } from "../model/gateway";
import type { Deployment } from "../model/deployment";
import type { Site } from "../model/site";

/** A test machine: behind the gateway, or behind the router of a site. */
export type Side = "gateway" | "site";

export interface TestMachine {
  readonly side: Side;
  /** Azure's name of it. */
  readonly name: string;
  /** IPv4 first. */
  readonly addresses: readonly string[];
}

/** What a machine printed. */
export interface MachineText {
  readonly side: Side;
  readonly text: string;
}

/** How an address answered a machine. */
export interface Probe {
  readonly from: Side;
  readonly target: string;
  /** None where the machine has no way to the address. */
  readonly sent: number;
  readonly received: number;
  /** 0 where no answer came; undefined where nobody asked. */
  readonly httpStatus?: number;
}

export interface MachineEvidence {
  readonly probes: readonly Probe[];
}

/** The test machines of the two sides; none unless both have one. */
export function testMachines({ gateway }: Deployment, site: Site): readonly TestMachine[] {
  const { network, testVm } = gateway;
  if (!testVm || isExisting(network) || site.kind !== "simulated" || !site.testVm) return [];
  const addresses = (host: (typeof network.subnets.subnet1)["host"]) => FAMILIES.map((family) => host[family]);
  return [
    { side: "gateway", name: testVm.name, addresses: addresses(network.subnets.subnet1.host) },
    { side: "site", name: site.testVm.name, addresses: addresses(site.network.subnets.app.host) },
  ];
}

/** Seconds after which a machine waits no longer for an answer. */
const PATIENCE = 3;

/** What to run on a machine, with `sh`: it asks each address by ping and by HTTP, as any user may. */
export const machineScript = (targets: readonly string[]): string =>
  targets
    .flatMap((target) => [
      `echo "probe ${target}"`,
      `ping -n -c 5 -i 0.2 -W ${PATIENCE} ${target} 2>&1 || true`,
      `echo "http $(curl -s -o /dev/null -m ${PATIENCE} -w '%{http_code}' 'http://${target.includes(":") ? `[${target}]` : target}/')"`,
    ])
    .join("\n");

/** Of iputils and of BusyBox: `5 packets transmitted, 4 received, +1 errors, 20% packet loss`. */
const SUMMARY = /^(\d+) packets transmitted, (\d+) (?:packets )?received,/m;

/** Reads what {@link machineScript} printed. An address without a summary of its pings was not asked. */
export function machineEvidence(...texts: readonly MachineText[]): MachineEvidence {
  const probes = texts.flatMap(({ side, text }) =>
    text
      .replace(/\r/g, "")
      .split(/^probe /m)
      .slice(1)
      .flatMap((part): Probe[] => {
        const [, target] = /^([\da-fA-F.:]+)$/m.exec(part.split("\n", 1)[0]!) ?? [];
        const isWayless = /^(?:ping6?|connect): .*(?:Network is unreachable|No route to host)/m.test(part);
        const [, sent, received] = SUMMARY.exec(part) ?? (isWayless ? [undefined, "0", "0"] : []);
        if (target === undefined || received === undefined) return [];
        const status = /^http (\d{3})$/m.exec(part)?.[1];
        return [
          {
            from: side,
            target: canonicalAddress(target),
            sent: Number(sent),
            received: Number(received),
            ...(status !== undefined && { httpStatus: Number(status) }),
          },
        ];
      }),
  );
  return { probes };
}
