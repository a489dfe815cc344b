/** age v1 with the stanza `mlkem768x25519` and no other, by npm age-encryption. Touches secret keys. */

import { bech32 } from "@scure/base"
import { Decrypter, Encrypter, identityToRecipient } from "age-encryption"
import { Malformed } from "./wire.ts"

/** Size in bytes of a hybrid recipient: ML-KEM-768 1 184, X25519 32. */
export const recipientBytes = 1216

/** A hybrid recipient: its text for age, its bytes for our plaintexts. */
export class Recipient {
  readonly text: string
  readonly raw: Uint8Array

  private constructor(text: string, raw: Uint8Array) {
    this.text = text
    this.raw = raw
  }

  /** Reads `age1pq1…`; refuses anything else, upper case and non-canonical text included. */
  static parse(text: string): Recipient {
    const raw = text.startsWith(recipientPrefix) ? unbech32(text.slice(recipientPrefix.length)) : undefined
    if (raw?.length !== recipientBytes) throw new Malformed("not a hybrid recipient")
    return new Recipient(text, raw)
  }
}

const recipientPrefix = "age1pq1"
const bech32Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
const bech32Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
/** The checksum's state after `age1pq`: its letters' high bits, a zero, their low bits (BIP 173). */
const afterPrefix = [3, 3, 3, 1, 3, 3, 0, 1, 7, 5, 17, 16, 17].reduce(polymod, 1)

function polymod(state: number, value: number): number {
  let sum = ((state & 0x1ffffff) << 5) ^ value
  for (let bit = 0; bit < 5; bit++) if ((state >> (25 + bit)) & 1) sum ^= bech32Generator[bit] ?? 0
  return sum
}

/** Bech32 (BIP 173) after a recipient's prefix, or nothing. @scure/base does the same; ten of them, cold, keep a person waiting. */
function unbech32(letters: string): Uint8Array | undefined {
  const bytes: number[] = []
  let state = afterPrefix
  let bits = 0
  let held = 0
  for (let i = 0; i < letters.length; i++) {
    const value = bech32Letters.indexOf(letters.charAt(i))
    if (value < 0) return undefined
    state = polymod(state, value)
    if (i >= letters.length - 6) continue
    held = ((held << 5) | value) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 0xff)
    }
  }
  const leftOver = held & ((1 << bits) - 1)
  return state === 1 && bits < 5 && leftOver === 0 ? Uint8Array.from(bytes) : undefined
}

/** A hybrid identity: 32 bytes of seed. */
export class Identity {
  readonly #text: string

  /** @param seed 32 bytes */
  constructor(seed: Uint8Array) {
    if (seed.length !== 32) throw new Malformed("wrong length")
    this.#text = bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase()
  }

  /** Its public half: one key generation, 20 to 250 ms. */
  async recipient(): Promise<Recipient> {
    return Recipient.parse(await identityToRecipient(this.#text))
  }

  /** The plaintext of an age file, or nothing: wrong key and broken file look the same. */
  async open(file: Uint8Array): Promise<Uint8Array | undefined> {
    try {
      const decrypter = new Decrypter()
      decrypter.addIdentity(this.#text)
      return await decrypter.decrypt(file)
    } catch {
      return undefined
    }
  }
}

/** One age file to one recipient. */
export async function seal(plaintext: Uint8Array, recipient: Recipient): Promise<Uint8Array> {
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient.text)
  return encrypter.encrypt(plaintext)
}
