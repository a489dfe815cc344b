// How the pages' scripts are bundled: what of the libraries is left out, and how small the rest is made.

import { build } from "esbuild"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { minify } from "terser"
import { define } from "./word-list.mjs"

const web = dirname(fileURLToPath(import.meta.url))
const absent = join(web, "absent.ts")

/** age's stanzas that this page never uses, by the names that age-encryption's index imports. */
const otherStanzas = ["Scrypt", "X25519"]
  .flatMap((stanza) => [`${stanza}Identity`, `${stanza}Recipient`])
  .concat("TagRecipient", "HybridTagRecipient", "generateIdentity", "generateX25519Identity")

/**
 * Gives age-encryption's index the hybrid stanza of its own recipients.js, unmodified, and "absent" for the other ones:
 * esbuild can then leave out what nothing names any more.
 */
const hybridOnly = {
  name: "hybrid-only",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/recipients\.js$/ }, ({ importer, resolveDir }) =>
      importer.endsWith("/age-encryption/dist/index.js") ? { path: join(resolveDir, "recipients.js"), namespace: "hybrid-only" } : undefined,
    )
    onResolve({ filter: /^\.\/x25519\.js$/ }, ({ importer }) =>
      importer.endsWith("/age-encryption/dist/recipients.js") ? { path: absent } : undefined,
    )
    onLoad({ filter: /$/, namespace: "hybrid-only" }, ({ path }) => ({
      contents: `export { HybridIdentity, HybridRecipient, generateHybridIdentity, identityToRecipient } from ${JSON.stringify(path)}
export { ${otherStanzas.map((name) => `absent as ${name}`).join(", ")} } from ${JSON.stringify(absent)}`,
      resolveDir: web,
    }))
  },
}

/** One minified module without comments or source map. terser finds a few per cent that esbuild's minifier leaves. */
export async function bundle(entry) {
  const { outputFiles } = await build({
    absWorkingDir: web,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    alias: { "@noble/curves/nist.js": "./absent.ts", "@noble/hashes/scrypt.js": "./absent.ts" },
    plugins: [hybridOnly],
    define,
    legalComments: "none",
    write: false,
  })
  const { code } = await minify(outputFiles[0].text, { ecma: 2022, module: true, compress: { passes: 2 }, format: { ascii_only: false } })
  return Buffer.from(code)
}
