/** The nine words and the keys that come from them (PROTOCOL 3). Touches secret keys. */

import { Identity, type Recipient } from "./age.ts"
import { hash, hkdf, pbkdf2, publicKey, random, sign } from "./crypto.ts"
import { utf8 } from "./wire.ts"
import { wordlist } from "./word-list.ts"

/** How many words. */
export const wordCount = 9

const entropyBytes = 12
const rounds = 600_000

/** Nine fresh words: 96 random bits and BIP39's 3-bit checksum. */
export function drawWords(): string[] {
  return wordsOf(random(entropyBytes))
}

/** The nine words of 12 bytes. */
export function wordsOf(entropy: Uint8Array): string[] {
  const bits = (BigInt(`0x${Array.from(entropy, (b) => b.toString(16).padStart(2, "0")).join("")}`) << 3n) | BigInt(checksum(entropy))
  return Array.from({ length: wordCount }, (_, i) => {
    const index = Number((bits >> BigInt(11 * (wordCount - 1 - i))) & 2047n)
    return wordlist[index] ?? ""
  })
}

function checksum(entropy: Uint8Array): number {
  return (hash(entropy)[0] ?? 0) >> 5
}

/** What was typed: nine good words, or what is wrong with them. The list is public and nothing is asked of the server. */
export type Typed =
  | { readonly kind: "good"; readonly words: readonly string[] }
  | { readonly kind: "unknown"; readonly unknown: readonly { readonly position: number; readonly word: string }[] }
  | { readonly kind: "count"; readonly count: number }
  | { readonly kind: "checksum" }

/** More UTF-16 units than this are no nine words: they are not looked at. */
export const typedMax = 1_000

/** The words of a text: letters and their marks are words, everything else separates. The terminal reads alike. */
function wordsIn(typed: string): string[] {
  if (typed.length > typedMax) return []
  return typed
    .normalize("NFKD")
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u)
    .filter((word) => word !== "")
}

/** Whether a text is the word at a position, counted from 1, or all the words. */
export function isWord(typed: string, words: readonly string[], position: number): boolean {
  const read = wordsIn(typed).join(" ")
  return read === words[position - 1] || read === words.join(" ")
}

/** Reads typed or pasted words. Case, numbers, signs and spaces around them do not matter. */
export function readWords(typed: string): Typed {
  const words = wordsIn(typed)
  const unknown = words
    .map((word, i) => ({ position: i + 1, word }))
    .filter(({ word }) => !wordlist.includes(word))
  if (unknown.length > 0) return { kind: "unknown", unknown }
  if (words.length !== wordCount) return { kind: "count", count: words.length }
  const bits = words.reduce((sum, word) => (sum << 11n) | BigInt(wordlist.indexOf(word)), 0n)
  const entropy = Uint8Array.from({ length: entropyBytes }, (_, i) => Number((bits >> BigInt(3 + 8 * (entropyBytes - 1 - i))) & 255n))
  return checksum(entropy) === Number(bits & 7n) ? { kind: "good", words } : { kind: "checksum" }
}

/** Everything that nine words can do. */
export class RequesterKeys {
  readonly identity: Identity
  /** Opens the mailbox: told to the server only when reading or erasing. */
  readonly locator: Uint8Array
  /** Erases: told to the server only then. */
  readonly erase: Uint8Array
  /** Names the mailbox: H(locator). */
  readonly tag: Uint8Array
  /** Public half of the signing key. */
  readonly signer: Uint8Array
  /** H(public half of the signing key). */
  readonly thread: Uint8Array
  readonly #signing: Uint8Array
  #recipient: Promise<Recipient> | undefined

  private constructor(master: Uint8Array, signing: Uint8Array, signer: Uint8Array) {
    this.identity = new Identity(hkdf(master, "age-identity"))
    this.#signing = signing
    this.signer = signer
    this.locator = hkdf(master, "locator")
    this.erase = hkdf(master, "erase")
    this.tag = hash(this.locator)
    this.thread = hash(this.signer)
  }

  /**
   * Takes a second or two, off the main thread.
   *
   * @param words nine words of the list
   * @param salt SHA-256 of the first root note
   */
  static async derive(words: readonly string[], salt: Uint8Array): Promise<RequesterKeys> {
    const canonical = words.join(" ").normalize("NFKD")
    const master = await pbkdf2(utf8(canonical), salt, rounds)
    const signing = hkdf(master, "signing")
    return new RequesterKeys(master, signing, await publicKey(signing))
  }

  /** The reply recipient; made once, 20 to 250 ms. */
  recipient(): Promise<Recipient> {
    this.#recipient ??= this.identity.recipient()
    return this.#recipient
  }

  /** The erase mark of one request: H(erase, request id). */
  mark(requestId: Uint8Array): Uint8Array {
    return hash(this.erase, requestId)
  }

  /** Signs a request under its context. */
  signRequest(message: Uint8Array): Promise<Uint8Array> {
    return sign(this.#signing, "postern/v1/request", message)
  }
}
