// Builds the bench's own script, which is not shipped: node bench.mjs OUTFILE

import { build } from "esbuild"
import { define } from "./word-list.mjs"

await build({
  entryPoints: ["bench.fixture.ts"],
  outfile: process.argv[2],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  define,
  alias: { "@noble/curves/nist.js": "./absent.ts", "@noble/hashes/scrypt.js": "./absent.ts" },
})
