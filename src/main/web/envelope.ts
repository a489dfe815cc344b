/** What the server may see: frames and their constant sizes (PROTOCOL 4). Touches no secrets. */

import { concat, Malformed, Reader, utf8, Writer } from "./wire.ts"

/** Size in bytes of a request and of every follow-up. */
export const requestBytes = 32_768
/** Size in bytes of a request's age file. */
export const requestFileBytes = 32_676
/** Size in bytes of the plaintext in a request. */
export const requestPlaintextBytes = 31_017
/** Size in bytes of a reply. */
export const replyBytes = 8_192
/** The end of a reply's age file: nonce, sealed plaintext, tag. */
const payloadBytes = 4_967
/** Size in bytes of the plaintext in a reply. */
export const replyPlaintextBytes = 4_935
/** Replies on one mailbox page. */
export const pageReplies = 8
/** Asks for the newest mailbox page. */
export const newestPage = 255

/** The outer frame of a request. Price and nonces stay zero while the price is zero. */
export function requestFrame(id: Uint8Array, epoch: number, mark: Uint8Array, file: Uint8Array): Uint8Array {
  return new Writer(requestBytes)
    .fixed(utf8("PRQ1"), 4)
    .fixed(id, 16)
    .u32(epoch)
    .fixed(mark, 32)
    .u32(0)
    .fixed(new Uint8Array(32), 32)
    .fixed(file, requestFileBytes)
    .whole()
}

/** Asks for one mailbox page: 0 to 7, or the newest. */
export function mailboxAsk(locator: Uint8Array, page: number): Uint8Array {
  return new Writer(40).fixed(utf8("PMB1"), 4).fixed(locator, 32).u8(page).whole()
}

/** Deletes a mailbox and every request with a mark of this erase key. */
export function eraseOrder(erase: Uint8Array, locator: Uint8Array): Uint8Array {
  return new Writer(68).fixed(utf8("PER1"), 4).fixed(erase, 32).fixed(locator, 32).whole()
}

/** The outer frame of a reply. */
export interface ReplyFrame {
  readonly epoch: number
  readonly tag: Uint8Array
  readonly number: number
  readonly file: Uint8Array
  /** Tag, number and payload: what the next reply's hash covers, and what moving to another epoch leaves as it is. */
  readonly bytes: Uint8Array
}

/** The eight frames of a mailbox page, in order. @throws Malformed if a size, a magic or an order is wrong */
export function mailboxPage(bytes: Uint8Array): ReplyFrame[] {
  if (bytes.length !== pageReplies * replyBytes) throw new Malformed("wrong length")
  const frames = Array.from({ length: pageReplies }, (_, i) => replyFrame(bytes.slice(i * replyBytes, (i + 1) * replyBytes)))
  const first = frames[0]?.number ?? 0
  if (first % pageReplies !== 0 || frames.some((frame, i) => frame.number !== first + i)) throw new Malformed("wrong order")
  return frames
}

function replyFrame(bytes: Uint8Array): ReplyFrame {
  const reader = new Reader(bytes)
  if (reader.u32() !== 0x50525031) throw new Malformed("wrong magic")
  const lasting = concat(bytes.subarray(8, 41), bytes.subarray(-payloadBytes))
  const frame = { epoch: reader.u32(), tag: reader.fixed(32), number: reader.u8(), file: reader.fixed(8_151), bytes: lasting }
  if (frame.number > 63) throw new Malformed("wrong number")
  return frame
}
