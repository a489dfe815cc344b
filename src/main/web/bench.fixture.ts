/** For the bench only, never shipped: sealing as the page does it beside the bare calls that it needs, and believing the keys. */

import { Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption"
import { random } from "./crypto.ts"
import { Seen, VerifiedManifest } from "./manifest.ts"
import { sealRequest } from "./message.ts"
import { unhex } from "./wire.ts"
import { drawWords, RequesterKeys } from "./words.ts"

async function bare(plaintext: Uint8Array, recipient: string): Promise<void> {
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  await encrypter.encrypt(plaintext)
}

/** Milliseconds of `rounds` pairs: the page's sealing, locked layer included, and the bare calls, by turns. */
export async function compare(notes: Uint8Array, pinHex: string, rounds: number): Promise<{ seal: number[]; bare: number[] }> {
  const manifest = await VerifiedManifest.verify(notes, unhex(pinHex), new Seen(), new Date())
  const intake = manifest.open(new Date())
  const keys = await RequesterKeys.derive(drawWords(), unhex(pinHex))
  await keys.recipient()
  const request = {
    caseKey: random(32),
    consents: ["read", "contact"] as const,
    answers: new Map([["needs", ["housing"]]]),
    message: "x".repeat(1_000),
    contact: new Map([["contact_value", ["+00 555 0100"]]]),
  }
  const times = { seal: [] as number[], bare: [] as number[] }
  for (let i = -2; i < rounds; i++) {
    const start = performance.now()
    await sealRequest(request, keys, intake, new Date())
    const middle = performance.now()
    await bare(random(31_017), intake.recipient.text)
    await bare(random(2_112), await identityToRecipient(await generateHybridIdentity()))
    for (const seat of intake.seats) await bare(random(69), seat.text)
    const end = performance.now()
    if (i < 0) continue
    times.seal.push(middle - start)
    times.bare.push(end - middle)
  }
  return times
}

/**
 * Milliseconds of one whole verification, from the bytes of the notes to keys that may be sealed to. Call it once after
 * loading: the first time is what a person waits.
 *
 * @param withNoble as in a browser whose WebCrypto has no Ed25519
 */
export async function believe(notes: Uint8Array, pinHex: string, withNoble: boolean): Promise<number> {
  if (withNoble) {
    const native = crypto.subtle.importKey.bind(crypto.subtle) as (...all: unknown[]) => Promise<CryptoKey>
    Object.assign(crypto.subtle, {
      importKey: (...all: unknown[]) => (all[2] === "Ed25519" ? Promise.reject(new DOMException("", "NotSupportedError")) : native(...all)),
    })
  }
  const start = performance.now()
  const manifest = await VerifiedManifest.verify(notes, unhex(pinHex), new Seen(), new Date())
  manifest.open(new Date())
  return performance.now() - start
}

const notes = new Uint8Array(await (await fetch("/notes")).arrayBuffer())
const pin = document.querySelector<HTMLMetaElement>('meta[name="postern-root"]')?.content ?? ""
Object.assign(globalThis, {
  posternBench: (rounds: number) => compare(notes, pin, rounds),
  posternBelieve: (withNoble: boolean) => believe(notes, pin, withNoble),
})
