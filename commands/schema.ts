import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { configReference } from "../config/reference";
import { jsonSchema } from "../config/schema";
import { word } from "./word";

export const schema = word({
  name: "schema",
  does: "Write config/schema.json, by which editors complete and check a config, and docs/config.md.",
  takes: [],
  examples: ["npm run schema"],
  run: ({ project }) => {
    writeFileSync(join(project, "config", "schema.json"), jsonSchema());
    writeFileSync(join(project, "docs", "config.md"), configReference());
    return 0;
  },
});
