import { perInstance, type Instance, type PerInstance } from "../model/topology";
import { textWidth, wrap, type Font } from "./text-width";
import type { GraphGateway, GraphSite, GraphWan, TopologyGraph } from "./topology-graph";
import { siteName, tunnelName, tunnelTitle, wanAddress, wanSurroundings } from "./words";

/*
 * Sites stand below each other at the left, each with its WANs. The instances of the gateway are two bars down the
 * right side. So each tunnel is one horizontal line from its WAN to the bar of its instance, and none hides another,
 * however many there are. All lengths are in px.
 */

/** Of all text but the numbers in the circles. */
export const FONT: Font = { size: 12 };
const BOLD: Font = { ...FONT, bold: true };

const LINE = 15;
/** From the top of a line to its baseline. */
const BASELINE = 11.5;
const PAD = { x: 8, y: 4 };
const GAP = 8;
const ROW_GAP = 6;
const MARGIN = 16;
/** What is seen of a link before its label, and at least of it after that. */
const STUB = 30;
const SAMPLE = 60;
/** How much higher than wide the printed part of an A4 page is, with margins of 10 mm. */
const PAGE = (297 - 20) / (210 - 20);
/** Where text is broken. */
const MOST = { site: 330, wan: 330, label: 300, instance: 160, gateway: 330 };

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface TextLine {
  readonly text: string;
  readonly bold: boolean;
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
}

export interface Box extends Rectangle {
  readonly role: "network" | "gateway" | "instance" | "site" | "wan";
  readonly lines: readonly TextLine[];
}

/** The line of a tunnel, or of what Azure tries in vain. Its label interrupts it, and a circle ends it. */
export interface Link {
  readonly up: boolean;
  /** Absent in the legend, where a line stands for both. */
  readonly instance?: Instance;
  readonly y: number;
  /** From and to which x it is drawn; the last ends in the middle of the circle. */
  readonly segments: readonly (readonly [from: number, to: number])[];
  readonly label: readonly TextLine[];
  /** All that there is to say of it; absent in the legend. */
  readonly title?: string;
}

/** The vertical bar below the box of an instance. */
export interface Bar {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Each after the one that it lies in. */
  readonly boxes: readonly Box[];
  readonly bars: PerInstance<Bar>;
  readonly links: readonly Link[];
  /** One of each kind of link that there is, with its meaning. */
  readonly legend: readonly Link[];
  readonly headings: readonly TextLine[];
}

/** Places everything that a picture has. */
export function layout({ gateway, sites }: TopologyGraph): Layout {
  const rows = sites.map(measureSite);
  const columns = columnsOf(rows);
  const head = placeHead(gateway, columns.network);
  const legend = placeLegend(sites);
  const headingY = Math.max(head.bottom - LINE, MARGIN + legend.length * 2 * LINE);
  const width = head.network.x + head.network.width + MARGIN;
  const boxes: Box[] = [];
  const links: Link[] = [];
  let y = headingY + LINE + GAP;
  for (const row of rows) {
    y = onOnePage(y, row.height, width * PAGE);
    const ofRow = placeRow(row, y, columns, head.bars);
    boxes.push(...ofRow.boxes);
    links.push(...ofRow.links);
    y += row.height + ROW_GAP;
  }

  const reachingTo = (box: Omit<Box, "height">, bottom: number): Box => ({ ...box, height: bottom - box.y });
  const frames = [reachingTo(head.network, y + 2 * GAP), reachingTo(head.gateway, y + GAP)];
  return {
    width,
    height: y + 2 * GAP + MARGIN,
    boxes: [...frames, ...head.instances, ...boxes],
    bars: perInstance((instance) => ({ x: head.bars[instance], top: head.bottom, bottom: y })),
    links,
    legend,
    headings: [
      ...placed(HEADINGS.site, columns.site + PAD.x, headingY),
      ...placed(HEADINGS.wan, columns.wan + PAD.x, headingY),
      ...placed(HEADINGS.label, columns.label, headingY),
    ],
  };
}

/** Text that is measured, and not placed yet. */
type Block = readonly Omit<TextLine, "x" | "y">[];

function block(most: number, bold: readonly string[], plain: readonly string[] = []): Block {
  const broken = (texts: readonly string[], font: Font) =>
    texts.flatMap((text) => wrap(text, most, font)).map((text) => ({ text, bold: font === BOLD }));
  return [...broken(bold, BOLD), ...broken(plain, FONT)];
}

const HEADINGS = {
  site: block(Infinity, ["Site and its networks"]),
  wan: block(Infinity, ["WAN of its router"]),
  label: block(Infinity, ["Tunnel · connection"]),
};

const widthOf = (lines: Block) =>
  Math.ceil(Math.max(...lines.map(({ text, bold }) => textWidth(text, bold ? BOLD : FONT))));
const heightOf = (lines: Block) => lines.length * LINE;
const boxWidth = (lines: Block) => widthOf(lines) + 2 * PAD.x;
const boxHeight = (lines: Block) => heightOf(lines) + 2 * PAD.y;
const placed = (lines: Block, x: number, y: number): TextLine[] =>
  lines.map((line, i) => ({ ...line, x, y: y + i * LINE + BASELINE }));
const inBox = (lines: Block, { x, y }: Pick<Rectangle, "x" | "y">) => placed(lines, x + PAD.x, y + PAD.y);
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

type MeasuredSite = ReturnType<typeof measureSite>;

function measureSite(site: GraphSite) {
  const lines = block(MOST.site, [siteName(site)], [site.prefixes.join(", ")]);
  const wans = site.wans.map((wan) => measureWan(site, wan));
  return { lines, wans, height: Math.max(boxHeight(lines), sum(wans.map(({ height }) => height))) };
}

