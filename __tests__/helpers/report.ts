import type { Deployment } from "../../lib/model/deployment";
import type { Block, Cell, ReportData, Table } from "../../lib/report/document";
import type { Deployed, Known } from "../../lib/report/known";
import { reportData } from "../../lib/report/report-data";

const MADE = "2026-05-04T13:37:42.123Z";

/** The report of a deployment that nothing is known of but its config, or what `known` says. */
export const reportOf = (
  deployment: Deployment,
  { sites = deployment.sites, ...known }: Partial<Known> & Partial<Pick<Deployment, "sites">> = {},
): ReportData => reportData({ deployment, sites, known: { made: MADE, results: [], ...known } });

/** What a deployment in Azure has made, without files. */
export const DEPLOYED: Deployed = {
  ended: "2026-05-03T09:00:59Z",
  exitCode: 0,
  simulated: false,
  gatewayAddresses: ["198.51.100.201", "198.51.100.202"],
  peers: {},
  files: {},
};

/** The blocks of a section, those of its groups in their place. */
export function blocksOf({ sections }: ReportData, id: string): Block[] {
  const section = sections.find((one) => one.id === id);
  if (!section) throw new Error(`the report has no section ${id}, but ${sections.map((one) => one.id).join(", ")}`);
  return flat(section.blocks);
}

const flat = (blocks: readonly Block[]): Block[] =>
  blocks.flatMap((block) => (block.kind === "group" ? [block, ...flat(block.blocks)] : [block]));

/** Every table of a section. */
export const tablesOf = (report: ReportData, id: string): Table[] =>
  blocksOf(report, id).filter((block) => block.kind === "table");

/** The rows of a table by its caption; none where the section has no such table. */
export const rowsOf = (report: ReportData, id: string, caption: string): readonly Readonly<Record<string, Cell>>[] =>
  tablesOf(report, id).find((table) => table.caption === caption)?.rows ?? [];

/** The texts of a section that stand outside of tables and files. */
export const textsOf = (report: ReportData, id: string): string[] =>
  blocksOf(report, id).flatMap((block) => (block.kind === "text" ? [block.text] : []));

/** The text of each code block of a section, by its caption. */
export const codesOf = (report: ReportData, id: string): { caption: string; text: string }[] =>
  blocksOf(report, id).flatMap((block) =>
    block.kind === "code" ? [{ caption: block.caption, text: block.text }] : [],
  );
