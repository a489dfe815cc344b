/** The few primitives that the rooms share: SHA-256, HKDF, PBKDF2, Ed25519 under a context, random bytes. Touches secret keys. */

import { hkdf as nobleHkdf } from "@noble/hashes/hkdf.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { publicKey, signAsync, verifyEd25519 } from "./ed25519.ts"
import { concat, utf8 } from "./wire.ts"

export { publicKey, verifyEd25519 as verifyBare }

/**
 * Whether this browser has what everything here stands on. A page that came without a secure connection, or an old
 * browser, has no WebCrypto.
 */
export async function works(): Promise<boolean> {
  try {
    AbortSignal.timeout(0)
    const key = await pbkdf2(random(1), random(1), 1)
    return (await digest(key)).length === 32
  } catch {
    return false
  }
}

/** `n` bytes from the browser's generator. */
export function random(n: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(n))
}

/** H(a, b, …): SHA-256 of the concatenation, 32 bytes. */
export function hash(...parts: readonly Uint8Array[]): Uint8Array {
  return sha256(concat(...parts))
}

/** The same by WebCrypto, for what is long: the first time, noble would take tens of milliseconds for a note. */
export async function digest(...parts: readonly Uint8Array[]): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(concat(...parts))))
}

/** HKDF-SHA256 (RFC 5869), empty salt, 32 bytes. */
export function hkdf(key: Uint8Array, info: string): Uint8Array {
  return nobleHkdf(sha256, key, undefined, utf8(info), 32)
}

/** PBKDF2-HMAC-SHA256 (RFC 8018), 32 bytes. WebCrypto does it off the main thread. */
export async function pbkdf2(password: Uint8Array, salt: Uint8Array, rounds: number): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey("raw", new Uint8Array(password), "PBKDF2", false, ["deriveBits"])
  const params = { name: "PBKDF2", hash: "SHA-256", salt: new Uint8Array(salt), iterations: rounds }
  return new Uint8Array(await crypto.subtle.deriveBits(params, key, 256))
}

/** sign(key, context, m) of PROTOCOL 2: Ed25519 over `context ‖ 0x00 ‖ m`, 64 bytes. */
export function sign(seed: Uint8Array, context: string, message: Uint8Array): Promise<Uint8Array> {
  return signAsync(concat(utf8(context), Uint8Array.of(0), message), seed)
}

/** Whether `signature` is sign(key, context, m). */
export function verify(key: Uint8Array, context: string, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  return verifyEd25519(key, concat(utf8(context), Uint8Array.of(0), message), signature)
}
