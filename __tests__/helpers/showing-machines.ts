import { FAMILY_NAMES, familyOf } from "../../lib/model/dual-stack";
import type { Intent } from "../../lib/verify/intent";
import { testMachines, type MachineText, type Side } from "../../lib/evidence/machine-evidence";

/** How a machine's questions are answered: by family and by who asks, as `gateway IPv4`. */
export interface MachineState {
  readonly unanswered: readonly `${Side} ${"IPv4" | "IPv6"}`[];
  /** Whether the web servers answer. */
  readonly http: boolean;
}

export const HEALTHY_MACHINES: MachineState = { unanswered: [], http: true };

/** What `machineScript` prints on the machine of each side. */
export function machineTexts({ deployment, site }: Intent, { unanswered, http }: MachineState): MachineText[] {
  const machines = testMachines(deployment, site);
  return machines.map(({ side }) => {
    const targets = machines.find((one) => one.side !== side)!.addresses;
    const text = targets
      .map((target) => {
        const isAnswered = !unanswered.includes(`${side} ${FAMILY_NAMES[familyOf(target)]}`);
        const answers = [1, 2, 3, 4, 5].map((n) => `64 bytes from ${target}: icmp_seq=${n} ttl=62 time=2.${n}1 ms`);
        return [
          `probe ${target}`,
          `PING ${target} (${target}) 56(84) bytes of data.`,
          ...(isAnswered ? answers : []),
          "",
          `--- ${target} ping statistics ---`,
          isAnswered
            ? "5 packets transmitted, 5 received, 0% packet loss, time 804ms\nrtt min/avg/max/mdev = 2.110/2.310/2.510/0.141 ms"
            : "5 packets transmitted, 0 received, 100% packet loss, time 831ms\n",
          `http ${isAnswered && http ? "200" : "000"}`,
        ].join("\n");
      })
      .join("\n");
    return { side, text: `${text}\n` };
  });
}
