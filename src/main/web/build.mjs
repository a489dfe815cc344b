// Builds the requester's page and the console's script: node build.mjs OUTDIR
// The same sources give the same bytes. What is fetched, is fetched by npm from the lock file's versions and hashes.

import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { brotliCompressSync, constants, gzipSync } from "node:zlib"

const web = dirname(fileURLToPath(import.meta.url))
const [out] = process.argv.slice(2)
if (out === undefined) fail("use: node build.mjs OUTDIR")

installPackages()
const { build } = await import("esbuild")
const { define } = await import("./word-list.mjs")

mkdirSync(out, { recursive: true })
const script = await bundle("postern.ts")
const style = await minified("postern.css")
writeServed("postern.js", script)
writeServed("postern.css", style)
writeFileSync(join(out, "index.html"), await page(script, style))
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

/** One minified module without comments or source map. */
async function bundle(entry) {
  const result = await build({
    absWorkingDir: web,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    alias: { "@noble/curves/nist.js": "./absent.ts", "@noble/hashes/scrypt.js": "./absent.ts" },
    define,
    legalComments: "none",
    write: false,
  })
  return Buffer.from(result.outputFiles[0].contents)
}

async function minified(name) {
  const result = await build({ absWorkingDir: web, entryPoints: [name], minify: true, target: "es2022", write: false })
  return Buffer.from(result.outputFiles[0].contents)
}

/** The file, and what a browser gets that takes brotli or gzip. */
function writeServed(name, bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  writeFileSync(join(out, name), bytes)
  writeFileSync(join(out, `${name}.br`), brotliCompressSync(bytes, { params }))
  writeFileSync(join(out, `${name}.gz`), smallestGzip(bytes))
}

/** zlib begins a new block, with a new code, after as many symbols as its memory level allows: the best size differs. */
function smallestGzip(bytes) {
  const forms = [4, 5, 6, 7, 8, 9].map((memLevel) => gzipSync(bytes, { level: 9, memLevel }))
  return forms.reduce((smallest, form) => (form.length < smallest.length ? form : smallest))
}

/** The document: its words come from the same file as the script's. */
async function page(script, style) {
  const result = await build({
    absWorkingDir: web,
    entryPoints: ["document.ts"],
    bundle: true,
    format: "esm",
    target: "node20",
    write: false,
  })
  const module = await import(`data:text/javascript;base64,${Buffer.from(result.outputFiles[0].contents).toString("base64")}`)
  return module.page({
    script: `sha256-${sha("sha256", script, "base64")}`,
    style: `sha256-${sha("sha256", style, "base64")}`,
  })
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
