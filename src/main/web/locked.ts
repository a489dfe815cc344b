/** The locked layer: contact details that open only when k of n seats agree (PROTOCOL 5.2). Touches plaintext and secret keys. */

import { split } from "shamir-secret-sharing"
import { Identity, seal } from "./age.ts"
import { hash, random } from "./crypto.ts"
import type { OpenIntake } from "./manifest.ts"
import { utf8, Writer } from "./wire.ts"

const layerPlaintextBytes = 2_112
const layerAnswersBytesMax = 2_048
const sharePlaintextBytes = 69

/** Answers in the order they were asked: key, then one or more values. */
export type Answers = ReadonlyMap<string, readonly string[]>

/** A sealed layer and one sealed share for each seat. */
export interface LockedLayer {
  readonly k: number
  readonly file: Uint8Array
  readonly shareHashes: readonly Uint8Array[]
  readonly shareFiles: readonly Uint8Array[]
}

/** Bytes that these answers take, count included. */
export function answersBytes(answers: Answers): number {
  let bytes = 1
  for (const [key, values] of answers) {
    bytes += 2 + utf8(key).length
    for (const value of values) bytes += 2 + utf8(value).length
  }
  return bytes
}

/** Bytes left for contact answers; below zero when they do not fit. */
export function lockedRoom(answers: Answers): number {
  return layerAnswersBytesMax - answersBytes(answers)
}

/** Writes `u8` count and the answers. */
export function writeAnswers(writer: Writer, answers: Answers): void {
  writer.u8(answers.size)
  for (const [key, values] of answers) {
    writer.str8(key).u8(values.length)
    for (const value of values) writer.str16(value, 3_000)
  }
}

/** Seals contact answers: a fresh S, the layer to S, S split k of n, share i to seat i. */
export async function sealLayer(contact: Answers, intake: OpenIntake): Promise<LockedLayer> {
  if (lockedRoom(contact) < 0) throw new RangeError("contact answers are too long")
  const secret = random(32)
  const plaintext = new Writer(layerPlaintextBytes).u8(1)
  writeAnswers(plaintext, contact)
  const file = await seal(plaintext.whole(), await new Identity(secret).recipient())
  const layerHash = hash(file)
  const shares = await split(secret, intake.seats.length, intake.k)
  secret.fill(0)
  const shareFiles: Uint8Array[] = []
  for (const [i, seat] of intake.seats.entries()) {
    const share = shares[i] ?? new Uint8Array()
    const sealed = new Writer(sharePlaintextBytes).u8(1).fixed(layerHash, 32).u8(i + 1).u8(intake.k).u8(intake.seats.length).fixed(share, 33)
    shareFiles.push(await seal(sealed.whole(), seat))
  }
  return { k: intake.k, file, shareHashes: shares.map((share) => hash(share)), shareFiles }
}
