import { withConfig } from "./config/load";
import { readTemplate, render } from "./lib/catalyst/render";
import { catalystView } from "./lib/catalyst/view";
import { perTunnel } from "./lib/model/tunnels";

/** From the block that RFC 5737 sets aside for documentation. */
const STAND_INS = ["203.0.113.1", "203.0.113.2"] as const;
const MASKED_KEY = "********";

const command = {
  name: "npm run preview",
  does: "Prints each router's configuration, with stand-ins for the gateway's addresses and its keys masked.",
};

withConfig(command, ({ deployment }) => {
  const template = readTemplate("catalyst-tunnels.ios");
  for (const { name, router, network, tunnels } of deployment.sites) {
    const view = catalystView({
      siteNetwork: network,
      gatewayNetwork: deployment.gateway.network,
      ipsecPolicy: deployment.ipsecPolicy,
      tunnels: perTunnel(({ instance }) => ({
        address: tunnels[instance].address,
        gatewayAddress: STAND_INS[instance],
        sharedKey: MASKED_KEY,
      })),
    });
    console.error(
      `${router.name} (site ${name}), with ${STAND_INS.join(" and ")} as the gateway's addresses and its keys masked:`,
    );
    console.log(render(template, view));
  }
});
