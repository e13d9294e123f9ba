import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { svgOf } from "../../lib/graph/svg";
import { textWidth } from "../../lib/graph/text-width";
import { topologyGraph, type TopologyGraph } from "../../lib/graph/topology-graph";
import { anyDeployment, deploymentOf } from "../helpers/any-deployment";
import { allOf, readXml, textOf, type XmlElement } from "../helpers/xml";

const fixture = (name: string) => readFileSync(join(__dirname, "../fixtures/graph", name), "utf8");

/** 200 in npm test; the soak asks for more. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 200);

const lab = topologyGraph(deploymentOf("lab.json"));
const branches = deploymentOf("examples/ipv4-branches.json");
const oslo = topologyGraph({ ...branches, sites: branches.sites.slice(0, 1) });

test.each([
  ["lab.svg", lab],
  ["ipv4-branches-oslo.svg", oslo],
])("draws %s as it was looked at", (name, graph) => {
  expect(svgOf(graph)).toBe(fixture(name));
});

interface Area {
  readonly what: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const classes = ({ attributes }: XmlElement) => (attributes.class ?? "").split(" ");
const number = ({ attributes }: XmlElement, name: string) => Number(attributes[name] ?? 0);

const rectangle = (element: XmlElement): Area => {
  const [left, top] = [number(element, "x"), number(element, "y")];
  const [right, bottom] = [left + number(element, "width"), top + number(element, "height")];
  return { what: classes(element).at(-1)!, left, top, right, bottom };
};

/** Where a text is seen, from the tops of its capitals to the ends of its tails. */
const textArea = (element: XmlElement): Area => {
  const isEnd = classes(element).includes("end");
  const [size, bold] = isEnd ? [10, true] : [12, classes(element).includes("bold")];
  const width = textWidth(textOf(element), { size, bold });
  const left = number(element, "x") - (isEnd ? width / 2 : 0);
  const y = number(element, "y");
  return { what: textOf(element), left, top: y - 0.76 * size, right: left + width, bottom: y + 0.24 * size };
};

/** The straight pieces of a path of M, H and V, by which all is drawn here. */
const pieces = ({ attributes }: XmlElement): Area[] => {
  const found = [...attributes.d!.matchAll(/M([\d.]+) ([\d.]+)(?:H([\d.]+)|V([\d.]+))/g)];
  expect(found.map(([piece]) => piece).join("")).toBe(attributes.d);
  return found.map(([what, x, y, h = x, v = y]) => ({
    what,
    left: Math.min(Number(x), Number(h)),
    top: Number(y),
    right: Math.max(Number(x), Number(h)),
    bottom: Number(v),
  }));
};

const circle = (element: XmlElement): Area => {
  const [x, y, r] = [number(element, "cx"), number(element, "cy"), number(element, "r")];
  return { what: "circle", left: x - r, top: y - r, right: x + r, bottom: y + r };
};

const apart = (a: Area, b: Area) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
const inside = (a: Area, b: Area) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
/** Every pair of the lists, each once, that breaks a rule. */
const breaches = (list: readonly Area[], others: readonly Area[], rule: (a: Area, b: Area) => boolean) =>
  list.flatMap((a, i) =>
    others.slice(list === others ? i + 1 : 0).flatMap((b) => (rule(a, b) ? [] : [`${a.what} | ${b.what}`])),
  );

/** What a picture has, once it is known to be XML. */
function read(svg: string) {
  const root = readXml(svg);
  const all = allOf(root);
  const named = (name: string) => all.filter((element) => element.name === name);
  const groups = root.children.filter((child): child is XmlElement => typeof child === "object" && child.name === "g");
  const [legend, ...links] = groups;
  return {
    root,
    all,
    page: rectangle(named("rect")[0]!),
    boxes: named("rect").slice(1).map(rectangle),
    texts: named("text")
      .filter((text) => !classes(text).includes("end"))
      .map(textArea),
    ends: named("text")
      .filter((text) => classes(text).includes("end"))
      .map(textArea),
    circles: named("circle").map(circle),
    bars: named("path")
      .filter((path) => classes(path).includes("bar"))
      .flatMap(pieces),
    lines: named("path")
      .filter((path) => !classes(path).includes("bar"))
      .flatMap(pieces),
    legend: legend!,
    links,
  };
}

