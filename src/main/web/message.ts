/** Help requests, sealed before they leave the device (PROTOCOL 5.1). Touches plaintext and secret keys. */

import { recipientBytes, seal } from "./age.ts"
import { random } from "./crypto.ts"
import { requestFrame, requestPlaintextBytes } from "./envelope.ts"
import { type Answers, answersBytes, type LockedLayer, sealLayer, writeAnswers } from "./locked.ts"
import type { OpenIntake } from "./manifest.ts"
import { utf8, Writer } from "./wire.ts"
import type { RequesterKeys } from "./words.ts"

/** Most bytes of UTF-8 in a message. */
export const messageBytesMax = 12_000

const answersBytesMax = 3_000
const formVersion = 1
const slotSeconds = 600

/** What a person agrees to: 1 that the team reads, 2 that the team makes contact outside this page. */
export const consentIds = { read: 1, contact: 2 } as const

/** One message before it is sealed. */
export interface HelpRequest {
  /** First message, with its case key (32 bytes); follow-ups have none. */
  readonly caseKey: Uint8Array | undefined
  /** Consents given, `read` among them. */
  readonly consents: readonly (keyof typeof consentIds)[]
  /** Consents of an earlier version that may still arrive. Taking back wins over giving in the same ten minutes. */
  readonly takenBack?: readonly (keyof typeof consentIds)[]
  readonly answers: Answers
  /** At most 12 000 bytes of UTF-8. */
  readonly message: string
  /** Contact answers for the locked layer, or nothing. */
  readonly contact: Answers | undefined
}

/** A sealed request: its id and its 32 768 bytes. A retry sends these very bytes. */
export interface SealedRequest {
  readonly id: Uint8Array
  readonly bytes: Uint8Array
}

/** Bytes left for a message; below zero when it does not fit. */
export function messageRoom(message: string): number {
  return messageBytesMax - utf8(message).length
}

/** Whole 600 s since 1970: the finest time that is told, and only inside the seal. */
export function slot(now: Date): number {
  return Math.floor(now.getTime() / 1000 / slotSeconds)
}

/**
 * Signs and seals one request under a fresh id.
 *
 * @throws RangeError if an answer or the message is too long
 */
export async function sealRequest(request: HelpRequest, keys: RequesterKeys, intake: OpenIntake, now: Date): Promise<SealedRequest> {
  if (messageRoom(request.message) < 0) throw new RangeError("message is too long")
  const id = random(16)
  const layer = request.contact === undefined ? undefined : await sealLayer(request.contact, intake)
  const plaintext = await encode(request, id, keys, intake.epoch, slot(now), layer)
  const file = await seal(plaintext, intake.recipient)
  return { id, bytes: requestFrame(id, intake.epoch, keys.mark(id), file) }
}

/** The signed plaintext, 31 017 bytes. Consents carry `sentAt` as their serial: the newest wins. */
export async function encode(
  request: HelpRequest,
  id: Uint8Array,
  keys: RequesterKeys,
  epoch: number,
  sentAt: number,
  layer: LockedLayer | undefined,
): Promise<Uint8Array> {
  if (answersBytes(request.answers) > answersBytesMax) throw new RangeError("answers are too long")
  const recipient = await keys.recipient()
  const takenBack = request.takenBack ?? []
  const writer = new Writer(requestPlaintextBytes)
    .u8(1)
    .u8(request.caseKey === undefined ? 2 : 1)
    .fixed(id, 16)
    .u32(epoch)
    .fixed(keys.mark(id), 32)
    .fixed(keys.signer, 32)
    .fixed(keys.tag, 32)
    .fixed(recipient.raw, recipientBytes)
    .u32(sentAt)
    .u8(formVersion)
    .u8(request.consents.length + takenBack.length)
  for (const consent of request.consents) writer.u8(consentIds[consent]).u8(1).u32(sentAt)
  for (const consent of takenBack) writer.u8(consentIds[consent]).u8(0).u32(sentAt)
  writeAnswers(writer, request.answers)
  writer.str16(request.message, messageBytesMax)
  if (request.caseKey === undefined) writer.u8(0)
  else writer.u8(1).fixed(request.caseKey, 32)
  if (layer === undefined) writer.u8(0)
  else writeLayer(writer, layer)
  return writer.fixed(await keys.signRequest(writer.written()), 64).whole()
}

function writeLayer(writer: Writer, layer: LockedLayer): void {
  writer.u8(1).u8(layer.k).u8(layer.shareFiles.length).bytes16(layer.file, 3_840)
  for (const digest of layer.shareHashes) writer.fixed(digest, 32)
  for (const file of layer.shareFiles) writer.bytes16(file, 1_760)
}
