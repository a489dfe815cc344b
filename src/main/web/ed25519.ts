/**
 * Ed25519 (RFC 8032) by one strict rule set, whoever computes: WebCrypto where the browser has it, noble where not.
 *
 * They differ on signatures that only a forger makes: noble's own verify multiplies by the cofactor, browsers do not;
 * some take points in a second encoding, or keys of small order (Chalkias, Garillot, Nikolaenko: Taming the many
 * EdDSAs, 2020). So both are asked only what they agree on, and noble's points are put together here without the
 * cofactor. Java's crypto.Ed25519 gives the same answers. Touches secret keys.
 */

import { Point } from "@noble/ed25519"
import { concat, hex, same } from "./wire.ts"

export { getPublicKeyAsync as publicKey, signAsync } from "@noble/ed25519"

const { p, n, d } = Point.CURVE()

/** Whether this is the signature: canonical S, canonical A and R of no small order, and [S]B - [k]A encoded is R. */
export async function verifyEd25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (!wellFormed(key, signature)) return false
  return (await verifyByBrowser(key, message, signature)) ?? verifyByNoble(key, message, signature)
}

/** For the checks before: what is refused here is never asked of anybody. */
export function wellFormed(key: Uint8Array, signature: Uint8Array): boolean {
  return key.length === 32 && signature.length === 64 && goodPoint(key) && goodPoint(signature.subarray(0, 32)) && littleEndian(signature.subarray(32)) < n
}

/** By WebCrypto; nothing if it does not know Ed25519 or does not take the key. */
export async function verifyByBrowser(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean | undefined> {
  try {
    const imported = await crypto.subtle.importKey("raw", new Uint8Array(key), "Ed25519", false, ["verify"])
    return await crypto.subtle.verify("Ed25519", imported, new Uint8Array(signature), new Uint8Array(message))
  } catch {
    return undefined
  }
}

/** By noble's arithmetic. */
export async function verifyByNoble(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  try {
    const r = signature.subarray(0, 32)
    const k = littleEndian(new Uint8Array(await crypto.subtle.digest("SHA-512", new Uint8Array(concat(r, key, message))))) % n
    const expected = Point.BASE.multiplyUnsafe(littleEndian(signature.subarray(32))).subtract(Point.fromBytes(key).multiplyUnsafe(k))
    return same(expected.toBytes(), r)
  } catch {
    return false
  }
}

/** Whether y is below p and not that of one of the eight points whose order divides 8: 0, ±1, and where 2P has y = 0. */
function goodPoint(encoded: Uint8Array): boolean {
  const y = littleEndian(encoded) & ((1n << 255n) - 1n)
  const y2 = y * y
  return y < p && (y * (y2 - 1n) * (d * y2 * y2 + 2n * y2 - 1n)) % p !== 0n
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${hex(bytes.slice().reverse())}`)
}
