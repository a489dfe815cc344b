// Bundles every *.test.ts and runs them with node's own test runner.

import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { build } from "esbuild"
import { define } from "./word-list.mjs"

const out = mkdtempSync(join(tmpdir(), "postern-web-"))
try {
  await build({
    entryPoints: readdirSync(".").filter((name) => name.endsWith(".test.ts")),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    define: {
      ...define,
      VECTORS: JSON.stringify(join(process.cwd(), "../../test/resources/vectors")),
      PUBLIC_VECTORS: JSON.stringify(join(process.cwd(), "../../../../shared/vectors")),
    },
  })
  const run = spawnSync(process.execPath, ["--test", ...readdirSync(out).map((name) => join(out, name))], { stdio: "inherit" })
  process.exitCode = run.status ?? 1
} finally {
  rmSync(out, { recursive: true })
}
