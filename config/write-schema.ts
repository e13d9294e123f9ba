import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchema } from "./schema";

writeFileSync(join(__dirname, "schema.json"), jsonSchema());
