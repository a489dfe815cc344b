/** The vectors that the Java side is tested with too: the same bytes, the same verdicts. */

import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { combine } from "shamir-secret-sharing"
import { Identity } from "./age.ts"
import { hash } from "./crypto.ts"
import { type Distrust, Distrusted, Seen, VerifiedManifest } from "./manifest.ts"
import { encode, type HelpRequest } from "./message.ts"
import { unbase64 } from "./note.ts"
import { openReply, readReply } from "./reply.ts"
import { includes, leafHash } from "./tlog.ts"
import { concat, hex, Malformed, unhex, utf8 } from "./wire.ts"
import { isWord, readWords, RequesterKeys, wordsOf } from "./words.ts"

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
  WRONG_LOG: ["wrong-log"],
  TOO_FEW_WITNESSES: ["unwitnessed"],
  STALE: ["stale"],
  NOT_LOGGED: ["unlogged"],
  NOT_NEWEST: ["not-newest"],
}

for (const { name, vector } of vectors("notes")) {
  test(`notes: ${name}`, async () => {
    const { pinned, now, lastSeen, expected, notes } = vector as {
      pinned: string
      now: string
      lastSeen: number
      expected: string
      notes: string
    }
    const seen = new Seen()
    seen.version = lastSeen
    const judge = async (): Promise<unknown> => (await VerifiedManifest.verify(utf8(notes), unhex(pinned), seen, new Date(now))).open(new Date(now))
    if (expected === "good") {
      await assert.doesNotReject(judge)
    } else {
      const reasons = verdicts[expected]
      assert.ok(reasons, `unknown verdict ${expected}`)
      await assert.rejects(judge, (fault) => fault instanceof Distrusted && reasons.includes(fault.reason))
    }
  })
}

for (const { name, vector } of vectors("roster")) {
  test(`roster: ${name}`, () => {
    const { root, leaves } = vector as { root: string; leaves: { desk: string; leaf: number; path: string }[] }
    for (const { desk, leaf, path } of leaves) {
      const nodes = Array.from({ length: 6 }, (_, i) => unhex(path.slice(64 * i, 64 * i + 64)))
      assert.ok(includes(leafHash(unhex(desk)), leaf, 64, nodes, unhex(root)))
      assert.ok(!includes(leafHash(unhex(desk)), leaf ^ 1, 64, nodes, unhex(root)))
    }
  })
}

for (const { name, vector } of vectors("words")) {
  test(`words: ${name}`, async () => {
    if ((vector as { cases?: unknown }).cases !== undefined) {
      const { cases } = vector as { cases: { typed: string; reads: string; places?: number[]; count?: number }[] }
      for (const { typed, reads, places, count } of cases) {
        const read = readWords(typed)
        assert.equal(read.kind, reads === "right" ? "good" : reads, typed)
        if (read.kind === "unknown") assert.deepEqual(read.unknown.map(({ position }) => position), places)
        if (read.kind === "count") assert.equal(read.count, count)
      }
      const { one, words } = vector as { one?: { place: number; accepted: string[]; refused: string[] }; words?: string }
      const nine = (words ?? "").split(" ")
      for (const typed of one?.accepted ?? []) assert.ok(isWord(typed, nine, one?.place ?? 0), typed)
      for (const typed of one?.refused ?? []) assert.ok(!isWord(typed, nine, one?.place ?? 0), typed)
      return
    }
    const expected = vector as Record<string, string>
    assert.equal(wordsOf(unhex(expected["entropy"] ?? "")).join(" "), expected["words"])
    assert.equal(hex(hash(unbase64(expected["firstRootNote"] ?? ""))), expected["salt"])
    const keys = await keysOf(expected)
    assert.equal((await keys.recipient()).text, expected["recipient"])
    assert.equal(hex(keys.signer), expected["signingKey"])
    assert.equal(hex(keys.locator), expected["locator"])
    assert.equal(hex(keys.erase), expected["erase"])
    assert.equal(hex(keys.tag), expected["tag"])
    assert.equal(hex(keys.thread), expected["thread"])
    assert.equal(hex(keys.mark(unhex(expected["requestId"] ?? ""))), expected["mark"])
  })
}

function keysOf(vector: { words?: string; salt?: string }): Promise<RequesterKeys> {
  const read = readWords(vector.words ?? "")
  assert.equal(read.kind, "good")
  return RequesterKeys.derive(read.words, unhex(vector.salt ?? ""))
}

interface RequestVector {
  words: string
  salt: string
  epochSeed: string
  fields: {
    id: string
    epoch: number
    sentAt: number
    consents: { id: number; given: boolean }[]
    answers: { key: string; values: string[] }[]
    message: string
    caseKey: string
    locked?: { k: number; layerFile: string; shareHashes: string[]; shareFiles: string[] }
  }
  signedBytes: number
  signed: string
  signature: string
  plaintextHash: string
  frame: string
}

