import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { table } from "../../lib/report/document";
import { htmlOf } from "../../lib/report/html";
import { launchChromium } from "../../testing/chromium";
import { runVpn } from "../helpers/vpn";

const project = join(__dirname, "../..");
const LAB = "config/lab.json";
const CONFIGS = [LAB, "config/examples/fifty-branches.json"];
const SCHEMES = ["light", "dark"] as const;
const WIDTHS = [1280, 390];
/** What the margins of the printed page leave of an A4 sheet, in px: 186 mm. */
const A4_WIDTH = 703;
const AXE = require.resolve("axe-core/axe.min.js");
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const folder = mkdtempSync(join(tmpdir(), "report-page-"));
const pages = new Map<string, string>();
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
  for (const config of CONFIGS) pages.set(config, await written(config, `${pages.size}.html`));
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Writes the report of a config. @returns the URL of the page */
async function written(config: string, name: string): Promise<string> {
  const out = join(folder, name);
  const { code, err } = await runVpn(["report", "--config", config, "--out", out], { project });
  if (code !== 0) throw new Error(err);
  return pathToFileURL(out).href;
}

/** Shows a page in a context of its own, which is closed after the work. */
async function shown<T>(url: string, options: BrowserContextOptions, work: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    await page.goto(url);
    return await work(page);
  } finally {
    await context.close();
  }
}

const sized = (width: number): BrowserContextOptions => ({ viewport: { width, height: 900 } });

/** What axe finds fault with: a line each. It cannot judge the colours of the picture, nor text that is scrolled away. */
async function violationsOf(page: Page): Promise<string[]> {
  // On a gradient axe measures no contrast. What shows a table's end is of the page's colour where text stands.
  await page.addStyleTag({ content: ".wide{background:none!important}" });
  await page.addScriptTag({ path: AXE });
  const { violations, passes } = await page.evaluate(
    (values) =>
      (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
        runOnly: { type: "tag", values },
      }),
    AXE_TAGS,
  );
  expect(passes.map(({ id }) => id)).toContain("color-contrast");
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

describe.each(CONFIGS)("the page of %s", (config) => {
  // The thread's own time, which other work on the machine does not stretch as it stretches the time of day.
  test("takes its thread under a second, asks for nothing but itself, and the console stays empty", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const devTools = await context.newCDPSession(page);
    await devTools.send("Performance.enable", { timeDomain: "threadTicks" });
    const requests: string[] = [];
    const said: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    await page.goto(pages.get(config)!);
    const { metrics } = await devTools.send("Performance.getMetrics");
    await context.close();

    expect(requests).toEqual([pages.get(config)]);
    expect(said).toEqual([]);
    const { value: seconds } = metrics.find(({ name }) => name === "ThreadTime")!;
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(1);
  });

  describe.each(WIDTHS)("at %d px", (width) => {
    // Fifty sites have no other colours than one, and take axe long.
    test.each(config === LAB ? SCHEMES : SCHEMES.slice(0, 1))(
      "has nothing that axe finds fault with: %s",
      async (colorScheme) => {
        const options = { ...sized(width), colorScheme, bypassCSP: true };
        expect(await shown(pages.get(config)!, options, violationsOf)).toEqual([]);
      },
    );

    test("is as wide as the window, and what is wider scrolls in a region that the keyboard reaches", async () => {
      const found = await shown(pages.get(config)!, sized(width), (page) =>
        page.evaluate(() => {
          const root = document.documentElement;
          const scrolls = [...document.querySelectorAll<HTMLElement>("body *")].filter(
            (one) => one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX === "auto",
          );
          return {
            tooWide: root.scrollWidth - root.clientWidth,
            unreached: scrolls.filter((one) => one.tabIndex !== 0).map((one) => one.outerHTML.slice(0, 200)),
          };
        }),
      );
      expect(found).toEqual({ tooWide: 0, unreached: [] });
    });
  });

  test("leads the first Tab to the link that skips to the content, which is seen then", async () => {
    const first = await shown(pages.get(config)!, {}, async (page) => {
      await page.keyboard.press("Tab");
      const link = page.locator(":focus");
      const { x } = (await link.boundingBox())!;
      const text = await link.textContent();
      await page.keyboard.press("Enter");
      return { text, isSeen: x >= 0, then: await page.evaluate(() => document.activeElement?.id) };
    });
    expect(first).toEqual({ text: "Skip to the content", isSeen: true, then: "content" });
  });

  test("is printed whole on A4: nothing wider than the sheet, nothing folded", async () => {
    const found = await shown(pages.get(config)!, sized(A4_WIDTH), async (page) => {
      await page.emulateMedia({ media: "print" });
      return page.evaluate(() => {
        const sheet = document.body.clientWidth;
        const all = (selectors: string) => [...document.querySelectorAll<HTMLElement>(selectors)];
        const start = (one: Element) => one.outerHTML.slice(0, 200);
        return {
          details: all("details").length,
          tooWide: all("table, pre, svg")
            .filter((one) => one.getBoundingClientRect().width > sheet + 1)
            .map(start),
          cut: all("td, th, pre")
            .filter((one) => one.scrollWidth > one.clientWidth + 1)
            .map(start),
          folded: all("details *")
            .filter((one) => !one.checkVisibility() || one.getClientRects().length === 0)
            .map(start),
        };
      });
    });
    expect(found).toEqual({ details: expect.any(Number), tooWide: [], cut: [], folded: [] });
    expect(found.details).toBeGreaterThan(0);
  });
});

