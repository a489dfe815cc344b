/** One answer from WebCrypto, from noble and (Ed25519Test) from Java: on public vectors, and on what only a forger makes. */

import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { Point } from "@noble/ed25519"
import { verifyByBrowser, verifyByNoble, verifyEd25519, wellFormed } from "./ed25519.ts"
import { concat, hex, unhex, utf8 } from "./wire.ts"

/** Set when the tests are bundled. */
declare const VECTORS: string
declare const PUBLIC_VECTORS: string

const { n, p } = Point.CURVE()
const order8 = Point.fromBytes(unhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"))

async function agrees(key: Uint8Array, message: Uint8Array, signature: Uint8Array, good: boolean, why: string): Promise<void> {
  assert.equal(await verifyEd25519(key, message, signature), good, why)
  const asked = wellFormed(key, signature)
  assert.equal(asked && (await verifyByNoble(key, message, signature)), good, `noble: ${why}`)
  assert.equal(asked && ((await verifyByBrowser(key, message, signature)) ?? false), good, `WebCrypto: ${why}`)
}

test("WebCrypto and noble answer as Wycheproof expects", async (t) => {
  const file = join(PUBLIC_VECTORS, "wycheproof/ed25519_test.json")
  if (!existsSync(file)) {
    t.diagnostic(`not here: ${file}; the hard cases below run all the same`)
    return
  }
  const { testGroups } = JSON.parse(readFileSync(file, "utf8")) as {
    testGroups: { publicKey: { pk: string }; tests: { tcId: number; comment: string; msg: string; sig: string; result: string }[] }[]
  }
  let count = 0
  for (const { publicKey, tests } of testGroups) {
    for (const { tcId, comment, msg, sig, result } of tests) {
      await agrees(unhex(publicKey.pk), unhex(msg), unhex(sig), result === "valid", `${tcId} ${comment}`)
      count++
    }
  }
  assert.ok(count > 100)
})

interface Case {
  readonly why: string
  readonly key: string
  readonly message: string
  readonly signature: string
  readonly good: boolean
}

const hardCases = join(VECTORS, "ed25519/01-hard-cases.json")

test("the hard cases are made as they say", () => {
  const made = `${JSON.stringify({ cases: makeCases() }, undefined, 1)}\n`
  if (process.env["POSTERN_WRITE_VECTORS"] !== undefined) writeFileSync(hardCases, made)
  assert.equal(readFileSync(hardCases, "utf8"), made)
})

test("WebCrypto and noble agree on the hard cases", async () => {
  const { cases } = JSON.parse(readFileSync(hardCases, "utf8")) as { cases: Case[] }
  for (const { why, key, message, signature, good } of cases) await agrees(unhex(key), unhex(message), unhex(signature), good, why)
})

function encoded(number: bigint): Uint8Array {
  return unhex(number.toString(16).padStart(64, "0")).reverse()
}

function scalar(...parts: Uint8Array[]): bigint {
  const digest = createHash("sha512").update(concat(...parts)).digest()
  return BigInt(`0x${hex(digest.reverse())}`) % n
}

/** rB + tT, where T has order 8. */
function point(r: bigint, t: number): Point {
  return Point.BASE.multiplyUnsafe(r).add(order8.multiplyUnsafe(BigInt(t)))
}

interface Recipe {
  readonly key?: Uint8Array
  readonly keyTorsion?: number
  readonly noSecret?: boolean
  readonly commitment?: Uint8Array
  readonly torsion?: number
  readonly excess?: bigint
  /** What k, the hash, is modulo 8; the message is searched for it. */
  readonly k?: number
}

/** A = aB + tT, R = rB + uT, S = r + k·a, so that the equation holds but for torsion: without the cofactor if k·t + u = 0 mod 8. */
function craft(why: string, good: boolean, recipe: Recipe = {}, also: (signature: Uint8Array) => Uint8Array = (signature) => signature): Case {
  const { keyTorsion = 0, torsion = 0, excess = 0n } = recipe
  const a = recipe.noSecret === true ? 0n : scalar(utf8("hard case key"))
  const r = recipe.commitment !== undefined ? 0n : scalar(utf8(why))
  const key = recipe.key ?? point(a, keyTorsion).toBytes()
  const commitment = recipe.commitment ?? point(r, torsion).toBytes()
  for (let i = 0; ; i++) {
    const message = utf8(`hard case ${i}`)
    const k = scalar(commitment, key, message)
    if (recipe.k !== undefined && k % 8n !== BigInt(recipe.k)) continue
    const signature = also(concat(commitment, encoded(((r + k * a) % n) + excess)))
    return { why, key: hex(key), message: hex(message), signature: hex(signature), good }
  }
}

function makeCases(): Case[] {
  const flipped = (at: number) => (signature: Uint8Array) => signature.map((byte, i) => (i === at ? byte ^ 1 : byte))
  const ofOrder = (t: number): Uint8Array => order8.multiplyUnsafe(BigInt(t)).toBytes()
  const signBit = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 31 ? byte | 0x80 : byte))
  const identity = encoded(1n)
  const minusOne = encoded(p - 1n)
  const cases = [
    craft("an honest signature", true),
    craft("R changed", false, {}, flipped(0)),
    craft("S changed", false, {}, flipped(32)),
    craft("S + L", false, { excess: n }),
    craft("S + 8 L", false, { excess: 8n * n }),
    craft("S with its highest bit set", false, {}, (signature) => signature.map((byte, i) => (i === 63 ? byte | 0x80 : byte))),
    craft("S is L", false, { noSecret: true, key: identity, commitment: identity, excess: n }),
    craft("S is zero, A and R the identity", false, { noSecret: true, key: identity, commitment: identity }),
    craft("one byte too few", false, {}, (signature) => signature.slice(0, 63)),
    craft("one byte too many", false, {}, (signature) => concat(signature, Uint8Array.of(0))),
    craft("no bytes", false, {}, () => new Uint8Array()),
    craft("R is no point", false, { commitment: encoded(2n) }),
    craft("A is no point", false, { noSecret: true, key: encoded(2n) }),
    craft("R the identity, which fits", false, { commitment: identity }),
    craft("R the identity with y + p, which fits", false, { commitment: encoded(p + 1n) }),
    craft("R the identity with a sign, which fits", false, { commitment: signBit(identity) }),
    craft("R the identity with y + p and a sign, which fits", false, { commitment: signBit(encoded(p + 1n)) }),
    craft("R of order 2, taken with the cofactor", false, { commitment: minusOne }),
    craft("R of order 2 with a sign", false, { commitment: signBit(minusOne) }),
    craft("R of order 4 with y = p", false, { commitment: encoded(p) }),
    craft("A the identity", false, { noSecret: true, key: identity }),
    craft("A the identity with y + p", false, { noSecret: true, key: encoded(p + 1n) }),
    craft("A the identity with a sign", false, { noSecret: true, key: signBit(identity) }),
    craft("A of order 2 with a sign", false, { noSecret: true, key: signBit(minusOne), k: 0 }),
    craft("A of order 4 with y = p", false, { noSecret: true, key: encoded(p), k: 0 }),
    craft("A with the highest y", false, { noSecret: true, key: encoded((1n << 255n) - 1n) }),
  ]
  for (let t = 1; t < 8; t++) {
    cases.push(craft(`A small, ${t} T, which fits`, false, { noSecret: true, key: ofOrder(t), k: 0 }))
    cases.push(craft(`R small, ${t} T, taken with the cofactor`, false, { commitment: ofOrder(t) }))
    cases.push(craft(`A with ${t} T, R without, k divisible by 8: holds`, true, { keyTorsion: t, k: 0 }))
    cases.push(craft(`A with ${t} T, R without: holds with the cofactor only`, false, { keyTorsion: t, k: 1 }))
    cases.push(craft(`A with ${t} T, R with as much taken away: holds`, true, { keyTorsion: t, torsion: 8 - t, k: 1 }))
    cases.push(craft(`A and R with ${t} T: holds with the cofactor only`, false, { keyTorsion: t, torsion: t, k: t === 4 ? 2 : 0 }))
    cases.push(craft(`R with ${t} T, A without: holds with the cofactor only`, false, { torsion: t }))
  }
  return cases
}
