import { FAMILY_NAMES, familyOf } from "../model/dual-stack";
import { namesOf } from "./azure-pair";
import { cause } from "./cause";
import type { Finding } from "./finding";
import type { Intent } from "./intent";
import { testMachines, type MachineEvidence } from "../evidence/machine-evidence";

/** Judges whether the two test machines reach each other, in both directions and families. */
export function machineFindings({ deployment, site, file }: Intent, { probes }: MachineEvidence): Finding[] {
  const machines = testMachines(deployment, site);
  return machines.flatMap((to) => {
    const from = machines.find(({ side }) => side !== to.side)!;
    return to.addresses.flatMap((target): Finding[] => {
      const base = { stage: "reach", tunnels: namesOf(file.tunnels) } as const;
      const way = `${from.name} to ${to.name}, ${FAMILY_NAMES[familyOf(target)]}`;
      const ping = { ...base, check: `ping from ${way}`, expected: "every answer" };
      const http = { ...base, check: `HTTP from ${way}`, expected: "200" };
      const probe = probes.filter((one) => one.from === from.side && one.target === target).at(-1);
      if (!probe) return [ping, http].map((one) => ({ ...one, outcome: "unknown" }));
      const { sent, received, httpStatus } = probe;
      const silent = cause(
        "machine does not answer",
        `${to.name} does not answer ${from.name}: is it running, and do its security groups let ${from.name} in (az vm show -d, az network nic list-effective-nsg)?`,
      );
      const large = cause(
        "machine does not answer",
        `${to.name} answers ping and no HTTP: is its web server running; do large packets pass (show interfaces Tunnel: ip mtu, ip tcp adjust-mss)?`,
      );
      const seen = sent === 0 ? "no way there" : `${received} of ${sent}`;
      return [
        sent > 0 && received === sent
          ? { ...ping, outcome: "passed", seen }
          : { ...ping, outcome: received > 0 ? "degraded" : "failed", seen, causes: [silent] },
        httpStatus === undefined
          ? { ...http, outcome: "unknown" }
          : httpStatus === 200
            ? { ...http, outcome: "passed", seen: "200" }
            : {
                ...http,
                outcome: "failed",
                seen: httpStatus === 0 ? "no answer" : String(httpStatus),
                causes: [received > 0 ? large : silent],
              },
      ];
    });
  });
}
