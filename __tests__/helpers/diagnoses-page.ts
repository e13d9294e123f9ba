import { CAUSES, type CauseName } from "../../lib/verify/cause";
import { explained, STAGES } from "../../lib/verify/finding";
import { findingsOf } from "../../lib/verify/judge";
import { rootCause } from "../../lib/verify/verdict";
import { BREAKS, worldOf, type Break } from "./breaks";
import { evidenceOf, judged, shownBy } from "./world";

/** Checks of a break that the page names. */
const SHOWN = 3;

/** A break, and the checks that bear its cause first. */
function item(one: Break): string {
  const world = worldOf(one);
  const findings = findingsOf(world.intent, evidenceOf(shownBy(world)));
  const stages = new Map(findings.map(({ check, stage }) => [check, STAGES.indexOf(stage)]));
  const bearing = explained(findings)
    .filter(({ causes }) => causes?.[0]?.name === one.cause)
    .sort((a, b) => stages.get(a.check)! - stages.get(b.check)!);
  const checks = bearing.slice(0, SHOWN).map(({ check, seen = "nothing" }) => `\`${check}\` is \`${seen}\``);
  const others = bearing.length > SHOWN ? [`${bearing.length - SHOWN} more`] : [];
  return `- ${one.what[0]!.toUpperCase()}${one.what.slice(1)}: ${[...checks, ...others].join("; ")}.`;
}

function section(name: CauseName): string {
  const breaks = BREAKS.filter(({ cause }) => cause === name);
  const [first] = breaks;
  const remedy = first && `What it says: "${rootCause(judged(worldOf(first)))!.text}"`;
  const parts = [`## ${name}`, CAUSES[name], remedy, breaks.map(item).join("\n")];
  return parts.filter(Boolean).join("\n\n");
}

/** The page of what `vpn verify` tells apart, in Markdown. */
export const diagnosesPage = (): string => `# What is diagnosed

\`npm run diagnoses\` writes this page from the breaks that the tests set up: at one end of the lab, with what follows at the other. Each is shown in the forms of IOS-XE, of az and of the test machines, and judged. Under a cause stand the breaks that have it first, each with the first checks that bear it, in the order in which a tunnel comes up. A cause further up explains those further down.

What the two ends show of a break is inferred from their documents and published outputs. A router or a gateway may show it otherwise; the causes after the first are then the next to try.

${(Object.keys(CAUSES) as CauseName[]).map(section).join("\n\n")}
`;
