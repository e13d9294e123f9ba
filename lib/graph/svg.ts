import { FONT, layout, type Link, type TextLine } from "./layout";
import type { TopologyGraph } from "./topology-graph";
import { sentencesOf, titleOf } from "./words";

/** The circle at the end of a link, and the number in it, which stands this far below the middle. */
const END = { radius: 7, size: 10, baseline: 3.5 };

const LIGHT = {
  page: "#ffffff",
  text: "#1b1f24",
  line: "#8b949e",
  outer: "#f3f6f9",
  inner: "#ffffff",
  instances: ["#0757b8", "#a63d00"],
  tried: "#57606a",
};
const DARK: typeof LIGHT = {
  page: "#0d1117",
  text: "#e6edf3",
  line: "#6e7681",
  outer: "#161b22",
  inner: "#0d1117",
  instances: ["#79b8ff", "#ffab70"],
  tried: "#9ba4ae",
};

/** A rule for what is in the picture, and for nothing else of a page that it is part of. */
const rule = (selectors: readonly string[], declarations: string) =>
  `${selectors.map((one) => `.vpn-graph ${one}`).join(",")}{${declarations}}`;

const colours = ({ page, text, line, outer, inner, instances, tried }: typeof LIGHT) => [
  rule([".page"], `fill:${page}`),
  rule(["text"], `fill:${text}`),
  rule([".box"], `fill:${inner};stroke:${line}`),
  rule([".network", ".site"], `fill:${outer}`),
  rule([".bar"], `stroke:${line}`),
  ...instances.flatMap((colour, i) => [
    rule([`.to-${i} path`, `.to-${i} circle`], `stroke:${colour}`),
    rule([`.to-${i} circle`], `fill:${colour}`),
    rule([`.to-${i} .end`], `fill:${page}`),
  ]),
  rule([".tried path", ".tried circle"], `stroke:${tried}`),
  rule([".tried circle"], `fill:${page}`),
  rule([".tried text"], `fill:${tried}`),
];

const STYLE = [
  rule(["text"], `font:${FONT.size}px sans-serif`),
  rule([".bold"], "font-weight:bold"),
  rule([".end"], `font:bold ${END.size}px sans-serif;text-anchor:middle`),
  rule(["path"], "fill:none;stroke-width:2"),
  rule([".to-1 path"], "stroke-dasharray:9 4"),
  rule([".tried path"], "stroke-dasharray:2 4"),
  rule([".bar"], "stroke-width:4"),
  ...colours(LIGHT),
  "@media screen and (prefers-color-scheme:dark){",
  ...colours(DARK),
  "}",
  "@media print{.vpn-graph{width:100%;height:auto}}",
].join("\n");

/** Text in ASCII alone, so that a page around the picture may have any encoding. */
const escaped = (text: string) => text.replace(/[&<>"]|[^ -~]/gu, (sign) => `&#${sign.codePointAt(0)};`);

const text = ({ text, bold, x, y }: TextLine) =>
  `<text${bold ? ' class="bold"' : ""} x="${x}" y="${y}">${escaped(text)}</text>`;

function drawn({ up, instance, y, segments, label, title }: Link): string {
  const end = segments.at(-1)![1];
  return [
    `<g class="${up ? `tunnel to-${instance}` : "tried"}">${title === undefined ? "" : `<title>${escaped(title)}</title>`}`,
    `<path d="${segments.map(([from, to]) => `M${from} ${y}H${to}`).join("")}"/>`,
    `<circle cx="${end}" cy="${y}" r="${END.radius}"/>`,
    ...(instance === undefined ? [] : [`<text class="end" x="${end}" y="${y + END.baseline}">${instance}</text>`]),
    ...label.map(text),
    "</g>",
  ].join("\n");
}

/**
 * Draws a deployment as SVG that stands alone: it asks for nothing from outside, and is light or dark as its reader
 * wants it. It has its natural size in px, and the width of the page where it is printed.
 */
export function svgOf(graph: TopologyGraph): string {
  const { width, height, boxes, bars, links, legend, headings } = layout(graph);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="vpn-graph" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(titleOf(graph))}</title>`,
    `<desc>${escaped(sentencesOf(graph).join(" "))}</desc>`,
    `<style>\n${STYLE}\n</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...boxes.flatMap(({ role, x, y, width, height, lines }) => [
      `<rect class="box ${role}" x="${x}" y="${y}" width="${width}" height="${height}" rx="3"/>`,
      ...lines.map(text),
    ]),
    ...bars.map(({ x, top, bottom }) => `<path class="bar" d="M${x} ${top}V${bottom}"/>`),
    ...headings.map(text),
    '<g class="legend">',
    ...legend.map(drawn),
    "</g>",
    ...links.map(drawn),
    "</svg>\n",
  ].join("\n");
}
