/** For tests only: a service with throw-away keys, and the means to sign anything, wrong things included. */

import { Identity, type Recipient } from "./age.ts"
import { hash, publicKey, random, sign } from "./crypto.ts"
import { signAsync } from "./ed25519.ts"
import { concat, hex, utf8, Writer } from "./wire.ts"

const day = 86_400_000

/** An admin who can sign notes. */
export class Admin {
  readonly name: string
  readonly vkey: string
  readonly #seed: Uint8Array
  readonly #id: Uint8Array

  private constructor(name: string, seed: Uint8Array, key: Uint8Array) {
    this.name = name
    this.#seed = seed
    const typed = concat(Uint8Array.of(1), key)
    this.#id = hash(utf8(`${name}\n`), typed).slice(0, 4)
    this.vkey = `${name}+${hex(this.#id)}+${base64(typed)}`
  }

  static async named(name: string): Promise<Admin> {
    const seed = random(32)
    return new Admin(name, seed, await publicKey(seed))
  }

  async line(text: string): Promise<string> {
    return `— ${this.name} ${base64(concat(this.#id, await signAsync(utf8(text), this.#seed)))}\n`
  }
}

export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

export async function signed(text: string, ...admins: readonly Admin[]): Promise<Uint8Array> {
  return utf8(`${text}\n${(await Promise.all(admins.map((admin) => admin.line(text)))).join("")}`)
}

export function framed(...parts: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  return concat(utf8("postern/notes/v1\n"), ...parts.flatMap(([label, bytes]) => [utf8(`${label} ${bytes.length}\n`), bytes]))
}

/** Everything that a founding ceremony makes: 3 admins, k = 2; 3 seats, k = 2; one epoch; a roster of 64. */
export class Founding {
  readonly admins: readonly Admin[]
  readonly epochIdentity: Identity
  readonly deskSeed: Uint8Array
  readonly roster: readonly Uint8Array[]
  /** The first root note and its hash. */
  readonly root: Uint8Array
  readonly pin: Uint8Array
  readonly #recipients: readonly Recipient[]

  private constructor(admins: readonly Admin[], epoch: Identity, recipients: readonly Recipient[], deskSeed: Uint8Array, desk: Uint8Array, root: Uint8Array) {
    this.admins = admins
    this.epochIdentity = epoch
    this.#recipients = recipients
    this.deskSeed = deskSeed
    this.roster = Array.from({ length: 64 }, (_, i) => (i === 5 ? desk : random(32)))
    this.root = root
    this.pin = hash(root)
  }

  readonly seatIdentities: Identity[] = []

  static async hold(): Promise<Founding> {
    const identities = Array.from({ length: 4 }, () => new Identity(random(32)))
    const recipients: Recipient[] = []
    for (const identity of identities) recipients.push(await identity.recipient())
    const [epoch, ...seats] = identities
    if (epoch === undefined) throw new Error("no epoch")
    const admins = await Promise.all([1, 2, 3].map((i) => Admin.named(`test.example/admin-${i}`)))
    const deskSeed = random(32)
    const root = await signed(rootText(recipients.slice(1), 1, admins), ...admins.slice(0, 2))
    const founding = new Founding(admins, epoch, recipients, deskSeed, await publicKey(deskSeed), root)
    founding.seatIdentities.push(...seats)
    return founding
  }

  rootText(version = 1, admins: readonly Admin[] = this.admins, notAfter?: string): string {
    return rootText(this.#recipients.slice(1), version, admins, notAfter)
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
      `epoch-file ${"ab".repeat(32)}`,
      `epoch 2 ${"cd".repeat(32)}`,
      `epoch 3 ${hex(rosterTop(this.roster))}`,
      "seats 2 3",
      ...seats.map((seat) => `seat ${seat.text}`),
      `file / ${"ef".repeat(32)}`,
      `file /postern.js ${"12".repeat(32)}`,
      `previous ${"00".repeat(32)}`,
    ]
    return `${lines.join("\n")}\n`
  }

  async notes(manifest?: Uint8Array): Promise<Uint8Array> {
    return framed(["root", this.root], ["manifest", manifest ?? (await signed(this.manifestText(), ...this.admins.slice(0, 2)))])
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
    for (const node of inclusion(this.roster, 5)) writer.fixed(node, 32)
    return writer.fixed(await sign(seed, "postern/v1/reply", writer.written()), 64).whole()
  }
}

function rootText(recipients: readonly Recipient[], version: number, admins: readonly Admin[], notAfter = "2099-01-01"): string {
  const lines = ["postern/root/v1", "origin test.example", `version ${version}`, `not-after ${notAfter}`, "threshold 2"]
  lines.push(...admins.map((admin) => `admin ${admin.vkey}`), ...recipients.map((recipient) => `admin-recipient ${recipient.text}`))
  return `${lines.join("\n")}\n`
}

function level(nodes: readonly Uint8Array[]): Uint8Array[] {
  return Array.from({ length: nodes.length / 2 }, (_, i) => hash(Uint8Array.of(1), nodes[2 * i] ?? random(32), nodes[2 * i + 1] ?? random(32)))
}

function rosterTop(keys: readonly Uint8Array[]): Uint8Array {
  let nodes = keys.map((key) => hash(Uint8Array.of(0), key))
  while (nodes.length > 1) nodes = level(nodes)
  return nodes[0] ?? random(32)
}

function inclusion(keys: readonly Uint8Array[], leaf: number): Uint8Array[] {
  const path: Uint8Array[] = []
  let nodes = keys.map((key) => hash(Uint8Array.of(0), key))
  for (let at = leaf; nodes.length > 1; at >>= 1) {
    path.push(nodes[at ^ 1] ?? random(32))
    nodes = level(nodes)
  }
  return path
}
