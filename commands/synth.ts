import { join } from "node:path";
import { LAB, readConfig } from "./config-file";
import * as onDemand from "./on-demand";
import { word } from "./word";

export const synth = word({
  name: "synth",
  does: "Write Terraform JSON for every stack into cdktf.out; no Terraform needed, no secret.",
  takes: ["config", "strict"],
  examples: ["npm run synth", "npx vpn synth --config config/mine.json --strict"],
  notes: `Without --config and VPN_CONFIG, it reads ${LAB}.`,
  run: (shell, options) => {
    const { deployment } = readConfig(shell, options, LAB);
    onDemand.app().synthesize(deployment, {
      outdir: shell.env.CDKTF_OUTDIR ?? join(shell.project, "cdktf.out"),
      environment: shell.env,
    });
    return 0;
  },
});
