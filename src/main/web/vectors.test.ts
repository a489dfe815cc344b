/** The vectors that the Java side is tested with too: the same bytes, the same verdicts. */

import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { type Distrust, Distrusted, rosterRoot, Seen, VerifiedManifest } from "./manifest.ts"
import { hex, unhex, utf8 } from "./wire.ts"

/** Set when the tests are bundled. */
declare const VECTORS: string

function vectors(kind: string): { name: string; vector: unknown }[] {
  const folder = join(VECTORS, kind)
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : []
  assert.ok(names.length > 0, `no vectors in src/test/resources/vectors/${kind}`)
  return names.map((name) => ({ name, vector: JSON.parse(readFileSync(join(folder, name), "utf8")) as unknown }))
}

const verdicts: Record<string, readonly Distrust[]> = {
  NOT_PUBLISHED: ["unpublished"],
  MALFORMED: ["tampered"],
  WRONG_ROOT: ["tampered"],
  BAD_SIGNATURE: ["tampered"],
  BROKEN_ROOT_CHAIN: ["tampered"],
  ROOT_UNDER_SIGNED: ["under-signed", "signed-twice"],
  WRONG_ORIGIN: ["tampered"],
  WRONG_ROOT_VERSION: ["tampered"],
  UNDER_SIGNED: ["under-signed", "signed-twice"],
  OLDER_THAN_SEEN: ["older"],
  ROOT_EXPIRED: ["expired"],
  CLOSED: ["expired"],
  TOO_FAR_AHEAD: ["too-far-ahead"],
}

for (const { name, vector } of vectors("notes")) {
  test(`notes: ${name}`, () => {
    const { pinned, now, lastSeen, expected, notes } = vector as {
      pinned: string
      now: string
      lastSeen: number
      expected: string
      notes: string
    }
    const seen = new Seen()
    seen.version = lastSeen
    const judge = (): unknown => VerifiedManifest.verify(utf8(notes), unhex(pinned), seen).open(new Date(now))
    if (expected === "good") {
      assert.doesNotThrow(judge)
    } else {
      const reasons = verdicts[expected]
      assert.ok(reasons, `unknown verdict ${expected}`)
      assert.throws(judge, (fault) => fault instanceof Distrusted && reasons.includes(fault.reason))
    }
  })
}

for (const { name, vector } of vectors("roster")) {
  test(`roster: ${name}`, () => {
    const { root, leaves } = vector as { root: string; leaves: { desk: string; leaf: number; path: string }[] }
    for (const { desk, leaf, path } of leaves) {
      const nodes = Array.from({ length: 6 }, (_, i) => unhex(path.slice(64 * i, 64 * i + 64)))
      assert.equal(hex(rosterRoot(unhex(desk), leaf, nodes)), root)
      assert.notEqual(hex(rosterRoot(unhex(desk), leaf ^ 1, nodes)), root)
    }
  })
}
