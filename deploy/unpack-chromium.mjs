// Unpacks the Chromium of the npm package @sparticuz/chromium (brotli inside the package) and prints the path of a
// small launcher beside it, which adds the few libraries that a bare system lacks. Used where no package can be installed.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { execFileSync } from "node:child_process"
import { brotliDecompressSync } from "node:zlib"

const home = process.argv[2]
const packed = join(home, "node_modules/@sparticuz/chromium/bin")
const unpacked = join(home, "unpacked")
const launcher = join(unpacked, "chromium.sh")
if (!existsSync(launcher)) {
    mkdirSync(join(unpacked, "libs"), { recursive: true })
    writeFileSync(join(unpacked, "chromium"), brotliDecompressSync(readFileSync(join(packed, "chromium.br"))), { mode: 0o755 })
    const libraries = brotliDecompressSync(readFileSync(join(packed, "al2023.tar.br")))
    execFileSync("tar", ["-x", "-C", join(unpacked, "libs")], { input: libraries })
    writeFileSync(
        launcher,
        `#!/bin/sh\nLD_LIBRARY_PATH='${join(unpacked, "libs/lib")}' exec '${join(unpacked, "chromium")}' "$@"\n`,
    )
    chmodSync(launcher, 0o755)
}
process.stdout.write(launcher)
