import { DIFFERENCES } from "./azure/differences";
import { COMMON_RULES } from "./azure/rules/common";
import { RESOURCE_IN_USE } from "./azure/rules/in-use";
import type { Rule } from "./azure/rules/rule";
import { TYPES } from "./azure/types";

/** Text that Markdown leaves alone. */
const plain = (text: string) => text.replace(/[<|]/g, "\\$&");
const code = (text: string) => `\`${text}\``;

/** A table as prettier has it. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, i) => Math.max(3, head.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  return [line(heads), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** Every rule, with the types that have it; none where all types do. */
export function allRules(): ReadonlyMap<Rule, readonly string[]> {
  const all = new Map<Rule, string[]>(COMMON_RULES.map((rule) => [rule, []]));
  for (const [type, { rules = [] }] of Object.entries(TYPES)) {
    for (const rule of rules) all.set(rule, [...(all.get(rule) ?? []), type]);
  }
  return all.set(RESOURCE_IN_USE, []);
}

const ruleRow = ([rule, types]: [Rule, readonly string[]]): string[] => {
  const { code: name, status = 400, by, late, text, source, inferred } = rule;
  return [
    code(name),
    by ? "none" : late ? "Failed" : String(status),
    (types.length > 0 ? types : ["all"]).map((type) => type.replace("azurerm_", "")).join(", "),
    plain(text),
    [source && `<${source}>`, inferred && `inferred: ${plain(inferred)}`].filter(Boolean).join("; "),
  ];
};

/** The page that says what the simulator refuses and why, in Markdown. */
export function parityPage(): string {
  const listed = (wanted: (rule: Rule) => boolean) =>
    table(
      ["Code", "Status", "Types", "What is refused", "Source"],
      [...allRules()].filter(([rule]) => wanted(rule)).map(ruleRow),
    );
  const deletes = ({ on }: Rule) => on?.includes("delete") === true;
  return `# What the simulator has of Azure and azurerm

\`npm run parity\` writes this page from the rules and facts that the simulator runs by. Each code has its tests: \`npx jest rules.test -t CODE\`.

The status is Azure's answer. \`Failed\`: Azure accepts the request, and the operation fails. \`none\`: azurerm refuses before it asks Azure, in the words that stand there; the code is then a name that only this page uses. \`inferred\` says what no public source shows.

## Refused when a resource is written

${listed((rule) => !deletes(rule))}

## Refused when a resource is deleted

${listed(deletes)}

## How azurerm goes about it

\`equal\`: the simulator does the same, as the test shows. \`harmless\`: it does not, for the reason given.

${table(
  ["Resource", "What", "azurerm", "Simulator", "Because"],
  DIFFERENCES.map(({ resource, what, azurerm, status, because }) =>
    [resource.startsWith("azurerm_") ? code(resource) : resource, what, azurerm, status, because].map(plain),
  ),
)}
`;
}
