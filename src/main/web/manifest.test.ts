import assert from "node:assert/strict"
import { test } from "node:test"
import { hash } from "./crypto.ts"
import { Admin, Founding, framed, signed } from "./founding.fixture.ts"
import { type Distrust, Distrusted, Seen, VerifiedManifest } from "./manifest.ts"
import { concat, utf8 } from "./wire.ts"

const house = await Founding.hold()
const [first, second, third] = house.admins as unknown as [Admin, Admin, Admin]

async function refuses(reason: Distrust, judged: Promise<unknown>): Promise<void> {
  await assert.rejects(judged, (fault) => fault instanceof Distrusted && fault.reason === reason)
}

function refusesToOpen(reason: Distrust, manifest: VerifiedManifest, now: Date): void {
  assert.throws(() => manifest.open(now), (fault) => fault instanceof Distrusted && fault.reason === reason)
}

async function verify(notes: Uint8Array | Promise<Uint8Array>, seen = new Seen()): Promise<VerifiedManifest> {
  return VerifiedManifest.verify(await notes, house.pin, seen)
}

test("takes a manifest that two different admins signed", async () => {
  const manifest = await verify(house.notes())
  const intake = manifest.open(new Date())
  assert.equal(intake.epoch, 3)
  assert.equal(intake.k, 2)
  assert.equal(intake.seats.length, 3)
})

test("refuses notes without a root or without a manifest", async () => {
  await refuses("unpublished", verify(framed()))
  await refuses("unpublished", verify(framed(["root", house.root])))
})

test("refuses another first root than the pinned one", async () => {
  const other = await signed(house.rootText(), first, third)
  await refuses("tampered", verify(framed(["root", other], ["manifest", await signed(house.manifestText(), first, second)])))
})

test("refuses a manifest that one admin signed", async () => {
  await refuses("under-signed", verify(house.notes(await signed(house.manifestText(), first))))
})

test("refuses a manifest that the same admin signed twice", async () => {
  await refuses("signed-twice", verify(house.notes(await signed(house.manifestText(), first, first))))
})

test("does not count a stranger's signature", async () => {
  await refuses("under-signed", verify(house.notes(await signed(house.manifestText(), first, await Admin.named("test.example/admin-2")))))
})

test("refuses a manifest whose text was changed after signing", async () => {
  const text = house.manifestText()
  const changed = text.replace("version 7", "version 8")
  await refuses("tampered", verify(house.notes(utf8(`${changed}\n${await first.line(text)}${await second.line(text)}`))))
})

test("refuses any flipped bit in the manifest's text", async () => {
  const note = await signed(house.manifestText(), first, second)
  const textLength = utf8(house.manifestText()).length
  for (let i = 0; i < textLength; i += 97) {
    const flipped = note.slice()
    flipped[i] = (flipped[i] ?? 0) ^ 1
    await assert.rejects(verify(house.notes(flipped)), Distrusted, `bit at ${i}`)
  }
})

test("refuses notes cut off anywhere", async () => {
  const notes = await house.notes()
  for (let length = 0; length < notes.length; length += 211) {
    await assert.rejects(verify(notes.slice(0, length)), Distrusted, `length ${length}`)
  }
})

test("refuses bytes after the manifest", async () => {
  await refuses("tampered", verify(concat(await house.notes(), utf8("x"))))
})

test("refuses a manifest for another service or another root", async () => {
  await refuses("tampered", verify(house.notes(await signed(house.manifestText({ origin: "other.example" }), first, second))))
  await refuses("tampered", verify(house.notes(await signed(house.manifestText({ root: 2 }), first, second))))
})

test("refuses an older manifest than the one seen, and another one of the same version", async () => {
  const seen = new Seen()
  await verify(house.notes(), seen)
  await refuses("older", verify(house.notes(await signed(house.manifestText({ version: 6 }), first, second)), seen))
  await refuses("older", verify(house.notes(await signed(house.manifestText({ until: "2099-01-01T00:00:00Z" }), first, second)), seen))
  assert.equal((await verify(house.notes(await signed(house.manifestText({ version: 8 }), first, second)), seen)).version, 8)
})

test("does not open an intake that has ended, nor one that is too far ahead", async () => {
  const manifest = await verify(house.notes(await signed(house.manifestText({ until: "2026-11-30T00:00:00Z" }), first, second)))
  refusesToOpen("expired", manifest, new Date("2026-11-30T00:00:00Z"))
  refusesToOpen("too-far-ahead", manifest, new Date("2026-11-21T23:59:59Z"))
  assert.equal(manifest.open(new Date("2026-11-29T23:59:59Z")).epoch, 3)
})

test("does not open an intake under a root that has expired", async () => {
  const root = await signed(house.rootText(1, house.admins, "2026-11-20"), first, second)
  const notes = framed(["root", root], ["manifest", await signed(house.manifestText({ until: "2026-11-25T00:00:00Z" }), first, second)])
  const manifest = await VerifiedManifest.verify(notes, hash(root), new Seen())
  assert.equal(manifest.open(new Date("2026-11-20T23:59:59Z")).epoch, 3)
  refusesToOpen("expired", manifest, new Date("2026-11-21T00:00:00Z"))
})

test("follows a root chain only with k of the old and k of the new", async () => {
  const fresh = [await Admin.named("test.example/admin-4"), await Admin.named("test.example/admin-5")] as const
  const next = [third, ...fresh]
  const text = house.rootText(2, next)
  const manifest = await signed(house.manifestText({ root: 2 }), ...fresh)
  const chained = async (...admins: Admin[]): Promise<Uint8Array> => framed(["root", house.root], ["root", await signed(text, ...admins)], ["manifest", manifest])
  assert.equal((await verify(chained(first, second, ...fresh))).version, 7)
  assert.equal((await verify(chained(first, third, fresh[0]))).version, 7)
  await refuses("under-signed", verify(chained(first, second)))
  await refuses("under-signed", verify(chained(...fresh)))
  await refuses("under-signed", verify(framed(["root", house.root], ["root", await signed(text, first, third, fresh[0])], ["manifest", await signed(house.manifestText({ root: 2 }), first, second)])))
})

test("a desk is on the roster only at its own place and in its own epoch", async () => {
  const manifest = await verify(house.notes())
  const desk = house.roster[5] ?? new Uint8Array()
  const plaintext = await house.replyPlaintext({ tag: new Uint8Array(32), thread: new Uint8Array(32), number: 0 })
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
