import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { diagnosesPage } from "./diagnoses-page";

// What npm run diagnoses runs.
writeFileSync(join(__dirname, "../..", "docs", "diagnoses.md"), diagnosesPage());
