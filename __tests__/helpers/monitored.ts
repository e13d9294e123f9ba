import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ConfigFile } from "../../config/schema";

/** config/examples/monitored.json, changed by `change`. */
export function monitored(change: (config: ConfigFile) => void = () => {}): ConfigFile {
  const file = join(__dirname, "../../config/examples/monitored.json");
  const config = JSON.parse(readFileSync(file, "utf8")) as ConfigFile;
  change(config);
  return config;
}