test.each(SCHEMES)("colours an outcome by what it means, and axe can still read it: %s", async (colorScheme) => {
  const columns = { check: "Check", outcome: "Outcome" };
  const rows = ["passed", "degraded", "failed", "unknown"].map((outcome) => ({ check: `a ${outcome} one`, outcome }));
  const html = htmlOf({
    title: "Outcomes",
    facts: { Made: "now" },
    notices: [],
    sections: [{ id: "results", title: "Results", blocks: [table("Checks", columns, rows)] }],
  });
  writeFileSync(join(folder, "outcomes.html"), html);
  const url = pathToFileURL(join(folder, "outcomes.html")).href;
  const [colours, violations] = await shown(url, { colorScheme, bypassCSP: true }, async (page) => [
    await page.locator("td").evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell).color)),
    await violationsOf(page),
  ]);
  expect(violations).toEqual([]);
  expect(new Set(colours).size).toBe(3);
  expect(colours![1]).toBe(colours![3]);
});

test("runs no script, neither of a value in it nor one that got into the page itself", async () => {
  const hostile = `</title></style><script>document.title="ran"</script><img src=x onerror="document.title='ran'">`;
  const html = htmlOf({
    title: hostile,
    facts: { [hostile]: hostile },
    notices: [hostile],
    sections: [
      {
        id: "hostile",
        title: hostile,
        blocks: [
          { kind: "text", text: hostile },
          { kind: "list", items: [hostile] },
          table(hostile, { first: hostile, second: hostile }, [{ first: hostile, second: [hostile, hostile] }]),
          { kind: "code", caption: hostile, text: hostile },
          { kind: "group", title: hostile, blocks: [{ kind: "text", text: hostile }] },
        ],
      },
    ],
  });
  const titleOf = (name: string, text: string, bypassCSP: boolean) => {
    writeFileSync(join(folder, name), text);
    return shown(pathToFileURL(join(folder, name)).href, { bypassCSP }, (page) => page.title());
  };
  // A value is text, also where no policy holds.
  expect(await titleOf("hostile.html", html, true)).toBe(hostile);

  const tampered = html.replace("</main>", `${hostile}</main>`);
  expect(await titleOf("tampered.html", tampered, true)).toBe("ran");
  expect(await titleOf("tampered.html", tampered, false)).toBe(hostile);
});
