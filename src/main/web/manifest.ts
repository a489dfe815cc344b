/**
 * Why a requester may believe the key (DESIGN 8, PROTOCOL 8): the root chain from the pinned first root, the manifest,
 * and that everybody is shown the same one: the log and its witnesses. Fails closed: nothing but verify() makes a
 * VerifiedManifest, and nothing but open() makes an OpenIntake.
 * Touches no secrets.
 */

import { Recipient } from "./age.ts"
import { digest as sha256 } from "./crypto.ts"
import { parts, SignedNote, VerifierKey, witnessKey } from "./note.ts"
import { cosignedAt, includes, leafHash, longLeafHash, readProof } from "./tlog.ts"
import { hex, Malformed, same, unhex, utf8 } from "./wire.ts"

const rootsMax = 32
const adminsMax = 16
const witnessesMax = 8
const epochsMax = 64
const stoppedMax = 128
const filesMax = 64
const seatsMax = 5
const intakeDaysMax = 8
const dayMillis = 86_400_000
const rosterDepth = 6
const freshHours = 72

/** Why the keys are not believed. */
export type Distrust =
  /** no note has been published yet */
  | "unpublished"
  /** wrong bytes, wrong chain, wrong signature, another first root than the pinned one */
  | "tampered"
  /** fewer than k admins signed */
  | "under-signed"
  /** fewer than k admins signed, and one of them more than once */
  | "signed-twice"
  /** an older manifest than this page has seen, or another one with the same version */
  | "older"
  /** `intake-until` or the root's `not-after` has passed */
  | "expired"
  /** `intake-until` is more than eight days ahead: the clock here or there is wrong */
  | "too-far-ahead"
  /** the log's checkpoint is another log's, or the log did not sign it */
  | "wrong-log"
  /** fewer witnesses than the root demands have seen the checkpoint */
  | "unwitnessed"
  /** too few of them within 72 hours of this device's clock, either way */
  | "stale"
  /** no proof that this manifest is in the log */
  | "unlogged"
  /** the log goes on after this manifest */
  | "not-newest"

/** The keys are not believed, for one reason. */
export class Distrusted extends Error {
  override readonly name = "Distrusted"
  readonly reason: Distrust

  constructor(reason: Distrust) {
    super(reason)
    this.reason = reason
  }
}

