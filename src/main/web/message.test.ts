import assert from "node:assert/strict"
import { test } from "node:test"
import { combine } from "shamir-secret-sharing"
import { Identity } from "./age.ts"
import { hash, random, verify } from "./crypto.ts"
import { mailboxAsk, mailboxPage, requestBytes } from "./envelope.ts"
import { Founding } from "./founding.fixture.ts"
import { Seen, VerifiedManifest } from "./manifest.ts"
import { en } from "./messages/en.ts"
import { letters, lettersIn, visible } from "./letters.ts"
import { type HelpRequest, sealRequest } from "./message.ts"
import { chain, openReply, readReply, type Slot } from "./reply.ts"
import { concat, Malformed, Reader, same, utf8 } from "./wire.ts"
import { drawWords, RequesterKeys } from "./words.ts"

const house = await Founding.hold()
const manifest = await VerifiedManifest.verify(await house.notes(), house.pin, new Seen(), new Date())
const keys = await RequesterKeys.derive(drawWords(), house.pin)
const now = new Date()

const full: HelpRequest = {
  caseKey: random(32),
  consents: ["read", "contact"],
  answers: new Map([
    ["needs", ["housing", "legal"]],
    ["urgency_self", ["week"]],
  ]),
  message: "é".repeat(6_000),
  contact: new Map([
    ["contact_way", ["call"]],
    ["contact_value", ["+00 0000"]],
  ]),
}

test("seals every maximum at once into a frame of the one size", async () => {
  const contact = new Map([["contact_value", ["x".repeat(2_048 - 1 - 2 - 13 - 2)]]])
  const answers = new Map([["needs", ["x".repeat(3_000 - 1 - 2 - 5 - 2)]]])
  const sealed = await sealRequest({ ...full, contact, answers }, keys, manifest.open(now), now)
  assert.equal(sealed.bytes.length, requestBytes)
})

test("refuses one byte too many, before sealing", async () => {
  const intake = manifest.open(now)
  await assert.rejects(sealRequest({ ...full, message: `${full.message}x` }, keys, intake, now), RangeError)
  await assert.rejects(sealRequest({ ...full, contact: new Map([["contact_value", ["x".repeat(2_031)]]]) }, keys, intake, now), RangeError)
  await assert.rejects(sealRequest({ ...full, answers: new Map([["needs", ["x".repeat(2_991)]]]) }, keys, intake, now), RangeError)
})

test("the epoch's identity opens what was typed, signed by the words' key", async () => {
  const sealed = await sealRequest(full, keys, manifest.open(now), now)
  const outer = new Reader(sealed.bytes)
  assert.equal(outer.u32(), 0x50525131)
  assert.deepEqual(outer.fixed(16), sealed.id)
  assert.equal(outer.u32(), 3)
  assert.deepEqual(outer.fixed(32), keys.mark(sealed.id))
  assert.ok(outer.fixed(36).every((byte) => byte === 0))
  const plaintext = await house.epochIdentity.open(outer.fixed(32_676))
  assert.ok(plaintext)
  assert.equal(plaintext.length, 31_017)
  const inner = new Reader(plaintext)
  assert.deepEqual([inner.u8(), inner.u8()], [1, 1])
  assert.deepEqual(inner.fixed(16), sealed.id)
  assert.equal(inner.u32(), 3)
  assert.deepEqual(inner.fixed(32), keys.mark(sealed.id))
  assert.deepEqual(inner.fixed(32), keys.signer)
  assert.deepEqual(inner.fixed(32), keys.tag)
  assert.deepEqual(inner.fixed(1216), (await keys.recipient()).raw)
  const sentAt = inner.u32()
  assert.equal(sentAt, Math.floor(now.getTime() / 600_000))
  assert.deepEqual([inner.u8(), inner.u8()], [1, 2])
  assert.deepEqual([inner.u8(), inner.u8(), inner.u32(), inner.u8(), inner.u8(), inner.u32()], [1, 1, sentAt, 2, 1, sentAt])
  assert.equal(inner.u8(), 2)
  const answer = (): [string, string[]] => {
    const key = new TextDecoder().decode(inner.fixed(inner.u8()))
    return [key, Array.from({ length: inner.u8() }, () => inner.str16(3_000))]
  }
  assert.deepEqual(answer(), ["needs", ["housing", "legal"]])
  assert.deepEqual(answer(), ["urgency_self", ["week"]])
  assert.equal(inner.str16(12_000), full.message)
  assert.equal(inner.u8(), 1)
  assert.deepEqual(inner.fixed(32), full.caseKey)
  assert.deepEqual([inner.u8(), inner.u8(), inner.u8()], [1, 2, 3])
  const layer = inner.bytes16(3_840)
  const hashes = [inner.fixed(32), inner.fixed(32), inner.fixed(32)]
  const files = [inner.bytes16(1_760), inner.bytes16(1_760), inner.bytes16(1_760)]
  const signed = inner.read()
  assert.ok(await verify(keys.signer, "postern/v1/request", signed, inner.fixed(64)))
  inner.zeros()

  const shares: Uint8Array[] = []
  for (const [i, file] of files.entries()) {
    const share = new Reader((await house.seatIdentities[i]?.open(file)) ?? new Uint8Array())
    assert.equal(share.u8(), 1)
    assert.deepEqual(share.fixed(32), hash(layer))
    assert.deepEqual([share.u8(), share.u8(), share.u8()], [i + 1, 2, 3])
    const raw = share.fixed(33)
    assert.deepEqual(hash(raw), hashes[i])
    shares.push(new Uint8Array(raw))
  }
  for (const [a, b] of [[0, 1], [0, 2], [1, 2]] as const) {
    const secret = await combine([shares[a] ?? new Uint8Array(), shares[b] ?? new Uint8Array()])
    const opened = await new Identity(secret).open(layer)
    assert.equal(opened?.length, 2_112)
    assert.ok(new TextDecoder().decode(opened).includes("+00 0000"))
  }
})

