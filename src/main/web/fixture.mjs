// Builds a script of the bench's or of a test's own, which is not shipped: node fixture.mjs NAME.fixture.ts OUTFILE

import { writeFileSync } from "node:fs"
import { bundle } from "./bundle.mjs"

const [entry, out] = process.argv.slice(2)
writeFileSync(out, await bundle(entry))