for (const { name, vector } of vectors("request")) {
  test(`request: ${name}`, async () => {
    const { epochSeed, fields, signed, signature, signedBytes, plaintextHash, frame, ...who } = vector as RequestVector
    const opened = await new Identity(unhex(epochSeed)).open(unbase64(frame).slice(92))
    assert.ok(opened)
    assert.equal(hex(hash(opened)), plaintextHash)
    assert.deepEqual(opened.slice(0, signedBytes), unbase64(signed))
    assert.equal(hex(opened.slice(signedBytes, signedBytes + 64)), signature)
    if (fields.consents.some(({ given }) => !given)) return // this page does not take consents back one by one
    const keys = await keysOf(who)
    const { locked } = fields
    const layer = locked && {
      k: locked.k,
      file: unbase64(locked.layerFile),
      shareHashes: locked.shareHashes.map(unhex),
      shareFiles: locked.shareFiles.map(unbase64),
    }
    const request: HelpRequest = {
      caseKey: fields.caseKey === "" ? undefined : unhex(fields.caseKey),
      consents: fields.consents.map(({ id }) => (id === 1 ? "read" : "contact")),
      answers: new Map(fields.answers.map(({ key, values }) => [key, values])),
      message: fields.message,
      contact: undefined,
    }
    // Ed25519 is deterministic: the same fields give the same 31 017 bytes.
    const made = await encode(request, unhex(fields.id), keys, fields.epoch, fields.sentAt, layer)
    assert.equal(hex(hash(made)), plaintextHash)
  })
}

interface ReplyVector {
  words: string
  salt: string
  rosterRoot: string
  fields: { tag: string; number: number; epoch: number; state: number; notice: number; text: string; previous: string }
  plaintext: string
  frame: string
  link: string
  cases?: { why: string; plaintext: string }[]
  frameTag: string
  frameNumber: number
  frameEpoch: number
}

for (const { name, vector } of vectors("reply")) {
  test(`reply: ${name}`, async () => {
    const { rosterRoot: top, fields, frame, link, cases, frameTag, frameNumber, frameEpoch, ...who } = vector as ReplyVector
    const keys = await keysOf(who)
    const rosters = {
      onRoster: (_epoch: number, desk: Uint8Array, leaf: number, path: readonly Uint8Array[]) => includes(leafHash(desk), leaf, 64, path, unhex(top)),
    }
    if (cases !== undefined) {
      const outside = { tag: unhex(frameTag), number: frameNumber, epoch: frameEpoch, file: new Uint8Array(), bytes: new Uint8Array() }
      for (const { why, plaintext } of cases) await assert.rejects(readReply(unbase64(plaintext), outside, keys, rosters), Malformed, why)
      return
    }
    const bytes = unbase64(frame)
    const outside = { tag: bytes.slice(8, 40), number: bytes[40] ?? 0, epoch: frameEpoch, file: bytes.slice(41), bytes: concat(bytes.slice(8, 41), bytes.slice(-4_967)) }
    const slot = await openReply(outside, keys, rosters)
    assert.equal(slot.kind, "reply")
    assert.equal(slot.reply.text, fields.text)
    assert.equal(slot.reply.number, fields.number)
    assert.equal(hex(slot.reply.previous), fields.previous)
    assert.equal(hex(slot.reply.hash), link)
    assert.equal(slot.reply.opened !== undefined, fields.notice === 1)
  })
}

interface LockedVector {
  seats: { seed: string; rawShare: string }[]
  k: number
  layerHash: string
  layerFile: string
  shareHashes: string[]
  shareFiles: string[]
}

for (const { name, vector } of vectors("locked")) {
  test(`locked: ${name}`, async () => {
    const { seats, k, layerHash, layerFile, shareHashes, shareFiles } = vector as LockedVector
    assert.equal(hex(hash(unbase64(layerFile))), layerHash)
    const shares: Uint8Array[] = []
    for (const [i, seat] of seats.entries()) {
      const plaintext = await new Identity(unhex(seat.seed)).open(unbase64(shareFiles[i] ?? ""))
      assert.ok(plaintext)
      const raw = plaintext.slice(36)
      assert.equal(hex(raw), seat.rawShare)
      assert.equal(hex(hash(raw)), shareHashes[i])
      shares.push(raw)
    }
    const secret = await combine(shares.slice(-k))
    const opened = await new Identity(secret).open(unbase64(layerFile))
    assert.equal(opened?.length, 2_112)
  })
}
