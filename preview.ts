import { withConfig } from "./config/load";
import { readTemplate, render } from "./lib/catalyst/render";
import { catalystView } from "./lib/catalyst/view";

/** From the block that RFC 5737 sets aside for documentation. */
const STAND_INS = ["203.0.113.1", "203.0.113.2"] as const;
const MASKED_KEY = "********";

const command = {
  name: "npm run preview",
  does: "Prints each router's configuration, with stand-ins for the gateway's addresses and its keys masked.",
};

withConfig(command, ({ config, plan }) => {
  const template = readTemplate("catalyst-tunnels.ios");
  config.sites.forEach(({ name, catalyst, tunnels }, i) => {
    const peer = (index: 0 | 1) => ({
      address: tunnels[index].address,
      gatewayAddress: STAND_INS[index],
      sharedKey: MASKED_KEY,
    });
    const view = catalystView({
      site: plan.sites[i]!,
      remote: plan.gateway,
      policy: config.ipsecPolicy,
      tunnels: [peer(0), peer(1)],
    });
    console.error(
      `${catalyst.name} (site ${name}), with ${STAND_INS.join(" and ")} as the gateway's addresses and its keys masked:`,
    );
    console.log(render(template, view));
  });
});
