// Builds the requester's page and the console's script: node build.mjs OUTDIR
// The same sources give the same bytes. What is fetched, is fetched by npm from the lock file's versions and hashes.

import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { brotliCompressSync, constants, gunzipSync } from "node:zlib"

const web = dirname(fileURLToPath(import.meta.url))
const [out] = process.argv.slice(2)
if (out === undefined) fail("use: node build.mjs OUTDIR")

installPackages()
const { build } = await import("esbuild")
const { bundle } = await import("./bundle.mjs")
const { default: zopfli } = await import("@gfx/zopfli")

mkdirSync(out, { recursive: true })
const script = await bundle("postern.ts")
const style = await minified("postern.css")
await writeServed("postern.js", script)
await writeServed("postern.css", style)
for (const [name, html] of Object.entries(await documents(script, style))) writeFileSync(join(out, name), html)
await buildConsole(resolve(out, "..", "console"))

/** Installs exactly what the lock file says, when that is not what stands in node_modules. */
function installPackages() {
  const stamp = join(web, "node_modules", ".lock-sha256")
  const wanted = sha("sha256", readFileSync(join(web, "package-lock.json")), "hex") + ` ${process.platform} ${process.arch}\n`
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return
  const npm = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: web, stdio: "inherit" })
  if (npm.error !== undefined) fail(`npm is needed to build the pages (${npm.error.code}): install Node.js 20 or later with npm`)
  if (npm.status !== 0) fail("npm ci did not succeed")
  writeFileSync(stamp, wanted)
}

async function minified(name) {
  const result = await build({ absWorkingDir: web, entryPoints: [name], minify: true, target: "es2022", write: false })
  return Buffer.from(result.outputFiles[0].contents)
}

/** The file, and what a browser gets that takes brotli or gzip. */
async function writeServed(name, bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  writeFileSync(join(out, name), bytes)
  writeFileSync(join(out, `${name}.br`), brotliCompressSync(bytes, { params }))
  writeFileSync(join(out, `${name}.gz`), await smallestGzip(bytes))
}

/** zopfli searches far longer than zlib does and saves a twentieth. Its answer is unpacked once, to be sure of it. */
async function smallestGzip(bytes) {
  const packed = Buffer.from(await zopfli.gzipAsync(bytes, { numiterations: 30 }))
  if (!gunzipSync(packed).equals(bytes)) fail("zopfli packed other bytes than it was given")
  return packed
}

/** The documents: their words come from the same file as the script's. */
async function documents(script, style) {
  const result = await build({
    absWorkingDir: web,
    entryPoints: ["document.ts"],
    bundle: true,
    format: "esm",
    target: "node20",
    write: false,
  })
  const module = await import(`data:text/javascript;base64,${Buffer.from(result.outputFiles[0].contents).toString("base64")}`)
  const integrity = { script: `sha256-${sha("sha256", script, "base64")}`, style: `sha256-${sha("sha256", style, "base64")}` }
  return { "index.html": module.page(integrity), "lost.html": module.lostPage(integrity) }
}

async function buildConsole(to) {
  for (const [source, target] of [
    ["console/console.ts", "console.js"],
    ["console/console.css", "console.css"],
  ]) {
    if (!existsSync(join(web, source))) continue
    mkdirSync(to, { recursive: true })
    if (source.endsWith(".ts")) writeFileSync(join(to, target), await bundle(source))
    else copyFileSync(join(web, source), join(to, target))
  }
}

function sha(algorithm, bytes, encoding) {
  return createHash(algorithm).update(bytes).digest(encoding)
}

function fail(sentence) {
  console.error(`pages: ${sentence}`)
  process.exit(1)
}
