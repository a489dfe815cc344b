/** The public vectors of transparency-dev (98 inclusion, 98 consistency proofs, 16 checkpoints), and hostile proofs. */

import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { extendsTree } from "./consistency.fixture.ts"
import { hash } from "./crypto.ts"
import { Founding, Log, Signer } from "./founding.fixture.ts"
import { SignedNote, unbase64, VerifierKey, witnessKey } from "./note.ts"
import { cosignedAt, includes, leafHash, nodeHash, readCheckpoint, readProof } from "./tlog.ts"
import { concat, Malformed, utf8 } from "./wire.ts"

/** Set when the tests are bundled. */
declare const VECTORS: string
declare const PUBLIC_VECTORS: string

function vectors(kind: string): { name: string; vector: Record<string, unknown> }[] {
  const folder = join(PUBLIC_VECTORS, "tlog/merkle/testdata", kind)
  if (!existsSync(folder)) return []
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => name.endsWith(".json"))
    .map((name) => ({ name, vector: JSON.parse(readFileSync(join(folder, name), "utf8")) as Record<string, unknown> }))
}

const bytes = (encoded: unknown): Uint8Array => unbase64(typeof encoded === "string" ? encoded : "")
const list = (encoded: unknown): Uint8Array[] => (Array.isArray(encoded) ? encoded.map(bytes) : [])

test("agrees on all 98 inclusion proofs", (t) => {
  const all = vectors("inclusion")
  if (all.length === 0) {
    t.diagnostic("../shared/vectors/tlog is not there: the 98 inclusion proofs were not checked")
    return
  }
  assert.equal(all.length, 98)
  for (const { name, vector } of all) {
    const { leafHash: leaf, leafIdx, treeSize, proof, root, wantErr } = vector
    assert.equal(includes(bytes(leaf), Number(leafIdx), Number(treeSize), list(proof), bytes(root)), wantErr !== true, name)
  }
})

test("agrees on all 98 consistency proofs but one whose roots are no hashes", (t) => {
  const all = vectors("consistency")
  if (all.length === 0) {
    t.diagnostic("../shared/vectors/tlog is not there: the 98 consistency proofs were not checked")
    return
  }
  assert.equal(all.length, 98)
  const refusedOnPurpose: number[] = []
  for (const { name, vector } of all) {
    const { size1, size2, root1, root2, proof, wantErr } = vector
    const good = extendsTree(Number(size1), bytes(root1), Number(size2), bytes(root2), list(proof))
    // Two "roots" that are equal and no hashes: transparency-dev compares bytes, here a root is 32 bytes. Java does the same.
    if (!good && wantErr !== true) refusedOnPurpose.push(bytes(root1).length)
    else assert.equal(good, wantErr !== true, name)
  }
  assert.deepEqual(refusedOnPurpose, [12])
})

test("reads and verifies the 16 checkpoints of tessera's log", async () => {
  const beside = join(PUBLIC_VECTORS, "tlog/tessera")
  const folder = existsSync(beside) ? beside : join(VECTORS, "tlog/tessera")
  const key = VerifierKey.parse(readFileSync(join(folder, "log.vkey"), "utf8").trim())
  for (let size = 0; size < 16; size++) {
    const checkpoint = readCheckpoint(SignedNote.parse(new Uint8Array(readFileSync(join(folder, `testdata/log/checkpoint.${size}`)))))
    assert.equal(checkpoint.size, size)
    assert.equal((await checkpoint.note.signers([key])).different, 1)
  }
})

test("verifies the example of the signed-note specification", async () => {
  const key = VerifierKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
  const note = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
  assert.equal((await SignedNote.parse(utf8(note)).signers([key])).different, 1)
  await assert.rejects(SignedNote.parse(utf8(note.replace("example m", "Example m"))).signers([key]), Malformed)
})

