import { FAMILY_NAMES } from "../lib/model/dual-stack";
import { UserError } from "../lib/model/user-error";
import type { RouterConfig } from "../lib/router/router-config";
import { routeToSite } from "./checks";
import { parseRouter } from "./inputs";
import type { Lab } from "./lab";
import type { Report } from "./report";
import { reaches, transfers, withoutTunnel } from "./traffic";

/** What is wrong with a router's file that negotiates. */
type Symptom =
  | "tunnel 0 stays down"
  | "IPv4 is not forwarded"
  | "IPv6 is not forwarded"
  | "no route of the file leads to the site's network"
  | "full-size segments stall"
  | "without a tunnel, packets leave in the clear";

/** A change of the router's file, and what must be found: by the reader, or in the traffic. */
interface Flaw {
  readonly what: string;
  /** Without it, it is left out. */
  readonly needs?: keyof typeof NEEDS;
  readonly change: (file: string) => string;
  readonly expected: Symptom | RegExp;
}

/** What a router's file must have for a flaw to be one. */
const NEEDS = {
  "interfaces in the file": ({ interfaces }: RouterConfig) => interfaces.length > 0,
  "both families": ({ tunnels }: RouterConfig) => tunnels.every(({ mode }) => mode === "ipsec dual-overlay"),
  // Elsewhere an instance is reached by the default route of another interface as well.
  "routes to the instances alone": ({ interfaces, ipv4Routes }: RouterConfig) =>
    interfaces.length === 0 && ipv4Routes.some(({ nextHop }) => nextHop !== undefined),
} as const;

const without = (lines: RegExp) => (file: string) => file.replace(lines, "");
/** With the sections of this heading moved to the top. */
const first = (heading: RegExp) => (file: string) => {
  const sections = file.split(/^(?=\S)/m);
  const moved = sections.filter((section) => heading.test(section));
  return [...moved, ...sections.filter((section) => !moved.includes(section))].join("");
};
const ORDER = /^line \d+: .{1,200}, which line \d+ defines; IOS-XE takes the lines in their order/;

export const FLAWS: readonly Flaw[] = [
  {
    what: "GigabitEthernet2 lacks no shut",
    needs: "interfaces in the file",
    change: (file) => file.replace(/^(interface GigabitEthernet2\n(?: .*\n)*?) no shut(?:down)?\n/m, "$1"),
    expected: "tunnel 0 stays down",
  },
  {
    what: "it lacks ipv6 unicast-routing",
    needs: "interfaces in the file",
    change: without(/^ipv6 unicast-routing\n/m),
    expected: "IPv6 is not forwarded",
  },
  {
    what: "both tunnels have one address",
    change: (file) => {
      const own = [...file.matchAll(/^ ip address ([\d.]+) .*/gm)].map(([line]) => line);
      return file.replace(own[1]!, own[0]!);
    },
    expected: /^line \d+: Tunnel\d+ has the address [\d.]+ of Tunnel\d+/,
  },
  ...(
    [
      ["the policy stands before its proposal", /^crypto ikev2 policy /],
      ["the IKEv2 profiles stand before their keyrings", /^crypto ikev2 profile /],
      ["the IPsec profiles stand before their transform set", /^crypto ipsec profile /],
      ["the tunnels stand before their IPsec profiles", /^interface Tunnel/],
      ["the routes stand before the tunnels", /^ip route /],
    ] as const
  ).map(([what, heading]): Flaw => ({ what, change: first(heading), expected: ORDER })),
  {
    what: "it lacks the discard routes in IPv4",
    change: without(/^ip route .* Null0.*\n/gm),
    expected: "without a tunnel, packets leave in the clear",
  },
  {
    what: "it lacks the discard routes in IPv6",
    needs: "both families",
    change: without(/^ipv6 route .* Null0.*\n/gm),
    expected: "without a tunnel, packets leave in the clear",
  },
  {
    what: "it bounds IPv4 segments to 1460 bytes",
    change: (file) => file.replace(/^ ip tcp adjust-mss .*/gm, " ip tcp adjust-mss 1460"),
    expected: "full-size segments stall",
  },
  {
    what: "it bounds no segments in IPv6",
    needs: "both families",
    change: without(/^ ipv6 tcp adjust-mss .*\n/gm),
    expected: "full-size segments stall",
  },
  {
    what: "it lacks the IPv6 route to the site's network",
    needs: "interfaces in the file",
    change: without(/^ipv6 route \S+ GigabitEthernet1 .*\n/gm),
    expected: "no route of the file leads to the site's network",
  },
  {
    what: "it lacks the routes to the instances",
    needs: "routes to the instances alone",
    change: without(/^ip route (?:vrf \S+ )?\S+ 255\.255\.255\.255 [A-Z]\S+ \S+\n/gm),
    expected: "tunnel 0 stays down",
  },
];

const SAMPLE = 512 << 10;

/** The first symptom of what the router has now. */
async function symptomOf(lab: Lab): Promise<Symptom | undefined> {
  if (!(await lab.waitFor(0, 4))) return "tunnel 0 stays down";
  if (lab.families.some((family) => routeToSite(lab, family) === ""))
    return "no route of the file leads to the site's network";
  for (const family of lab.families)
    if (!(await reaches(lab, family, 2))) return `${FAMILY_NAMES[family]} is not forwarded`;
  for (const family of lab.families)
    if (!(await transfers(lab, 0, family, SAMPLE)).ok) return "full-size segments stall";
  for (const family of lab.families) {
    if (!(await withoutTunnel(lab, family)).ok) return "without a tunnel, packets leave in the clear";
  }
  return undefined;
}

/** Makes each flaw in the router's file alone. */
export async function checkFlaws(lab: Lab, report: Report, name: string, file: string): Promise<void> {
  report.section("Flaws of the router's file that must be found");
  const found = async (text: string): Promise<string> => {
    let router: RouterConfig;
    try {
      router = parseRouter(name, text);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return error.message.replace(`${name}, `, "");
    }
    await lab.reconfigure(router);
    return (await symptomOf(lab)) ?? "none";
  };
  const control = await found(file);
  report.check("without any, none is found", control === "none", control);
  if (control !== "none") return;
  const { router } = lab;
  for (const { what, needs, change, expected } of FLAWS) {
    if (needs && !NEEDS[needs](router)) {
      report.leaveOut(what, `without ${needs}`);
      continue;
    }
    const changed = change(file);
    const result = changed === file ? "the file has no such line" : await found(changed);
    report.check(what, typeof expected === "string" ? result === expected : expected.test(result), result);
  }
  await lab.reconfigure(parseRouter(name, file));
  report.check("mended, all tunnels are up again", await lab.allUp());
}
