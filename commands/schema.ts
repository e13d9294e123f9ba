import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchema } from "../config/schema";
import { word } from "./word";

export const schema = word({
  name: "schema",
  does: "Write config/schema.json, by which editors complete and check a config.",
  takes: [],
  examples: ["npm run schema"],
  run: ({ project }) => {
    writeFileSync(join(project, "config", "schema.json"), jsonSchema());
    return 0;
  },
});
