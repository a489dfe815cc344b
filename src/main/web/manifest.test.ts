import assert from "node:assert/strict"
import { test } from "node:test"
import { hash } from "./crypto.ts"
import { Founding, framed, type ProofChange, Signer, signed } from "./founding.fixture.ts"
import { type Distrust, Distrusted, Seen, VerifiedManifest } from "./manifest.ts"
import { witnessKey } from "./note.ts"
import { concat, utf8 } from "./wire.ts"

const house = await Founding.hold()
const now = new Date()
const [first, second, third] = house.admins as unknown as [Signer, Signer, Signer]

async function refuses(reason: Distrust, judged: Promise<unknown>): Promise<void> {
  await assert.rejects(judged, (fault) => fault instanceof Distrusted && fault.reason === reason)
}

function refusesToOpen(reason: Distrust, manifest: VerifiedManifest, now: Date): void {
  assert.throws(() => manifest.open(now), (fault) => fault instanceof Distrusted && fault.reason === reason)
}

async function verify(notes: Uint8Array | Promise<Uint8Array>, seen = new Seen()): Promise<VerifiedManifest> {
  return VerifiedManifest.verify(await notes, house.pin, seen, now)
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
  await refuses("under-signed", verify(house.notes(await signed(house.manifestText(), first, await Signer.named("test.example/admin-2")))))
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
  const note = await signed(house.manifestText({ until: "2026-11-25T00:00:00Z" }), first, second)
  const notes = framed(["root", root], ["manifest", note], ["proof", await house.proof(note)])
  const manifest = await VerifiedManifest.verify(notes, hash(root), new Seen(), now)
  assert.equal(manifest.open(new Date("2026-11-20T23:59:59Z")).epoch, 3)
  refusesToOpen("expired", manifest, new Date("2026-11-21T00:00:00Z"))
})

test("follows a root chain only with k of the old and k of the new", async () => {
  const fresh = [await Signer.named("test.example/admin-4"), await Signer.named("test.example/admin-5")] as const
  const next = [third, ...fresh]
  const text = house.rootText(2, next)
  const manifest = await signed(house.manifestText({ root: 2 }), ...fresh)
  const proof = await house.proof(manifest)
  const chained = async (...admins: Signer[]): Promise<Uint8Array> =>
    framed(["root", house.root], ["root", await signed(text, ...admins)], ["manifest", manifest], ["proof", proof])
  assert.equal((await verify(chained(first, second, ...fresh))).version, 7)
  assert.equal((await verify(chained(first, third, fresh[0]))).version, 7)
  await refuses("under-signed", verify(chained(first, second)))
  await refuses("under-signed", verify(chained(...fresh)))
  await refuses("under-signed", verify(framed(["root", house.root], ["root", await signed(text, first, third, fresh[0])], ["manifest", await signed(house.manifestText({ root: 2 }), first, second)])))
})

async function logged(change: ProofChange): Promise<VerifiedManifest> {
  return verify(house.notes(undefined, change))
}

test("takes a manifest that is the log's last entry and that enough witnesses saw lately", async () => {
  const [a, b, c] = house.watchers.witnesses as [Signer, Signer, Signer]
  const seconds = Math.floor(Date.now() / 1000)
  assert.equal((await logged({})).quorum, 2)
  assert.equal((await logged({ witnesses: [a, c] })).version, 7)
  assert.equal((await logged({ witnesses: [a, b, c], seconds: [seconds - 71 * 3600, 0, seconds + 71 * 3600] })).version, 7)
  assert.equal((await logged({ witnesses: [a, await Signer.named(b.name, witnessKey), c] })).version, 7)
})

test("refuses a manifest without a proof, or with the proof of another note", async () => {
  const note = await signed(house.manifestText(), first, second)
  const other = await signed(house.manifestText(), first, third)
  await refuses("unlogged", verify(framed(["root", house.root], ["manifest", note])))
  await refuses("unlogged", verify(framed(["root", house.root], ["manifest", note], ["proof", await house.proof(other)])))
  await refuses("unlogged", logged({ index: 1 }))
  await refuses("unlogged", logged({ index: 3 }))
})

test("refuses a manifest that the log has but that is not its last entry", async () => {
  await refuses("not-newest", logged({ after: 1 }))
  await refuses("not-newest", logged({ after: 2 }))
})

test("refuses a checkpoint of another log, or one that the log did not sign", async () => {
  await refuses("wrong-log", logged({ origin: "other.example/log" }))
  await refuses("wrong-log", logged({ signer: await Signer.named("other.example/log") }))
  await refuses("wrong-log", logged({ signer: await Signer.named("test.example/log") }))
})

