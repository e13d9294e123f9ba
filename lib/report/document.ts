import type { TopologyGraph } from "../graph/topology-graph";

/** What stands in a cell: a text, or several, each on a line of its own. */
export type Cell = string | readonly string[];

/** A table. Its rows name their cells, so that a program reads them as they are. */
export interface Table {
  readonly kind: "table";
  readonly caption: string;
  /** The heading of each column, by the name of its cells; the first column names the row. */
  readonly columns: Readonly<Record<string, string>>;
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

/** One part of a report. */
export type Block =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | Table
  | { readonly kind: "picture"; readonly graph: TopologyGraph }
  /** Lines as they stand in a file. */
  | { readonly kind: "code"; readonly caption: string; readonly text: string }
  /** Parts that belong to one thing, such as a site; a page may fold them. */
  | { readonly kind: "group"; readonly title: string; readonly blocks: readonly Block[] };

export interface Section {
  /** Constant, in kebab-case: links lead to it. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** What is handed over, as plain JSON without a secret. Every format of it is made of this alone. */
export interface ReportData {
  readonly title: string;
  /** What the report is of, and when it was made: a heading and a text each. */
  readonly facts: Readonly<Record<string, string>>;
  /** What a reader must know first, such as that addresses are stand-ins. */
  readonly notices: readonly string[];
  readonly sections: readonly Section[];
}

/** A table whose rows have exactly the cells that its columns name. */
export const table = <Column extends string>(
  caption: string,
  columns: Readonly<Record<Column, string>>,
  rows: readonly Readonly<Record<Column, Cell>>[],
): Table => ({ kind: "table", caption, columns, rows });

/** The lines of a cell. */
export const linesOf = (cell: Cell): readonly string[] => (typeof cell === "string" ? [cell] : cell);
