import { readFileSync } from "node:fs";
import { join } from "node:path";
import Mustache from "mustache";

export type TemplateName =
  "catalyst-tunnels.ios" | "catalyst-day0.ios" | "test-vm.cloud-init" | "report.html" | "report-blocks.html";

/** Reads a template of this project. No other file knows where the templates lie. */
export function readTemplate(name: TemplateName): string {
  return readFileSync(join(__dirname, "../../templates", `${name}.mustache`), "utf8");
}

/** Fails on a field that the view lacks, where Mustache would print nothing. */
class StrictContext extends Mustache.Context {
  override push(view: unknown): Mustache.Context {
    return new StrictContext(view, this);
  }

  override lookup(name: string): unknown {
    const value: unknown = super.lookup(name);
    if (value === undefined || value === null) {
      throw new Error(`the template asks for "${name}", which its view does not have`);
    }
    return value;
  }
}

/**
 * Renders a template strictly: no HTML escaping, and a field that the view lacks is an error
 * (an optional field is `false` or an empty list).
 *
 * @throws if the template asks for a field that is missing, undefined or null
 */
export function render(template: string, view: object): string {
  return new Mustache.Writer().render(template, new StrictContext(view), undefined, { escape: String });
}

/**
 * Renders a page of HTML as strictly: what `{{name}}` gives is text, and only `{{{name}}}` gives marks.
 *
 * @param partials templates that `{{>name}}` puts in
 * @throws as {@link render}
 */
export function renderHtml(template: string, view: object, partials: Readonly<Record<string, string>>): string {
  return new Mustache.Writer().render(template, new StrictContext(view), partials, { escape: Mustache.escape });
}

/** Escapes `${` and `%{` in a template for Terraform JSON, so that Terraform takes them literally. */
export function escapeForTerraform(template: string): string {
  return template.replace(/[$%](?=\{)/g, "$&$&");
}