test("refuses a checkpoint that too few of the root's witnesses saw", async () => {
  const [a, b] = house.watchers.witnesses as [Signer, Signer]
  const stranger = await Signer.named("stranger.example/w", witnessKey)
  await refuses("unwitnessed", logged({ witnesses: [] }))
  await refuses("unwitnessed", logged({ witnesses: [a] }))
  await refuses("unwitnessed", logged({ witnesses: [a, a, a] }))
  await refuses("unwitnessed", logged({ witnesses: [a, stranger, await Signer.named(b.name, witnessKey)] }))
})

test("refuses a checkpoint that witnesses saw more than 72 hours from now, either way", async () => {
  const seconds = Math.floor(Date.now() / 1000)
  const [old, early] = [seconds - 73 * 3600, seconds + 73 * 3600]
  await refuses("stale", logged({ seconds: [old, old, old] }))
  await refuses("stale", logged({ seconds: [seconds, old, early] }))
  await refuses("stale", logged({ seconds: [early, early, seconds] }))
})

test("refuses a cosignature of a known witness that does not verify", async () => {
  const proof = new TextDecoder().decode(await house.proof(house.root))
  const note = await signed(house.manifestText(), first, second)
  const changed = proof.replace(/(witness-1[^\n]{30})(.)/, (_, kept: string, letter: string) => kept + (letter === "A" ? "B" : "A"))
  await refuses("tampered", verify(framed(["root", house.root], ["manifest", note], ["proof", utf8(changed)])))
})

test("without a quorum asks for no witness and no time, but for the log", async () => {
  const alone = await Founding.hold(0)
  const judge = async (change: ProofChange): Promise<VerifiedManifest> =>
    VerifiedManifest.verify(await alone.notes(undefined, change), alone.pin, new Seen(), now)
  assert.equal((await judge({ witnesses: [] })).quorum, 0)
  assert.equal((await judge({ seconds: [0, 0, 0] })).quorum, 0)
  await refuses("not-newest", judge({ after: 1 }))
  await refuses("wrong-log", judge({ signer: house.watchers.log }))
})

test("says that the service is closed rather than that its log is old", async () => {
  const note = await signed(house.manifestText({ until: "2026-11-01T00:00:00Z" }), first, second)
  await refuses("expired", verify(house.notes(note, { seconds: [0, 0, 0] })))
})

test("remembers nothing of a manifest that it did not believe", async () => {
  const seen = new Seen()
  await refuses("not-newest", verify(house.notes(await signed(house.manifestText({ version: 9 }), first, second), { after: 1 }), seen))
  assert.equal((await verify(house.notes(), seen)).version, 7)
})

test("refuses a root that names one key or one name twice, or a quorum that can't be reached", async () => {
  const judge = async (from: string | RegExp, to: string): Promise<VerifiedManifest> => {
    const text = house.rootText()
    assert.notEqual(text.replace(from, to), text)
    const root = await signed(text.replace(from, to), first, second)
    const note = await signed(house.manifestText(), first, second)
    return VerifiedManifest.verify(framed(["root", root], ["manifest", note], ["proof", await house.proof(note)]), hash(root), new Seen(), now)
  }
  const [a, b] = house.watchers.witnesses as [Signer, Signer]
  await refuses("tampered", judge(`witness ${b.vkey}`, `witness ${a.vkey}`))
  await refuses("tampered", judge("quorum 2", "quorum 4"))
  await refuses("tampered", judge(/log .*\n/, `log ${house.admins[2]?.vkey ?? ""}\n`))
  await refuses("tampered", judge(/log .*\n/, `log ${a.vkey}\n`))
  await refuses("tampered", judge(/quorum .*\n/, ""))
})

test("refuses epochs, destroyed epochs and stopped desks out of order or out of place", async () => {
  const judge = async (from: string | RegExp, to: string): Promise<VerifiedManifest> => {
    const text = house.manifestText()
    assert.notEqual(text.replace(from, to), text)
    return verify(house.notes(await signed(text.replace(from, to), first, second)))
  }
  await refuses("tampered", judge("epoch 2 ", "epoch 4 "))
  await refuses("tampered", judge("destroyed 1 ", "destroyed 2 "))
  await refuses("tampered", judge("destroyed 1 ", "destroyed 4 "))
  await refuses("tampered", judge("stopped 3 ", "stopped 4 "))
  await refuses("tampered", judge(/(stopped 3 .*\n)/, "$1$1"))
  await refuses("tampered", judge(/people .*\n/, ""))
  await refuses("tampered", judge("2026-12-20", "2026-11-20"))
  await refuses("tampered", judge(/(epoch 3 \S+ \S+ \S+ )\S+/, `$1${"00".repeat(32)}`))
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
