import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ConfigFile } from "../../config/schema";
import { validate } from "../../config/validate";
import { readTemplate, render } from "../../lib/catalyst/render";
import { catalystView } from "../../lib/catalyst/view";

/** What no config says of a tunnel's far end. */
export interface FarEnds {
  /** Of the gateway's instances. */
  readonly addresses: readonly [string, string];
  /** Of the connections, in their order. */
  readonly keys: readonly [string, string];
}

export const FAR_ENDS: FarEnds = {
  addresses: ["203.0.113.4", "203.0.113.5"],
  keys: ["key-of-connection-1", "key-of-connection-2"],
};

/** The files of a config's routers, in the order of its sites; undefined where the config is refused. */
export function routerFiles(config: ConfigFile, farEnds: FarEnds = FAR_ENDS): string[] | undefined {
  const result = validate(config);
  if ("problems" in result) return undefined;
  const { gateway, sites } = result.deployment;
  return sites.map((site) =>
    render(
      readTemplate("catalyst-tunnels.ios"),
      catalystView({
        config: "config/mine.json",
        gatewayName: gateway.name,
        gatewayNetwork: gateway.network,
        site,
        farEnd: ({ instance, connection }) => ({
          gatewayAddress: farEnds.addresses[instance],
          sharedKey: farEnds.keys[connection]!,
        }),
      }),
    ),
  );
}

/** The file of the first router of a config in config/, as `change` leaves it. */
export function routerFile(name: string, change: (config: ConfigFile) => void = () => {}, farEnds?: FarEnds): string {
  const config = JSON.parse(readFileSync(join(__dirname, "../../config", name), "utf8")) as ConfigFile;
  change(config);
  const result = validate(config);
  if ("problems" in result) throw new Error(result.problems.map(({ message }) => message).join("\n"));
  return routerFiles(config, farEnds)![0]!;
}
