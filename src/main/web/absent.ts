/**
 * Stands, in the bundle, in the place of what age-encryption can do and this page never does: the curves P-256 and
 * P-384 (stanzas with tags), scrypt (stanzas with a password), plain X25519 stanzas. They would be an eighth of the
 * page's weight. Only `mlkem768x25519` is used; anything that reaches for these fails. Touches no secrets.
 */

/** For anything that is called. */
export function absent(): never {
  throw new Error("not in this build")
}

/** As much of a curve as age-encryption looks at while it loads. */
function curve(scalarBytes: number): unknown {
  return {
    lengths: { secretKey: scalarBytes, publicKey: scalarBytes + 1, publicKeyUncompressed: 2 * scalarBytes + 1, seed: scalarBytes },
    Point: { Fn: {}, fromBytes: absent },
    utils: { randomSecretKey: absent },
    keygen: absent,
    getPublicKey: absent,
    getSharedSecret: absent,
  }
}

export const p256 = curve(32)
export const p384 = curve(48)
export const scrypt = absent
export const scalarMult = absent
export const scalarMultBase = absent
