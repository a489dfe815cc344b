/** C2SP signed notes with Ed25519 keys: text, a blank line, signature lines. Touches no secrets. */

import { hash, verifyBare } from "./crypto.ts"
import { concat, hex, Malformed, same, text, utf8 } from "./wire.ts"

const noteBytesMax = 65_536
const signaturesMax = 64

/** What a key signs: notes, or checkpoints with a time (tlog-cosignature). */
export const noteKey = 0x01
export const witnessKey = 0x04

/** A key that may sign notes: `name+hash+base64(type ‖ key)`. */
export class VerifierKey {
  readonly name: string
  readonly id: Uint8Array
  readonly key: Uint8Array

  private constructor(name: string, id: Uint8Array, key: Uint8Array) {
    this.name = name
    this.id = id
    this.key = key
  }

  /** Reads a vkey of one type; refuses every other one, and an id that is not the key's. */
  static parse(vkey: string, type = noteKey): VerifierKey {
    const [name, digits, ...rest] = vkey.split("+")
    if (name === undefined || !/^[^\s+]+$/u.test(name) || digits === undefined || rest.length === 0) {
      throw new Malformed("not a vkey")
    }
    const typed = unbase64(rest.join("+"))
    const id = hash(utf8(`${name}\n`), typed).slice(0, 4)
    if (typed.length !== 33 || typed[0] !== type || hex(id) !== digits) throw new Malformed("not a vkey")
    return new VerifierKey(name, id, typed.slice(1))
  }

  /** Name and id: what a signature line names. */
  get label(): string {
    return `${this.name}+${hex(this.id)}`
  }
}

interface SignatureLine {
  readonly name: string
  readonly id: Uint8Array
  readonly signature: Uint8Array
}

/** A note before anybody has checked its signatures. */
export class SignedNote {
  /** The signed text, its last newline included. */
  readonly text: string
  /** All bytes, signatures included. */
  readonly bytes: Uint8Array
  readonly #signatures: readonly SignatureLine[]
  readonly #verified = new Map<string, Promise<boolean>>()

  private constructor(text: string, bytes: Uint8Array, signatures: readonly SignatureLine[]) {
    this.text = text
    this.bytes = bytes
    this.#signatures = signatures
  }

  /** Reads a note of at most 64 KiB and 64 signatures; refuses what C2SP signed-note refuses. */
  static parse(bytes: Uint8Array): SignedNote {
    if (bytes.length > noteBytesMax) throw new Malformed("note too long")
    const whole = text(bytes)
    // eslint-disable-next-line no-control-regex -- the format forbids control characters
    if (/[\u0000-\u0009\u000b-\u001f]/.test(whole)) throw new Malformed("control character")
    const border = whole.lastIndexOf("\n\n")
    if (border < 0 || !whole.endsWith("\n")) throw new Malformed("not a note")
    const lines = whole.slice(border + 2, -1).split("\n")
    if (lines.length > signaturesMax) throw new Malformed("too many signatures")
    const signatures = lines.map((line) => {
      const [dash, name, encoded, ...rest] = line.split(" ")
      if (dash !== "—" || !name || /[\s+]/u.test(name) || encoded === undefined || rest.length > 0) {
        throw new Malformed("not a signature line")
      }
      const decoded = unbase64(encoded)
      if (decoded.length < 5) throw new Malformed("not a signature line")
      return { name, id: decoded.slice(0, 4), signature: decoded.slice(4) }
    })
    return new SignedNote(whole.slice(0, border + 1), bytes, signatures)
  }

  /** The signatures, not verified, of these keys; those of unknown keys are passed over. */
  linesOf(keys: readonly VerifierKey[]): { key: VerifierKey; signature: Uint8Array }[] {
    return this.#signatures.flatMap(({ name, id, signature }) => {
      const key = keys.find((candidate) => candidate.name === name && same(candidate.id, id))
      return key === undefined ? [] : [{ key, signature }]
    })
  }

  /**
   * Counts the different keys among `keys` that signed. A signature that names one of the keys and does not verify
   * makes the note worthless; signatures of unknown keys are passed over.
   */
  async signers(keys: readonly VerifierKey[]): Promise<{ different: number; repeated: boolean }> {
    const lines = this.linesOf(keys)
    const message = utf8(this.text)
    const verified = lines.map(({ key, signature }) => this.#verify(key, message, signature))
    if ((await Promise.all(verified)).includes(false)) throw new Malformed("signature does not verify")
    const different = new Set(lines.map(({ key }) => key.label)).size
    return { different, repeated: different < lines.length }
  }

  /** Each signature is verified once, although a root's admins may sign as the old ones and as the new ones. */
  #verify(key: VerifierKey, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
    const question = hex(key.key) + hex(signature)
    const asked = this.#verified.get(question) ?? verifyBare(key.key, message, signature)
    this.#verified.set(question, asked)
    return asked
  }
}

/** Bytes of canonical, padded base64 (RFC 4648 section 4). */
export function unbase64(encoded: string): Uint8Array {
  try {
    const binary = atob(encoded)
    if (btoa(binary) === encoded) return Uint8Array.from(binary, (c) => c.charCodeAt(0))
  } catch {
    // Falls through: one refusal for every fault.
  }
  throw new Malformed("not base64")
}

/** Reads `label N` parts with exactly N bytes each, as in PROTOCOL 4.6. */
export function parts(bytes: Uint8Array, firstLine: string, partsMax: number): { label: string; bytes: Uint8Array }[] {
  const head = utf8(`${firstLine}\n`)
  if (!same(bytes.subarray(0, head.length), head)) throw new Malformed("wrong first line")
  const found: { label: string; bytes: Uint8Array }[] = []
  let at = head.length
  while (at < bytes.length) {
    const end = bytes.indexOf(0x0a, at)
    const line = end < 0 ? "" : text(bytes.subarray(at, end))
    const match = /^([a-z-]+) (0|[1-9][0-9]{0,6})$/.exec(line)
    if (match === null || found.length === partsMax) throw new Malformed("not a part")
    const length = Number(match[2])
    if (end + 1 + length > bytes.length) throw new Malformed("part too short")
    found.push({ label: match[1] ?? "", bytes: concat(bytes.subarray(end + 1, end + 1 + length)) })
    at = end + 1 + length
  }
  return found
}
