import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parityPage } from "./parity";

// What npm run parity runs.
writeFileSync(join(__dirname, "..", "docs", "simulator-parity.md"), parityPage());
