/**
 * Why a requester may believe the key (DESIGN 8, PROTOCOL 8): the root chain from the pinned first root, then the
 * manifest. Fails closed: nothing but verify() makes a VerifiedManifest, and nothing but open() makes an OpenIntake.
 * Touches no secrets.
 */

import { Recipient } from "./age.ts"
import { hash } from "./crypto.ts"
import { parts, SignedNote, VerifierKey } from "./note.ts"
import { hex, Malformed, same, unhex } from "./wire.ts"

const rootsMax = 32
const adminsMax = 16
const epochsMax = 64
const filesMax = 64
const seatsMax = 5
const intakeDaysMax = 8
const dayMillis = 86_400_000
const rosterDepth = 6

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
}

/** The highest manifest that this page has verified since it was loaded. Nothing is kept longer. */
export class Seen {
  version = 0
  /** Of the note with that version; empty while it is not known. */
  hash = new Uint8Array()
}

/** A manifest that k different admins of the newest verified root signed. */
export class VerifiedManifest {
  readonly version: number
  readonly intakeEpoch: number
  readonly intakeUntil: number
  readonly k: number
  readonly seats: readonly Recipient[]
  readonly #intakeRecipient: Recipient
  readonly #rosters: ReadonlyMap<number, Uint8Array>
  readonly #rootNotAfter: number

  private constructor(lines: Lines, root: Root) {
    lines.exactly("postern/manifest/v1")
    if (lines.value("origin") !== root.origin) throw new Malformed("another origin")
    this.version = lines.number("version")
    if (lines.number("root") !== root.version) throw new Malformed("another root")
    this.intakeEpoch = lines.number("intake-epoch")
    this.#intakeRecipient = Recipient.parse(lines.value("intake-recipient"))
    this.intakeUntil = instant(lines.value("intake-until"))
    lines.hash("epoch-file")
    const rosters = new Map<number, Uint8Array>()
    let last = 0
    for (const value of lines.values("epoch", epochsMax)) {
      const [epoch, top, ...rest] = value.split(" ")
      const number = decimal(epoch ?? "", 1)
      if (number <= last || rest.length > 0) throw new Malformed("not an epoch line")
      rosters.set(number, digest(top ?? ""))
      last = number
    }
    if (last !== this.intakeEpoch) throw new Malformed("the last epoch is not the intake epoch")
    this.#rosters = rosters
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
    this.#rootNotAfter = root.notAfter
  }

  /**
   * Checks, in order: the first root against `pin`, every next root against the one before, k different admins of the
   * newest root under the manifest, its version against the highest seen.
   *
   * @param notes the answer of `GET /notes`
   * @param pin SHA-256 of the first root note, 32 bytes
   * @param seen what this page has verified before; updated
   * @throws Distrusted with the reason
   */
  static async verify(notes: Uint8Array, pin: Uint8Array, seen: Seen): Promise<VerifiedManifest> {
    try {
      const [first, ...others] = parts(notes, "postern/notes/v1", rootsMax + 1)
      if (first === undefined) throw new Distrusted("unpublished")
      if (first.label !== "root" || !same(hash(first.bytes), pin)) throw new Malformed("not the pinned root")
      const last = others.pop()
      const firstNote = SignedNote.parse(first.bytes)
      let root = readRoot(firstNote)
      if (root.version !== 1) throw new Malformed("not the first root")
      await demand(firstNote, root)
      for (const { label, bytes } of others) {
        if (label !== "root") throw new Malformed("not a root")
        const note = SignedNote.parse(bytes)
        const next = readRoot(note)
        if (next.version !== root.version + 1 || next.origin !== root.origin) throw new Malformed("not the next root")
        await demand(note, root)
        await demand(note, next)
        root = next
      }
      if (last === undefined) throw new Distrusted("unpublished")
      if (last.label !== "manifest") throw new Malformed("not a manifest")
      const note = SignedNote.parse(last.bytes)
      await demand(note, root)
      const manifest = new VerifiedManifest(new Lines(note.text), root)
      const noteHash = hash(note.bytes)
      if (manifest.version < seen.version) throw new Distrusted("older")
      if (manifest.version === seen.version && seen.hash.length > 0 && !same(noteHash, seen.hash)) throw new Distrusted("older")
      seen.version = manifest.version
      seen.hash = new Uint8Array(noteHash)
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
    if (root === undefined || path.length !== rosterDepth || leaf >= 2 ** rosterDepth) return false
    return same(rosterRoot(desk, leaf, path), root)
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

/** RFC 6962's root over an inclusion path, from the leaf up. */
export function rosterRoot(desk: Uint8Array, leaf: number, path: readonly Uint8Array[]): Uint8Array {
  return path.reduce(
    (node, sibling, level) =>
      ((leaf >> level) & 1) === 0 ? hash(Uint8Array.of(1), node, sibling) : hash(Uint8Array.of(1), sibling, node),
    hash(Uint8Array.of(0), desk),
  )
}

function readRoot(note: SignedNote): Root {
  const lines = new Lines(note.text)
  lines.exactly("postern/root/v1")
  const origin = lines.value("origin")
  if (!/^[a-z0-9][a-z0-9.:/_-]{0,99}$/.test(origin)) throw new Malformed("not an origin")
  const version = lines.number("version")
  const notAfter = instant(`${lines.value("not-after")}T00:00:00Z`) + dayMillis
  const threshold = lines.number("threshold")
  const admins = lines.values("admin", adminsMax).map((vkey) => VerifierKey.parse(vkey))
  const recipients = lines.values("admin-recipient", adminsMax).map((recipient) => Recipient.parse(recipient))
  lines.end()
  if (admins.length < 3 || recipients.length !== admins.length) throw new Malformed("not enough admins")
  if (threshold < 2 || threshold > admins.length) throw new Malformed("not a threshold")
  for (const { name } of admins) {
    if (!name.startsWith(`${origin}/`) || !/^[a-z0-9-]{1,32}$/.test(name.slice(origin.length + 1))) throw new Malformed("not an admin of this service")
  }
  // Two names for one key would let one person count twice.
  const once = distinct(admins.map(({ name }) => name)) && distinct(admins.map(({ key }) => hex(key)))
  if (!once || !distinct(recipients.map(({ text }) => text))) throw new Malformed("one admin twice")
  return { origin, version, notAfter, threshold, admins }
}

async function demand(note: SignedNote, root: Root): Promise<void> {
  const { different, repeated } = await note.signers(root.admins)
  if (different < root.threshold) throw new Distrusted(repeated ? "signed-twice" : "under-signed")
}

function distinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length
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