function measureWan(site: GraphSite, wan: GraphWan) {
  const lines = block(MOST.wan, [], [`${wan.interface}, ${wanAddress(wan)}`, wanSurroundings(wan)]);
  const links = perInstance((instance) => ({
    up: wan.tunnels[instance] !== undefined,
    label: block(MOST.label, [], [`${tunnelName(wan, instance)} · ${wan.connection}`]),
    title: tunnelTitle(site, wan, instance),
  }));
  const labels = sum(links.map(({ label }) => heightOf(label)));
  return { lines, links, labels, height: Math.max(boxHeight(lines), labels + 2 * PAD.y) };
}

type Columns = Readonly<Record<"site" | "wan" | "wanEnd" | "label" | "network", number>>;

/** The left edge of each column, and the right one of the WANs. */
function columnsOf(rows: readonly MeasuredSite[]): Columns {
  const wans = rows.flatMap((row) => row.wans);
  const labels = wans.flatMap(({ links }) => links.map(({ label }) => widthOf(label)));
  const site = MARGIN;
  const wan = site + Math.max(boxWidth(HEADINGS.site), ...rows.map(({ lines }) => boxWidth(lines)));
  const wanEnd = wan + Math.max(boxWidth(HEADINGS.wan), ...wans.map(({ lines }) => boxWidth(lines)));
  const label = wanEnd + STUB;
  return { site, wan, wanEnd, label, network: label + Math.max(widthOf(HEADINGS.label), ...labels) + STUB };
}

/** The gateway in its network, which reach down as far as the sites. */
function placeHead(gateway: GraphGateway, x: number) {
  const { name, prefixes } = gateway.network;
  const networkLines = block(MOST.gateway, [`Azure network ${name}`], [prefixes.join(", ")]);
  const gatewayLines = block(MOST.gateway, [`VPN gateway ${gateway.name}`], [gateway.sku]);
  const instanceLines = gateway.instances.map(({ publicAddress }, i) =>
    block(MOST.instance, [`instance ${i}`], publicAddress === undefined ? [] : [publicAddress]),
  );
  const gatewayWidth = Math.max(
    2 * Math.max(...instanceLines.map(boxWidth)) + 3 * GAP,
    boxWidth(gatewayLines),
    boxWidth(networkLines) - 2 * GAP,
  );
  const network = { x, y: MARGIN, width: gatewayWidth + 2 * GAP };
  const inner = { x: x + GAP, y: network.y + boxHeight(networkLines), width: gatewayWidth };
  const width = (gatewayWidth - 3 * GAP) / 2;
  const height = Math.max(...instanceLines.map(boxHeight));
  const y = inner.y + boxHeight(gatewayLines);
  const instances = instanceLines.map((lines, i): Box => {
    const box = { x: inner.x + GAP + i * (width + GAP), y, width, height };
    return { role: "instance", ...box, lines: inBox(lines, box) };
  });
  return {
    network: { role: "network" as const, ...network, lines: inBox(networkLines, network) },
    gateway: { role: "gateway" as const, ...inner, lines: inBox(gatewayLines, inner) },
    instances,
    bars: perInstance((instance) => instances[instance]!.x + width / 2),
    bottom: y + height,
  };
}

/** Stands above the sites, beside the head: the headings of the columns are wider. */
function placeLegend(sites: readonly GraphSite[]): Link[] {
  const tunnels = sites.flatMap(({ wans }) => wans.map((wan) => wan.tunnels));
  const kinds = [
    ...perInstance((instance) => ({ up: true, instance, text: `a tunnel to instance ${instance}` })).filter(
      ({ instance }) => tunnels.some((ends) => ends[instance] !== undefined),
    ),
    ...(tunnels.every((ends) => !ends.includes(undefined))
      ? []
      : [{ up: false, text: "tried by Azure, but the router has no tunnel for it: down by design" }]),
  ];
  return kinds.map(({ text, ...kind }, i) => {
    const top = MARGIN + i * 2 * LINE;
    const label = placed(block(Infinity, [], [text]), MARGIN + SAMPLE + 2 * GAP, top);
    return { ...kind, y: top + LINE / 2, segments: [[MARGIN, MARGIN + SAMPLE]], label };
  });
}

/** Where a row begins that no end of a page, of this height, is to cut. */
function onOnePage(top: number, height: number, page: number): number {
  const end = Math.ceil((Math.floor(top / page) + 1) * page);
  return top + height > end && height + ROW_GAP < page ? end + ROW_GAP : top;
}

/** A site, its WANs, and what leads from them. */
function placeRow({ lines, wans, height }: MeasuredSite, top: number, columns: Columns, bars: PerInstance<number>) {
  const row = { x: columns.site, y: top, width: columns.wanEnd - columns.site, height };
  const boxes: Box[] = [{ role: "site", ...row, lines: inBox(lines, row) }];
  const links: Link[] = [];
  // The WANs share what the text of their site needs more in height.
  const spare = (height - sum(wans.map((wan) => wan.height))) / wans.length;
  let y = top;
  for (const wan of wans) {
    const box = { x: columns.wan, y, width: columns.wanEnd - columns.wan, height: wan.height + spare };
    boxes.push({ role: "wan", ...box, lines: inBox(wan.lines, box) });
    let linkTop = y + (box.height - wan.labels) / 2;
    for (const [i, { label, ...link }] of wan.links.entries()) {
      const instance = i as Instance;
      links.push({
        ...link,
        instance,
        y: linkTop + heightOf(label) / 2,
        segments: [
          [columns.wanEnd, columns.label - GAP / 2],
          [columns.label + widthOf(label) + GAP / 2, bars[instance]],
        ],
        label: placed(label, columns.label, linkTop),
      });
      linkTop += heightOf(label);
    }
    y += box.height;
  }
  return { boxes, links };
}