function checkPlaces(svg: string): void {
  const { page, boxes, texts, ends, circles, bars, lines } = read(svg);
  const everything = [...boxes, ...texts, ...ends, ...circles, ...bars, ...lines];
  expect(everything.filter((one) => !inside(one, page))).toEqual([]);
  expect(breaches(boxes, boxes, (a, b) => apart(a, b) || inside(a, b) || inside(b, a))).toEqual([]);
  expect(breaches(texts, boxes, (text, box) => apart(text, box) || inside(text, box))).toEqual([]);
  expect(breaches(texts, texts, apart)).toEqual([]);
  expect(breaches(texts, [...circles, ...bars, ...lines], apart)).toEqual([]);
  expect(breaches(circles, circles, apart)).toEqual([]);
  expect(ends.filter((end) => !circles.some((one) => inside(end, one)))).toEqual([]);
  // On A4 with margins of 10 mm, a page ends between two rows, unless one fills more than a page.
  const pageHeight = (page.right * 277) / 190;
  const pageOf = (y: number) => Math.floor(y / pageHeight);
  const rows = boxes.filter(({ what, top, bottom }) => what === "site" && bottom - top + 6 < pageHeight);
  expect(rows.filter(({ top, bottom }) => pageOf(top) !== pageOf(bottom - 1))).toEqual([]);
}

/** Each tunnel, and each that Azure tries in vain, once; from its own WAN to its own instance. */
function checkLinks(svg: string, { sites }: TopologyGraph): void {
  const { links, boxes, bars } = read(svg);
  const expected = sites.flatMap((site) =>
    site.wans.flatMap((wan) =>
      wan.tunnels.map((tunnel, instance) => ({
        class: tunnel === undefined ? "tried" : `tunnel to-${instance}`,
        title: `${site.name}, ${wan.interface}, by ${wan.connection}: ${tunnel ?? "by design no tunnel"} to instance ${instance}`,
        label: `${tunnel ?? "no tunnel"} · ${wan.connection}`.replaceAll(" ", ""),
        end: String(instance),
      })),
    ),
  );
  const child = (link: XmlElement, name: string) => allOf(link).filter((one) => one.name === name);
  const drawn = links.map((link) => {
    const [end, ...label] = child(link, "text");
    return {
      class: link.attributes.class,
      title: textOf(child(link, "title")[0]!),
      label: label.map(textOf).join("").replaceAll(" ", ""),
      end: textOf(end!),
    };
  });
  expect(drawn).toEqual(expected);

  const wans = boxes.filter(({ what }) => what === "wan");
  expect(wans).toHaveLength(links.length / 2);
  for (const [i, link] of links.entries()) {
    const [start, tail] = pieces(child(link, "path")[0]!);
    const wan = wans[Math.floor(i / 2)]!;
    const bar = bars[i % 2]!;
    expect(start!.left).toBe(wan.right);
    expect(start!.top).toBeGreaterThan(wan.top);
    expect(start!.top).toBeLessThan(wan.bottom);
    expect([tail!.right, tail!.top]).toEqual([bar.left, start!.top]);
    expect(tail!.top).toBeGreaterThan(bar.top);
    expect(tail!.top).toBeLessThan(bar.bottom);
  }
}

/** A text without what XML makes of it, and without blanks, at which lines break. */
const bare = (text: string) => text.replace(/\s/g, "");

test("whatever is deployed: XML, nothing over another, each tunnel once, and no name lost", () => {
  const check = (deployment: Parameters<typeof topologyGraph>[0]) => {
    const graph = topologyGraph(deployment);
    const svg = svgOf(graph);
    checkPlaces(svg);
    checkLinks(svg, graph);
    const text = bare(textOf(read(svg).root));
    const { gateway, sites } = graph;
    for (const name of [
      ...[gateway.name, gateway.network.name, ...gateway.network.prefixes],
      ...sites.flatMap((site) => [site.name, site.router, ...site.prefixes]),
      ...sites.flatMap(({ wans }) => wans.flatMap((wan) => [wan.interface, wan.address ?? "", wan.vrf ?? ""])),
    ]) {
      expect(text).toContain(bare(name));
    }
  };
  fc.assert(fc.property(anyDeployment, check), { numRuns: RUNS });
});

test.each([
  "fleet.json",
  "examples/fifty-branches.json",
  "examples/two-providers.json",
  "examples/behind-a-firewall.json",
])("%s is drawn by the same rules", (config) => {
  const graph = topologyGraph(deploymentOf(config));
  checkPlaces(svgOf(graph));
  checkLinks(svgOf(graph), graph);
});

