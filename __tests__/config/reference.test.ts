import { readFileSync } from "node:fs";
import { join } from "node:path";
import { configReference } from "../../config/reference";

const page = configReference();
const rows = page.split("\n").filter((line) => /^\| \**`/.test(line));

test("docs/config.md is fresh; else run npm run schema", () => {
  expect(readFileSync(join(__dirname, "../../docs/config.md"), "utf8")).toBe(page);
});

test("every key says what it means", () => {
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.filter((row) => / \| {1,2}\|$/.test(row))).toEqual([]);
});

test("shows defaults, limits, what must be there, and the members of a union", () => {
  expect(rows).toEqual(
    expect.arrayContaining([
      "| **`location`** | text |  | Azure region |",
      "| `sites[].dpdTimeoutSeconds` | whole number, 9 to 3600 | `45` | Silence after which Azure takes a tunnel for dead; a change replaces the site's connections |",
      expect.stringMatching(/^\| \*\*`backend \(type "azurerm"\)\.storageAccountName`\*\* /) as string,
    ]),
  );
});