const filePath = /^(?=.{1,96}$)\/([A-Za-z0-9_~-][A-Za-z0-9._~-]*(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*\/?)?$/

interface Root {
  readonly origin: string
  readonly version: number
  readonly notAfter: number
  readonly threshold: number
  readonly admins: readonly VerifierKey[]
  readonly log: VerifierKey
  readonly quorum: number
  readonly witnesses: readonly VerifierKey[]
}

/** The highest manifest that this page has verified since it was loaded. Nothing is kept longer. */
export class Seen {
  version = 0
  /** Of the note with that version; empty while it is not known. */
  hash: Uint8Array = new Uint8Array()
}

/** A manifest that k different admins of the newest verified root signed. */
export class VerifiedManifest {
  readonly version: number
  readonly intakeEpoch: number
  readonly intakeUntil: number
  readonly k: number
  readonly seats: readonly Recipient[]
  /** How many witnesses had to see this; with none, nobody can tell whether these are the newest keys. */
  readonly quorum: number
  readonly #intakeRecipient: Recipient
  #intakeHash: Uint8Array = new Uint8Array()
  readonly #rosters: ReadonlyMap<number, Uint8Array>
  readonly #rootNotAfter: number

  private constructor(lines: Lines, root: Root) {
    lines.exactly("postern/manifest/v1")
    if (lines.value("origin") !== root.origin) throw new Malformed("another origin")
    this.version = lines.number("version")
    if (lines.number("root") !== root.version) throw new Malformed("another root")
    this.intakeEpoch = lines.number("intake-epoch")
    this.#intakeRecipient = Recipient.parse(lines.value("intake-recipient"))
    const until = lines.value("intake-until")
    this.intakeUntil = instant(until)
    const rosters = new Map<number, Uint8Array>()
    const living: number[] = []
    for (const value of lines.values("epoch", epochsMax)) {
      const [epoch, end, destroyed, top, recipient, files, recovery] = fields(value, 7)
      // A key lives longer than the day on which its intake ends.
      if (date(destroyed) <= instant(end)) throw new Malformed("not an epoch line")
      digest(files)
      digest(recovery)
      living.push(decimal(epoch, 1))
      rosters.set(decimal(epoch, 1), digest(top))
      if (epoch === String(this.intakeEpoch) && end !== until) throw new Malformed("another end of intake")
      // The last one is the intake epoch, checked below and in verify().
      this.#intakeHash = digest(recipient)
    }
    if (!ascending(living) || living.at(-1) !== this.intakeEpoch) throw new Malformed("the last epoch is not the intake epoch")
    const destroyed = lines.values("destroyed", epochsMax).map((value) => {
      const [epoch, day, top] = fields(value, 3)
      date(day)
      const number = decimal(epoch, 1)
      // Answers of an epoch that is gone may have moved: its roster still proves them.
      rosters.set(number, digest(top))
      return number
    })
    if (!ascending(destroyed) || destroyed.some((epoch) => living.includes(epoch) || epoch > this.intakeEpoch)) throw new Malformed("not destroyed")
    this.#rosters = rosters
    const stopped = lines.values("stopped", stoppedMax).map((value) => {
      const [epoch, desk] = fields(value, 2)
      digest(desk)
      if (!living.includes(decimal(epoch, 1))) throw new Malformed("not a living epoch")
      return epoch.padStart(10, "0") + desk
    })
    if (!ascending(stopped)) throw new Malformed("stopped desks are not in order")
    lines.hash("people")
    const [k, n, ...rest] = lines.value("seats").split(" ").map((count) => decimal(count, 0))
    if (k === undefined || n === undefined || rest.length > 0) throw new Malformed("not a seats line")
    if (!(k === 0 && n === 0) && (k < 2 || k > n || n > seatsMax)) throw new Malformed("not a seats line")
    this.k = k
    this.seats = lines.values("seat", seatsMax).map((seat) => Recipient.parse(seat))
    // One key in two seats would let one person open alone.
    if (this.seats.length !== n || !distinct(this.seats.map((seat) => seat.text))) throw new Malformed("seats do not match")
    let before = ""
    for (const value of lines.values("file", filesMax)) {
      const [path, hashHex, ...rest] = value.split(" ")
      if (path === undefined || !filePath.test(path) || path <= before || rest.length > 0) throw new Malformed("not a file line")
      digest(hashHex ?? "")
      before = path
    }
    lines.hash("previous")
    lines.end()
    this.quorum = root.quorum
    this.#rootNotAfter = root.notAfter
  }

  /**
   * Checks, in order: the first root against `pin`, every next root against the one before, k different admins of the
   * newest root under the manifest, its version against the highest seen; then that the log signed its checkpoint, that
   * enough witnesses saw it lately, and that this manifest is the log's last entry.
   *
   * @param notes the answer of `GET /notes`
   * @param pin SHA-256 of the first root note, 32 bytes
   * @param seen what this page has verified before; updated
   * @param now this device's clock
   * @throws Distrusted with the reason; if the intake is closed as well, with that
   */
  static async verify(notes: Uint8Array, pin: Uint8Array, seen: Seen, now: Date): Promise<VerifiedManifest> {
    try {
      const { roots, manifest: bytes, proof } = sorted(notes)
      const root = await verifyRoots(roots, pin)
      if (bytes === undefined) throw new Distrusted("unpublished")
      const note = SignedNote.parse(bytes)
      const manifest = new VerifiedManifest(new Lines(note.text), root)
      if (!same(await sha256(utf8(manifest.#intakeRecipient.text)), manifest.#intakeHash)) throw new Malformed("another intake recipient")
      await demand(note, root)
      const noteHash = await sha256(note.bytes)
      if (manifest.version < seen.version) throw new Distrusted("older")
      if (manifest.version === seen.version && seen.hash.length > 0 && !same(noteHash, seen.hash)) throw new Distrusted("older")
      try {
        await demandNewest(note, proof, root, now)
      } catch (fault) {
        manifest.open(now)
        throw fault
      }
      seen.version = manifest.version
      seen.hash = noteHash
      return manifest
    } catch (fault) {
      if (fault instanceof Malformed) throw new Distrusted("tampered")
      throw fault
    }
  }

  /** What may be sealed to, while the intake is open. @throws Distrusted when it is not */
  open(now: Date): OpenIntake {
    const time = now.getTime()
    if (time >= this.intakeUntil || time >= this.#rootNotAfter) throw new Distrusted("expired")
    if (this.intakeUntil > time + intakeDaysMax * dayMillis) throw new Distrusted("too-far-ahead")
    return OpenIntake.of(this.intakeEpoch, this.#intakeRecipient, this.k, this.seats)
  }

  /** Whether `desk` stands at place `leaf` of that epoch's roster. */
  onRoster(epoch: number, desk: Uint8Array, leaf: number, path: readonly Uint8Array[]): boolean {
    const root = this.#rosters.get(epoch)
    if (root === undefined) return false
    return includes(leafHash(desk), leaf, 2 ** rosterDepth, path, root)
  }
}

/** An epoch that takes requests now, and the seats that hold the locked layer's shares. */
export class OpenIntake {
  readonly epoch: number
  readonly recipient: Recipient
  readonly k: number
  readonly seats: readonly Recipient[]

  private constructor(epoch: number, recipient: Recipient, k: number, seats: readonly Recipient[]) {
    this.epoch = epoch
    this.recipient = recipient
    this.k = k
    this.seats = seats
  }

  /** For VerifiedManifest.open() alone. */
  static of(epoch: number, recipient: Recipient, k: number, seats: readonly Recipient[]): OpenIntake {
    return new OpenIntake(epoch, recipient, k, seats)
  }
}

/** The parts of the notes, in their order: roots, then a manifest, then its proof. */
function sorted(notes: Uint8Array): { roots: Uint8Array[]; manifest: Uint8Array | undefined; proof: Uint8Array | undefined } {
  const all = parts(notes, "postern/notes/v1", rootsMax + 2)
  const after = all.findIndex(({ label }) => label !== "root")
  const end = after < 0 ? all.length : after
  const [manifest, proof, ...rest] = all.slice(end)
  const wrong = (manifest !== undefined && manifest.label !== "manifest") || (proof !== undefined && proof.label !== "proof")
  if (wrong || rest.length > 0 || end > rootsMax) throw new Malformed("not roots, a manifest and a proof")
  return { roots: all.slice(0, end).map(({ bytes }) => bytes), manifest: manifest?.bytes, proof: proof?.bytes }
}

/** The newest root, by k of the old and k of the new from the pinned one on. */
async function verifyRoots([first, ...others]: readonly Uint8Array[], pin: Uint8Array): Promise<Root> {
  if (first === undefined) throw new Distrusted("unpublished")
  if (!same(await sha256(first), pin)) throw new Malformed("not the pinned root")
  const note = SignedNote.parse(first)
  let root = readRoot(note)
  if (root.version !== 1) throw new Malformed("not the first root")
  await demand(note, root)
  for (const bytes of others) {
    const note = SignedNote.parse(bytes)
    const next = readRoot(note)
    if (next.version !== root.version + 1 || next.origin !== root.origin) throw new Malformed("not the next root")
    await demand(note, root)
    await demand(note, next)
    root = next
  }
  return root
}

/** That everybody is shown this manifest: it is the last entry of the log, and witnesses saw that lately. */
async function demandNewest(note: SignedNote, proofBytes: Uint8Array | undefined, root: Root, now: Date): Promise<void> {
  if (proofBytes === undefined) throw new Distrusted("unlogged")
  const { index, path, checkpoint } = readProof(proofBytes)
  if (checkpoint.origin !== root.log.name || (await checkpoint.note.signers([root.log])).different === 0) throw new Distrusted("wrong-log")
  const times = await cosignedAt(checkpoint, root.witnesses)
  if (times.length < root.quorum) throw new Distrusted("unwitnessed")
  const fresh = times.filter((seconds) => Math.abs(seconds - now.getTime() / 1000) <= freshHours * 3600)
  if (fresh.length < root.quorum) throw new Distrusted("stale")
  if (!includes(await longLeafHash(note.bytes), index, checkpoint.size, path, checkpoint.root)) throw new Distrusted("unlogged")
  if (index !== checkpoint.size - 1) throw new Distrusted("not-newest")
}

function readRoot(note: SignedNote): Root {
  const lines = new Lines(note.text)
  lines.exactly("postern/root/v1")
  const origin = lines.value("origin")
  if (!/^[a-z0-9][a-z0-9.:/_-]{0,99}$/.test(origin)) throw new Malformed("not an origin")
  const version = lines.number("version")
  const notAfter = date(lines.value("not-after")) + dayMillis
  const threshold = lines.number("threshold")
  const admins = lines.values("admin", adminsMax).map((vkey) => VerifierKey.parse(vkey))
  const recipients = lines.values("admin-recipient", adminsMax).map((recipient) => Recipient.parse(recipient))
  const log = VerifierKey.parse(lines.value("log"))
  const quorum = decimal(lines.value("quorum"), 0)
  const witnesses = lines.values("witness", witnessesMax).map((vkey) => VerifierKey.parse(vkey, witnessKey))
  lines.end()
  if (admins.length < 3 || recipients.length !== admins.length) throw new Malformed("not enough admins")
  if (threshold < 2 || threshold > admins.length || quorum > witnesses.length) throw new Malformed("not a threshold")
  if (log.name !== `${origin}/log`) throw new Malformed("not the log of this service")
  for (const { name } of admins) {
    if (!name.startsWith(`${origin}/`) || !/^[a-z0-9-]{1,32}$/.test(name.slice(origin.length + 1))) throw new Malformed("not an admin of this service")
  }
  // Two names for one key would let one person count twice.
  const keys = [...admins, log, ...witnesses]
  const once = distinct(keys.map(({ name }) => name)) && distinct(keys.map(({ key }) => hex(key)))
  if (!once || !distinct(recipients.map(({ text }) => text))) throw new Malformed("one admin twice")
  return { origin, version, notAfter, threshold, admins, log, quorum, witnesses }
}

async function demand(note: SignedNote, root: Root): Promise<void> {
  const { different, repeated } = await note.signers(root.admins)
  if (different < root.threshold) throw new Distrusted(repeated ? "signed-twice" : "under-signed")
}

function distinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length
}

function ascending(values: readonly string[] | readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value > (values[i - 1] ?? value))
}

/** Exactly `count` values with one space between them. */
function fields(value: string, count: 2): [string, string]
function fields(value: string, count: 3): [string, string, string]
function fields(value: string, count: 7): [string, string, string, string, string, string, string]
function fields(value: string, count: number): string[] {
  const found = value.split(" ")
  if (found.length !== count) throw new Malformed("wrong line")
  return found
}

function digest(digits: string): Uint8Array {
  const bytes = unhex(digits)
  if (bytes.length !== 32) throw new Malformed("not a hash")
  return bytes
}

function decimal(digits: string, min: number): number {
  const number = Number(digits)
  if (!/^(0|[1-9][0-9]{0,9})$/.test(digits) || number < min || number > 2_147_483_647) throw new Malformed("not a number")
  return number
}

/** The first moment of a day. */
function date(iso: string): number {
  return instant(`${iso}T00:00:00Z`)
}

function instant(iso: string): number {
  const time = Date.parse(iso)
  if (!/^2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(iso) || Number.isNaN(time)) throw new Malformed("not a time")
  if (new Date(time).toISOString() !== iso.replace("Z", ".000Z")) throw new Malformed("not a time")
  return time
}

/** `key value` lines in a fixed order; anything out of place is refused. */
class Lines {
  readonly #lines: readonly string[]
  #at = 0

  constructor(text: string) {
    if (!text.endsWith("\n")) throw new Malformed("no last newline")
    this.#lines = text.slice(0, -1).split("\n")
  }

  exactly(line: string): void {
    if (this.#lines[this.#at++] !== line) throw new Malformed("wrong line")
  }

  value(key: string): string {
    const line = this.#lines[this.#at++]
    if (!line?.startsWith(`${key} `)) throw new Malformed("wrong line")
    return line.slice(key.length + 1)
  }

  values(key: string, max: number): string[] {
    const found: string[] = []
    while (this.#lines[this.#at]?.startsWith(`${key} `)) found.push(this.value(key))
    if (found.length > max) throw new Malformed("too many lines")
    return found
  }

  number(key: string): number {
    return decimal(this.value(key), 1)
  }

  hash(key: string): void {
    digest(this.value(key))
  }

  end(): void {
    if (this.#at !== this.#lines.length) throw new Malformed("too many lines")
  }
}
