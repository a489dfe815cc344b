/** For tests only: a service with throw-away keys, and the means to sign anything, wrong things included. */

import { Identity, type Recipient } from "./age.ts"
import { hash, publicKey, random, sign } from "./crypto.ts"
import { signAsync } from "./ed25519.ts"
import { noteKey, witnessKey } from "./note.ts"
import { leafHash, nodeHash } from "./tlog.ts"
import { concat, hex, utf8, Writer } from "./wire.ts"

const day = 86_400_000

/** Somebody who can sign notes: an admin, the log, a witness. */
export class Signer {
  readonly name: string
  readonly vkey: string
  readonly #seed: Uint8Array
  readonly #id: Uint8Array

  private constructor(name: string, type: number, seed: Uint8Array, key: Uint8Array) {
    this.name = name
    this.#seed = seed
    const typed = concat(Uint8Array.of(type), key)
    this.#id = hash(utf8(`${name}\n`), typed).slice(0, 4)
    this.vkey = `${name}+${hex(this.#id)}+${base64(typed)}`
  }

  static async named(name: string, type = noteKey): Promise<Signer> {
    const seed = random(32)
    return new Signer(name, type, seed, await publicKey(seed))
  }

  async line(text: string): Promise<string> {
    return this.#lineOf(await signAsync(utf8(text), this.#seed))
  }

  /** A witness's line under a checkpoint's text. */
  async cosign(text: string, seconds: number): Promise<string> {
    const signature = await signAsync(utf8(`cosignature/v1\ntime ${seconds}\n${text}`), this.#seed)
    return this.#lineOf(concat(new Writer(8).u32(Math.floor(seconds / 2 ** 32)).u32(seconds % 2 ** 32).whole(), signature))
  }

  #lineOf(signature: Uint8Array): string {
    return `— ${this.name} ${base64(concat(this.#id, signature))}\n`
  }
}

/** RFC 6962's tree over entries, by its definition. */
export class Log {
  readonly entries: readonly Uint8Array[]

  constructor(entries: readonly Uint8Array[]) {
    this.entries = entries
  }

  root(): Uint8Array {
    return rootOf(this.entries.map(leafHash))
  }

  path(index: number): Uint8Array[] {
    return pathOf(this.entries.map(leafHash), index)
  }
}

/** The largest power of two below `n`. */
function split(n: number): number {
  let k = 1
  while (2 * k < n) k *= 2
  return k
}

function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves
  if (only === undefined) return hash()
  if (leaves.length === 1) return only
  const k = split(leaves.length)
  return nodeHash(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)))
}

function pathOf(leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  if (leaves.length === 1) return []
  const k = split(leaves.length)
  return index < k
    ? [...pathOf(leaves.slice(0, k), index), rootOf(leaves.slice(k))]
    : [...pathOf(leaves.slice(k), index - k), rootOf(leaves.slice(0, k))]
}

export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

export async function signed(text: string, ...admins: readonly Signer[]): Promise<Uint8Array> {
  return utf8(`${text}\n${(await Promise.all(admins.map((admin) => admin.line(text)))).join("")}`)
}

export function framed(...parts: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  return concat(utf8("postern/notes/v1\n"), ...parts.flatMap(([label, bytes]) => [utf8(`${label} ${bytes.length}\n`), bytes]))
}

/** Whoever a root names besides its admins. */
interface Watchers {
  readonly log: Signer
  readonly quorum: number
  readonly witnesses: readonly Signer[]
}

/** What a test may change in the proof that the log has a note. */
export interface ProofChange {
  /** Entries after the note. */
  readonly after?: number
  readonly index?: number
  readonly signer?: Signer
  readonly origin?: string
  readonly witnesses?: readonly Signer[]
  readonly seconds?: readonly number[]
}

/** Everything that a founding ceremony makes: 3 admins, k = 2; 3 witnesses, 2 wanted; 3 seats, k = 2; one epoch; a roster of 64. */
export class Founding {
  readonly admins: readonly Signer[]
  readonly watchers: Watchers
  readonly epochIdentity: Identity
  readonly deskSeed: Uint8Array
  readonly roster: readonly Uint8Array[]
  /** The first root note and its hash. */
  readonly root: Uint8Array
  readonly pin: Uint8Array
  readonly #recipients: readonly Recipient[]

  private constructor(admins: readonly Signer[], watchers: Watchers, epoch: Identity, recipients: readonly Recipient[], deskSeed: Uint8Array, desk: Uint8Array, root: Uint8Array) {
    this.admins = admins
    this.watchers = watchers
    this.epochIdentity = epoch
    this.#recipients = recipients
    this.deskSeed = deskSeed
    this.roster = Array.from({ length: 64 }, (_, i) => (i === 5 ? desk : random(32)))
    this.root = root
    this.pin = hash(root)
  }

  readonly seatIdentities: Identity[] = []

  /** @param quorum how many of the three witnesses the root demands */
  static async hold(quorum = 2): Promise<Founding> {
    const identities = Array.from({ length: 4 }, () => new Identity(random(32)))
    const recipients: Recipient[] = []
    for (const identity of identities) recipients.push(await identity.recipient())
    const [epoch, ...seats] = identities
    if (epoch === undefined) throw new Error("no epoch")
    const admins = await Promise.all([1, 2, 3].map((i) => Signer.named(`test.example/admin-${i}`)))
    const deskSeed = random(32)
    const witnesses = await Promise.all([1, 2, 3].map((i) => Signer.named(`witness-${i}.example/w`, witnessKey)))
    const watchers = { log: await Signer.named("test.example/log"), quorum, witnesses }
    const root = await signed(rootText(recipients.slice(1), watchers, 1, admins), ...admins.slice(0, 2))
    const founding = new Founding(admins, watchers, epoch, recipients, deskSeed, await publicKey(deskSeed), root)
    founding.seatIdentities.push(...seats)
    return founding
  }

