import assert from "node:assert/strict"
import { test } from "node:test"
import { hash } from "./crypto.ts"
import { Admin, Founding, framed, signed } from "./founding.fixture.ts"
import { type Distrust, Distrusted, Seen, VerifiedManifest } from "./manifest.ts"
import { concat, utf8 } from "./wire.ts"

const house = await Founding.hold()
const [first, second, third] = house.admins as [Admin, Admin, Admin]

function refuses(reason: Distrust, act: () => unknown): void {
  assert.throws(act, (fault) => fault instanceof Distrusted && fault.reason === reason)
}

function verify(notes: Uint8Array, seen = new Seen()): VerifiedManifest {
  return VerifiedManifest.verify(notes, house.pin, seen)
}

test("takes a manifest that two different admins signed", () => {
  const manifest = verify(house.notes())
  const intake = manifest.open(new Date())
  assert.equal(intake.epoch, 3)
  assert.equal(intake.k, 2)
  assert.equal(intake.seats.length, 3)
})

test("refuses notes without a root or without a manifest", () => {
  refuses("unpublished", () => verify(framed()))
  refuses("unpublished", () => verify(framed(["root", house.root()])))
})

test("refuses another first root than the pinned one", () => {
  const other = signed(house.rootText(), first, third)
  refuses("tampered", () => verify(framed(["root", other], ["manifest", signed(house.manifestText(), first, second)])))
})

test("refuses a manifest that one admin signed", () => {
  refuses("under-signed", () => verify(house.notes(signed(house.manifestText(), first))))
})

test("refuses a manifest that the same admin signed twice", () => {
  refuses("signed-twice", () => verify(house.notes(signed(house.manifestText(), first, first))))
})

test("does not count a stranger's signature", () => {
  refuses("under-signed", () => verify(house.notes(signed(house.manifestText(), first, new Admin("test.example/admin-2")))))
})

test("refuses a manifest whose text was changed after signing", () => {
  const text = house.manifestText()
  const changed = text.replace("version 7", "version 8")
  refuses("tampered", () => verify(house.notes(utf8(`${changed}\n${first.line(text)}${second.line(text)}`))))
})

test("refuses any flipped bit in the manifest's text", () => {
  const note = signed(house.manifestText(), first, second)
  const textLength = utf8(house.manifestText()).length
  for (let i = 0; i < textLength; i += 97) {
    const flipped = note.slice()
    flipped[i] = (flipped[i] ?? 0) ^ 1
    assert.throws(() => verify(house.notes(flipped)), Distrusted, `bit at ${i}`)
  }
})

test("refuses notes cut off anywhere", () => {
  const notes = house.notes()
  for (let length = 0; length < notes.length; length += 211) {
    assert.throws(() => verify(notes.slice(0, length)), Distrusted, `length ${length}`)
  }
})

test("refuses bytes after the manifest", () => {
  refuses("tampered", () => verify(concat(house.notes(), utf8("x"))))
})

test("refuses a manifest for another service or another root", () => {
  refuses("tampered", () => verify(house.notes(signed(house.manifestText({ origin: "other.example" }), first, second))))
  refuses("tampered", () => verify(house.notes(signed(house.manifestText({ root: 2 }), first, second))))
})

test("refuses an older manifest than the one seen, and another one of the same version", () => {
  const seen = new Seen()
  verify(house.notes(), seen)
  refuses("older", () => verify(house.notes(signed(house.manifestText({ version: 6 }), first, second)), seen))
  refuses("older", () => verify(house.notes(signed(house.manifestText({ until: "2099-01-01T00:00:00Z" }), first, second)), seen))
  assert.equal(verify(house.notes(signed(house.manifestText({ version: 8 }), first, second)), seen).version, 8)
})

test("does not open an intake that has ended, nor one that is too far ahead", () => {
  const manifest = verify(house.notes(signed(house.manifestText({ until: "2026-11-30T00:00:00Z" }), first, second)))
  refuses("expired", () => manifest.open(new Date("2026-11-30T00:00:00Z")))
  refuses("too-far-ahead", () => manifest.open(new Date("2026-11-21T23:59:59Z")))
  assert.equal(manifest.open(new Date("2026-11-29T23:59:59Z")).epoch, 3)
})

test("does not open an intake under a root that has expired", () => {
  const root = signed(house.rootText(1, house.admins, "2026-11-20"), first, second)
  const notes = framed(["root", root], ["manifest", signed(house.manifestText({ until: "2026-11-25T00:00:00Z" }), first, second)])
  const manifest = VerifiedManifest.verify(notes, hash(root), new Seen())
  assert.equal(manifest.open(new Date("2026-11-20T23:59:59Z")).epoch, 3)
  refuses("expired", () => manifest.open(new Date("2026-11-21T00:00:00Z")))
})

test("follows a root chain only with k of the old and k of the new", () => {
  const fresh = [4, 5].map((i) => new Admin(`test.example/admin-${i}`)) as [Admin, Admin]
  const next = [third, ...fresh]
  const text = house.rootText(2, next)
  const manifest = signed(house.manifestText({ root: 2 }), ...fresh)
  const chained = (...admins: Admin[]): Uint8Array => framed(["root", house.root()], ["root", signed(text, ...admins)], ["manifest", manifest])
  assert.equal(verify(chained(first, second, ...fresh)).version, 7)
  assert.equal(verify(chained(first, third, fresh[0])).version, 7)
  refuses("under-signed", () => verify(chained(first, second)))
  refuses("under-signed", () => verify(chained(...fresh)))
  refuses("under-signed", () => verify(framed(["root", house.root()], ["root", signed(text, first, third, fresh[0])], ["manifest", signed(house.manifestText({ root: 2 }), first, second)])))
})

test("a desk is on the roster only at its own place and in its own epoch", () => {
  const manifest = verify(house.notes())
  const desk = house.roster[5] ?? new Uint8Array()
  const plaintext = house.replyPlaintext({ tag: new Uint8Array(32), thread: new Uint8Array(32), number: 0 })
  const path = Array.from({ length: 6 }, (_, i) => {
    const start = 1 + 32 + 1 + 4 + 32 + 32 + 4 + 1 + 1 + 1 + 4 + 2 + 12 + 32 + 1 + 32 * i
    return plaintext.slice(start, start + 32)
  })
  assert.ok(manifest.onRoster(3, desk, 5, path))
  assert.ok(!manifest.onRoster(3, desk, 4, path))
  assert.ok(!manifest.onRoster(2, desk, 5, path))
  assert.ok(!manifest.onRoster(4, desk, 5, path))
  assert.ok(!manifest.onRoster(3, house.roster[6] ?? desk, 5, path))
  assert.ok(!manifest.onRoster(3, desk, 5, path.slice(1)))
})