test("short names leave room for the legend", () => {
  const [site] = lab.sites;
  const wans = site!.wans.map((wan) => ({
    ...wan,
    interface: "i",
    nat: "none" as const,
    address: "p",
    peer: "p",
    connection: "c",
  }));
  checkPlaces(svgOf({ ...lab, sites: [{ ...site!, prefixes: ["10.0.0.0/8"], wans }] }));
});

test("the signs of XML in a name stay text, and all is ASCII", () => {
  const name = `<a href="x">&amp;</a>`;
  const svg = svgOf({ ...lab, gateway: { ...lab.gateway, name } });
  expect(svg).toContain("VPN gateway &#60;a href=&#34;x&#34;&#62;&#38;amp;&#60;/a&#62;");
  expect(svg).not.toContain("<a");
  expect(svg).toMatch(/^[\n -~]+$/);
});

test("the picture asks for nothing from outside, and says in words what it shows", () => {
  const svg = svgOf(lab);
  const { root, all } = read(svg);
  expect(root.attributes).toMatchObject({ role: "img", xmlns: "http://www.w3.org/2000/svg" });
  expect(svg.match(/https?:|url\(|@import|@font-face|href/g)).toEqual(["http:"]);
  expect(new Set(all.map(({ name }) => name))).toEqual(
    new Set(["svg", "title", "desc", "style", "rect", "text", "path", "g", "circle"]),
  );
  const [title, desc] = root.children.filter((child) => typeof child === "object").map(textOf);
  expect(title).toBe("VPN between gw and cat");
  expect(desc!.split(". ")).toEqual([
    "cat, GigabitEthernet2, by conn1-to-Catalyst: Tunnel0 to instance 0",
    "cat, GigabitEthernet2, by conn1-to-Catalyst: by design no tunnel to instance 1",
    "cat, GigabitEthernet3, by conn2-to-Catalyst: by design no tunnel to instance 0",
    "cat, GigabitEthernet3, by conn2-to-Catalyst: Tunnel1 to instance 1.",
  ]);
});

test("each rule of its style names the picture, so that a page around it keeps its own", () => {
  const style = allOf(readXml(svgOf(lab))).find(({ name }) => name === "style")!;
  const selectors = textOf(style)
    .replace(/@media[^{]*\{/g, "")
    .split("}")
    .map((rule) => rule.split("{")[0]!.trim())
    .filter(Boolean);
  expect(selectors.length).toBeGreaterThan(20);
  for (const one of selectors.flatMap((selector) => selector.split(","))) expect(one).toMatch(/^\.vpn-graph\b/);
});

test("kinds of line differ in more than their colour, and the legend has those that there are", () => {
  expect(svgOf(lab)).toContain(".to-1 path{stroke-dasharray:9 4}");
  expect(svgOf(lab)).toContain(".tried path{stroke-dasharray:2 4}");
  const kinds = (graph: TopologyGraph) =>
    allOf(read(svgOf(graph)).legend)
      .slice(1)
      .filter(({ name }) => name === "g")
      .map(({ attributes }) => attributes.class);
  expect(kinds(lab)).toEqual(["tunnel to-0", "tunnel to-1", "tried"]);
  expect(kinds(oslo)).toEqual(["tunnel to-0", "tunnel to-1"]);
});

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [light, dark] = [one, other]
    .map((colour) => {
      const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
      const [red, green, blue] = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
    })
    .sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

test("text and lines stand out from what is behind them, light and dark", () => {
  const style = textOf(allOf(readXml(svgOf(lab))).find(({ name }) => name === "style")!);
  const [light, dark] = style.split("@media screen");
  for (const scheme of [light!, dark!]) {
    const colour = (selector: string) =>
      new RegExp(`^\\.vpn-graph ${selector}[^{\\n]*\\{(?:fill|stroke):(#[0-9a-f]{6})`, "m").exec(scheme)![1]!;
    const grounds = [colour("\\.page"), colour("\\.box"), colour("\\.network")];
    for (const front of [colour("text"), colour("\\.to-0 path"), colour("\\.to-1 path"), colour("\\.tried path")]) {
      for (const ground of grounds) expect(contrast(front, ground)).toBeGreaterThan(4.5);
    }
  }
});

test.each(["<a>&</a>", '<a b="1" b="2"/>', "<a><b></a></b>", "<a/><b/>", "<a b='1'/>", "<a>", '<a b="<"/>', "x<a/>"])(
  "the tests' reader refuses %s",
  (text) => {
    expect(() => readXml(text)).toThrow(/^not XML/);
  },
);