  rootText(version = 1, admins: readonly Signer[] = this.admins, notAfter?: string): string {
    return rootText(this.#recipients.slice(1), this.watchers, version, admins, notAfter)
  }

  manifestText(change: Partial<{ version: number; root: number; until: string; origin: string }> = {}): string {
    const until = change.until ?? new Date(Date.now() + 5 * day).toISOString().replace(/\.\d+Z/, "Z")
    const [epoch, ...seats] = this.#recipients
    const lines = [
      "postern/manifest/v1",
      `origin ${change.origin ?? "test.example"}`,
      `version ${change.version ?? 7}`,
      `root ${change.root ?? 1}`,
      "intake-epoch 3",
      `intake-recipient ${epoch?.text ?? ""}`,
      `intake-until ${until}`,
      `epoch 2 2026-11-20T00:00:00Z 2026-12-20 ${"cd".repeat(32)} ${"ab".repeat(32)} ${"bc".repeat(32)} ${"de".repeat(32)}`,
      `epoch 3 ${until} 2099-12-31 ${hex(new Log(this.roster).root())} ${hex(hash(utf8(epoch?.text ?? "")))} ${"bc".repeat(32)} ${"de".repeat(32)}`,
      `destroyed 1 2026-12-01 ${"78".repeat(32)}`,
      `stopped 3 ${"9a".repeat(32)}`,
      `people ${"56".repeat(32)}`,
      "seats 2 3",
      ...seats.map((seat) => `seat ${seat.text}`),
      `file / ${"ef".repeat(32)}`,
      `file /postern.js ${"12".repeat(32)}`,
      `previous ${"00".repeat(32)}`,
    ]
    return `${lines.join("\n")}\n`
  }

  /** The notes as served: the first root, a manifest, and its proof. */
  async notes(manifest?: Uint8Array, change?: ProofChange): Promise<Uint8Array> {
    const note = manifest ?? (await signed(this.manifestText(), ...this.admins.slice(0, 2)))
    return framed(["root", this.root], ["manifest", note], ["proof", await this.proof(note, change)])
  }

  /** The proof that the log has this note after the root and a roster, seen by all witnesses just now. */
  async proof(note: Uint8Array, change: ProofChange = {}): Promise<Uint8Array> {
    const after = Array.from({ length: change.after ?? 0 }, (_, i) => utf8(`later ${i}`))
    const log = new Log([this.root, utf8("a roster"), note, ...after])
    const text = `${change.origin ?? "test.example/log"}\n${log.entries.length}\n${base64(log.root())}\n`
    const now = Math.floor(Date.now() / 1000)
    const lines = [await (change.signer ?? this.watchers.log).line(text)]
    for (const [i, witness] of (change.witnesses ?? this.watchers.witnesses).entries()) lines.push(await witness.cosign(text, change.seconds?.[i] ?? now))
    const path = log.path(2).map((node) => `${base64(node)}\n`)
    return utf8(`c2sp.org/tlog-proof@v1\nindex ${change.index ?? 2}\n${path.join("")}\n${text}\n${lines.join("")}`)
  }

  /** A reply's plaintext, signed by the desk; `change` may alter it before or after signing. */
  async replyPlaintext(fields: {
    readonly tag: Uint8Array
    readonly thread: Uint8Array
    readonly number: number
    readonly previous?: Uint8Array
    readonly leaf?: number
    readonly seed?: Uint8Array
    readonly text?: string
    readonly epoch?: number
  }): Promise<Uint8Array> {
    const seed = fields.seed ?? this.deskSeed
    const writer = new Writer(4_935)
      .u8(1)
      .fixed(fields.tag, 32)
      .u8(fields.number)
      .u32(fields.epoch ?? 3)
      .fixed(fields.thread, 32)
      .fixed(fields.previous ?? new Uint8Array(32), 32)
      .u32(2_900_000)
      .u8(3)
      .u8(1)
      .u8(1)
      .u32(20_600)
      .str16(fields.text ?? "We can help.", 4_000)
      .fixed(await publicKey(seed), 32)
      .u8(fields.leaf ?? 5)
    for (const node of new Log(this.roster).path(5)) writer.fixed(node, 32)
    return writer.fixed(await sign(seed, "postern/v1/reply", writer.written()), 64).whole()
  }
}

function rootText(recipients: readonly Recipient[], { log, quorum, witnesses }: Watchers, version: number, admins: readonly Signer[], notAfter = "2099-01-01"): string {
  const lines = ["postern/root/v1", "origin test.example", `version ${version}`, `not-after ${notAfter}`, "threshold 2"]
  lines.push(...admins.map((admin) => `admin ${admin.vkey}`), ...recipients.map((recipient) => `admin-recipient ${recipient.text}`))
  lines.push(`log ${log.vkey}`, `quorum ${quorum}`, ...witnesses.map(({ vkey }) => `witness ${vkey}`))
  return `${lines.join("\n")}\n`
}
