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
    if (!text.startsWith("age1pq1")) throw new Malformed("not a hybrid recipient")
    try {
      const { prefix, words } = bech32.decode(text as `${string}1${string}`, false)
      const raw = bech32.fromWords(words)
      if (prefix === "age1pq" && raw.length === recipientBytes) return new Recipient(text, raw)
    } catch {
      // Falls through: one refusal for every fault.
    }
    throw new Malformed("not a hybrid recipient")
  }
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
