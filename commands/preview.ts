import { previewOf, STAND_INS } from "../lib/catalyst/preview";
import { LAB, readConfig, sitesOf } from "./config-file";
import { word } from "./word";

export const preview = word({
  name: "preview",
  does: "Print each router's configuration, with stand-ins for the gateway's addresses and its keys masked.",
  takes: ["config", "strict", "json"],
  define: (command) => command.argument("[site]", "this site's alone"),
  examples: ["npm run preview", "npx vpn preview berlin --config config/fleet.json"],
  notes: `Without --config and VPN_CONFIG, it reads ${LAB}. JSON is a list of { site, router, configuration }.`,
  run: (shell, options, [wanted]) => {
    const config = readConfig(shell, options, LAB);
    const previews = sitesOf(config, wanted).map((site) => ({
      site: site.name,
      router: site.router.name,
      configuration: previewOf(config.deployment, site),
    }));
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
