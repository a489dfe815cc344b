// Builds the bench's own script, which is not shipped: node bench.mjs OUTFILE

import { writeFileSync } from "node:fs"
import { bundle } from "./bundle.mjs"

writeFileSync(process.argv[2], await bundle("bench.fixture.ts"))
