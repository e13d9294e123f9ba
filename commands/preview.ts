import { readTemplate, render } from "../lib/catalyst/render";
import { catalystView } from "../lib/catalyst/view";
import { LAB, readConfig, sitesOf } from "./config-file";
import { word } from "./word";

/** From the block that RFC 5737 sets aside for documentation. */
const STAND_INS = ["203.0.113.1", "203.0.113.2"] as const;
const MASKED_KEY = "********";

export const preview = word({
  name: "preview",
  does: "Print each router's configuration, with stand-ins for the gateway's addresses and its keys masked.",
  takes: ["config", "strict", "json"],
  define: (command) => command.argument("[site]", "this site's alone"),
  examples: ["npm run preview", "npx vpn preview berlin --config config/fleet.json"],
  notes: `Without --config and VPN_CONFIG, it reads ${LAB}. JSON is a list of { site, router, configuration }.`,
  run: (shell, options, [wanted]) => {
    const config = readConfig(shell, options, LAB);
    const { deployment } = config;
    const template = readTemplate("catalyst-tunnels.ios");
    const previews = sitesOf(config, wanted).map((site) => {
      const view = catalystView({
        site,
        config: deployment.config,
        gatewayName: deployment.gateway.name,
        gatewayNetwork: deployment.gateway.network,
        farEnd: ({ instance }) => ({ gatewayAddress: STAND_INS[instance], sharedKey: MASKED_KEY }),
      });
      return { site: site.name, router: site.router.name, configuration: render(template, view) };
    });
    if (options.json) shell.print(JSON.stringify(previews, null, 2));
    for (const { site, router, configuration } of options.json ? [] : previews) {
      shell.say(
        `${router} (site ${site}), with ${STAND_INS.join(" and ")} as the gateway's addresses and its keys masked:`,
      );
      shell.print(configuration);
    }
    return 0;
  },
});
