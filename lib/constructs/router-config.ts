import { Fn, TerraformLocal } from "cdktf";
import type { Construct } from "constructs";
import { escapeForTerraform, readTemplate, render } from "../catalyst/render";
import { catalystView, type CatalystViewProps } from "../catalyst/view";

/**
 * A router's tunnel configuration as a token, rendered around the tokens of the deployment.
 *
 * @param scope gets a local value with the lines
 * @returns the text; sensitive, since it holds the keys
 */
export function routerConfig(scope: Construct, props: CatalystViewProps): string {
  const text = render(escapeForTerraform(readTemplate("catalyst-tunnels.ios")), catalystView(props));
  // Line by line, since `cdktf synth --hcl` leaves the line breaks of a text in quotes, which is no HCL.
  const lines = new TerraformLocal(scope, "router-config-lines", text.split("\n"));
  return Fn.join("\n", lines.asList);
}