test("finds every leaf of every tree up to 40, and none at another place", () => {
  for (let size = 1; size <= 40; size++) {
    const log = new Log(Array.from({ length: size }, (_, i) => utf8(`entry ${i}`)))
    for (let index = 0; index < size; index++) {
      const leaf = leafHash(utf8(`entry ${index}`))
      assert.ok(includes(leaf, index, size, log.path(index), log.root()), `${index} of ${size}`)
      assert.ok(size === 1 || !includes(leaf, (index + 1) % size, size, log.path(index), log.root()))
      assert.ok(!includes(leaf, index, size, [...log.path(index), leaf], log.root()))
      assert.ok(!includes(nodeHash(leaf, leaf), index, size, log.path(index), log.root()))
    }
  }
})

const house = await Founding.hold()
const proof = new TextDecoder().decode(await house.proof(house.root))

test("reads a proof, with extra data or without", () => {
  const { index, path, checkpoint } = readProof(utf8(proof))
  assert.equal(checkpoint.origin, "test.example/log")
  assert.equal(index, checkpoint.size - 1)
  assert.ok(includes(leafHash(house.root), index, checkpoint.size, path, checkpoint.root))
  assert.equal(readProof(utf8(proof.replace("@v1\n", "@v1\nextra aGVsbG8=\n"))).index, index)
})

test("refuses whatever is not exactly a proof", () => {
  const lines = proof.split("\n")
  const changes: Record<string, string> = {
    "nothing": "",
    "another version": proof.replace("@v1", "@v2"),
    "no header": lines.slice(1).join("\n"),
    "no index": lines.filter((line) => !line.startsWith("index")).join("\n"),
    "a leading zero": proof.replace("index ", "index 0"),
    "a sign": proof.replace("index ", "index +"),
    "an index beyond what can be counted": proof.replace(/index \d+/, "index 9007199254740992"),
    "empty extra data": proof.replace("@v1\n", "@v1\nextra \n"),
    "extra data after the index": proof.replace(/(index \d+\n)/, "$1extra aGVsbG8=\n"),
    "a short hash": proof.replace(/(index \d+\n)/, "$1aGVsbG8=\n"),
    "64 hashes": proof.replace(/(index \d+\n)/, `$1${`${"A".repeat(43)}=\n`.repeat(64)}`),
    "no checkpoint": proof.slice(0, proof.indexOf("\n\n")),
    "no signature": proof.slice(0, proof.indexOf("— ")),
    "no size": proof.replace(/\n\d+\n(?=[^\n]{44}\n\n)/, "\n"),
    "a size with a leading zero": proof.replace(/\n(\d+)\n(?=[^\n]{44}\n\n)/, "\n0$1\n"),
    "carriage returns": proof.replaceAll("\n", "\r\n"),
  }
  for (const [why, changed] of Object.entries(changes)) {
    assert.notEqual(changed, proof, why)
    assert.throws(() => readProof(utf8(changed)), Malformed, why)
  }
})

test("counts a witness once, by its newest time, and refuses a cosignature that does not verify", async () => {
  const witness = await Signer.named("witness.example/w", 4)
  const stranger = await Signer.named("witness.example/w", 4)
  const text = `test.example/log\n1\n${"A".repeat(43)}=\n`
  const read = (...cosignatures: string[]): Promise<number[]> =>
    cosignedAt(readCheckpoint(SignedNote.parse(utf8(`${text}\n${cosignatures.join("")}`))), [VerifierKey.parse(witness.vkey, witnessKey)])
  assert.deepEqual(await read(await witness.cosign(text, 50), await witness.cosign(text, 70), await witness.cosign(text, 60)), [70])
  assert.deepEqual(await read(await stranger.cosign(text, 50)), [])
  assert.deepEqual(await read(await witness.cosign(text, 0)), [0])
  await assert.rejects(read(await witness.cosign(text.replace("1", "2"), 50)), Malformed)
  await assert.rejects(read(await witness.line(text)), Malformed)
  const moved = unbase64((await witness.cosign(text, 50)).split(" ")[2]?.trim() ?? "")
  moved[11] = 51
  await assert.rejects(read(`— witness.example/w ${btoa(String.fromCharCode(...moved))}\n`), Malformed)
})

test("hashes leaves and nodes apart", () => {
  const zero = new Uint8Array(32)
  assert.deepEqual(leafHash(new Uint8Array()), hash(Uint8Array.of(0)))
  assert.notDeepEqual(leafHash(concat(zero, zero)), nodeHash(zero, zero))
})