test("a request without contact details is no other length, and a fresh id each time", async () => {
  const plain = { ...full, consents: ["read"] as const, contact: undefined }
  const [a, b] = [await sealRequest(plain, keys, manifest.open(now), now), await sealRequest(plain, keys, manifest.open(now), now)]
  assert.equal(a.bytes.length, requestBytes)
  assert.notDeepEqual(a.id, b.id)
})

function frame(number: number, tag = keys.tag): { epoch: number; tag: Uint8Array; number: number; file: Uint8Array; bytes: Uint8Array } {
  return { epoch: 3, tag, number, file: new Uint8Array(), bytes: utf8(`frame ${number}`) }
}

const good = { tag: keys.tag, thread: keys.thread, number: 0 }

test("reads a reply that a desk of the roster signed", async () => {
  const reply = await readReply(await house.replyPlaintext(good), frame(0), keys, manifest)
  assert.equal(reply.text, "We can help.")
  assert.equal(reply.state, "talking")
  assert.equal(reply.opened?.purpose, "call")
})

test("refuses a reply for another mailbox, thread, number or epoch, or from no desk of the roster", async () => {
  const read = async (change: Partial<Parameters<Founding["replyPlaintext"]>[0]>, at = frame(0)): Promise<void> => {
    await assert.rejects(readReply(await house.replyPlaintext({ ...good, ...change }), at, keys, manifest), Malformed, JSON.stringify(change))
  }
  await read({ tag: random(32) })
  await read({ thread: random(32) })
  await read({ number: 1 })
  await read({ epoch: 2 })
  await read({ leaf: 4 })
  await read({ seed: random(32) })
  await read({}, frame(0, random(32)))
  await read({ previous: random(32) })
})

test("refuses any changed byte in a reply", async () => {
  const plaintext = await house.replyPlaintext(good)
  const end = plaintext.findLastIndex((byte) => byte !== 0) + 40
  for (let i = 0; i < end; i += 3) {
    const changed = plaintext.slice()
    changed[i] = (changed[i] ?? 0) ^ 0x10
    await assert.rejects(readReply(changed, frame(0), keys, manifest), Malformed, `byte ${i}`)
  }
})

test("says what is missing in the chain, and only that", async () => {
  const slot = async (number: number, previous?: Uint8Array): Promise<Slot> => {
    const fields = { ...good, number, ...(previous === undefined ? {} : { previous }) }
    return { kind: "reply", reply: await readReply(await house.replyPlaintext(fields), frame(number), keys, manifest) }
  }
  const empty: Slot = { kind: "empty" }
  const kinds = (slots: Slot[]): string[] => chain(slots, 0).map((entry) => entry.kind)
  const [a, b, c] = [await slot(0), await slot(1, hash(utf8("frame 0"))), await slot(2, hash(utf8("frame 1")))]
  assert.deepEqual(kinds([a, b, c, empty, empty]), ["reply", "reply", "reply"])
  assert.deepEqual(kinds([empty, empty]), [])
  assert.deepEqual(kinds([a, empty, c]), ["reply", "missing", "reply"])
  assert.deepEqual(kinds([a, { kind: "unproven", number: 1, hash: hash(utf8("frame 1")) }, c]), ["reply", "missing", "reply"])
  assert.deepEqual(kinds([a, await slot(1, random(32)), empty]), ["reply", "missing", "reply"])
})

test("an empty place does not open and is not shown", async () => {
  const slot = await openReply({ ...frame(0), file: random(8_151) }, keys, manifest)
  assert.equal(slot.kind, "empty")
})

test("refuses a mailbox page of another size, order or magic", () => {
  const page = concat(...Array.from({ length: 8 }, (_, i) => concat(utf8("PRP1"), new Uint8Array(36), Uint8Array.of(i), new Uint8Array(8_151))))
  assert.equal(mailboxPage(page).length, 8)
  assert.throws(() => mailboxPage(page.slice(1)), Malformed)
  const swapped = page.slice()
  swapped[40] = 1
  assert.throws(() => mailboxPage(swapped), Malformed)
  const other = page.slice()
  other[3] = 0x32
  assert.throws(() => mailboxPage(other), Malformed)
  assert.ok(same(mailboxAsk(keys.locator, 255).subarray(36), Uint8Array.of(255, 0, 0, 0)))
})

test("letters are counted as people count them", () => {
  assert.equal(letters("e\u0301a"), 2)
  assert.equal(letters("ที่นี่"), 2)
  assert.equal(letters("👩‍👩‍👧🇳🇱"), 2)
  assert.equal(lettersIn(12_000, "ก".repeat(40)), 4_000)
  assert.equal(lettersIn(12_000, "a".repeat(40)), 12_000)
  assert.equal(lettersIn(3, "👩‍👩‍👧"), 0)
})

test("invisible text is no text", () => {
  for (const text of ["", " \n\t\u00a0\u3000", "\u200b\u200c\u200d\u2060\ufeff", "\u2800\u2800", "\u3164\u115f\uffa0", "\u202e\u2066", "\u00ad\u034f\ufe0f", "\u{e0020}\u{e0061}"]) {
    assert.ok(!visible(text), JSON.stringify(text))
  }
  for (const text of ["a", "\u200bx", "؟", "ก", "⠁", "👍", "❤\ufe0f", "-"]) assert.ok(visible(text), JSON.stringify(text))
})

test("numbers have a space at every thousand", () => {
  assert.equal(en.number(5_118_000), "5 118 000")
})
