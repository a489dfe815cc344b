/** Replies, opened and checked on the device (PROTOCOL 5.3). Touches plaintext. */

import { hash, verify } from "./crypto.ts"
import { type ReplyFrame, replyPlaintextBytes } from "./envelope.ts"
import { Malformed, Reader, same } from "./wire.ts"
import type { RequesterKeys } from "./words.ts"

const textBytesMax = 4_000
const slotMillis = 600_000
const dayMillis = 86_400_000
const pathLength = 6

/** Where a request stands. */
export type State = "received" | "read" | "talking" | "waiting" | "closed"
/** Why contact details were opened. */
export type Purpose = "call" | "meet" | "safe-place" | "medical"

const states: readonly State[] = ["received", "read", "talking", "waiting", "closed"]
const purposes: readonly Purpose[] = ["call", "meet", "safe-place", "medical"]

/** A reply that a desk of the team signed for this very mailbox. */
export interface Reply {
  readonly number: number
  /** The hash of the reply before, zeros for the first. */
  readonly previous: Uint8Array
  /** H(tag, number, payload): what moving to another epoch leaves as it is. */
  readonly hash: Uint8Array
  readonly sentAt: Date
  readonly state: State
  /** That contact details were opened: for what, on which day. */
  readonly opened: { readonly purpose: Purpose; readonly day: Date } | undefined
  readonly text: string
}

/** One place of a mailbox page. */
export type Slot =
  | { readonly kind: "empty" }
  | { readonly kind: "reply"; readonly reply: Reply }
  /** It opens, but it is not what a desk of this team signed for this place: never shown. */
  | { readonly kind: "unproven"; readonly number: number; readonly hash: Uint8Array }

/** What tells whether a desk belongs to an epoch's team: a verified manifest. */
export interface Rosters {
  onRoster(epoch: number, desk: Uint8Array, leaf: number, path: readonly Uint8Array[]): boolean
}

/** Opens one place. An empty place is random bytes and does not open. */
export async function openReply(frame: ReplyFrame, keys: RequesterKeys, rosters: Rosters): Promise<Slot> {
  const plaintext = await keys.identity.open(frame.file)
  if (plaintext === undefined) return { kind: "empty" }
  try {
    return { kind: "reply", reply: await readReply(plaintext, frame, keys, rosters) }
  } catch (fault) {
    if (fault instanceof Malformed) return { kind: "unproven", number: frame.number, hash: hash(frame.bytes) }
    throw fault
  }
}

/** Reads and checks one plaintext. @throws Malformed if any field, the desk's signature or its place on the roster is wrong */
export async function readReply(plaintext: Uint8Array, frame: ReplyFrame, keys: RequesterKeys, rosters: Rosters): Promise<Reply> {
  if (plaintext.length !== replyPlaintextBytes) throw new Malformed("wrong length")
  const reader = new Reader(plaintext)
  if (reader.u8() !== 1) throw new Malformed("unknown version")
  if (!same(reader.fixed(32), keys.tag) || !same(frame.tag, keys.tag)) throw new Malformed("another mailbox")
  if (reader.u8() !== frame.number) throw new Malformed("another number")
  const epoch = reader.u32()
  // A reply that moved to a newer epoch keeps the epoch inside that it was written in.
  if (epoch > frame.epoch) throw new Malformed("another epoch")
  if (!same(reader.fixed(32), keys.thread)) throw new Malformed("another thread")
  const previous = reader.fixed(32)
  if (frame.number === 0 && previous.some((byte) => byte !== 0)) throw new Malformed("the first has none before it")
  const sentAt = new Date(reader.u32() * slotMillis)
  const state = states[reader.u8() - 1]
  const notice = reader.u8()
  const purposeId = reader.u8()
  const purpose = purposes[purposeId - 1]
  const day = reader.u32()
  const text = reader.str16(textBytesMax)
  const desk = reader.fixed(32)
  const leaf = reader.u8()
  const path = Array.from({ length: pathLength }, () => reader.fixed(32))
  const signed = reader.read()
  const signature = reader.fixed(64)
  reader.zeros()
  if (state === undefined || notice > 1) throw new Malformed("unknown value")
  if (notice === 0 ? purposeId !== 0 || day !== 0 : purpose === undefined) throw new Malformed("not a notice")
  if (!rosters.onRoster(epoch, desk, leaf, path)) throw new Malformed("not a desk of the team")
  if (!(await verify(desk, "postern/v1/reply", signed, signature))) throw new Malformed("not signed by that desk")
  const opened = purpose === undefined ? undefined : { purpose, day: new Date(day * dayMillis) }
  return { number: frame.number, previous, hash: hash(frame.bytes), sentAt, state, opened, text }
}

/** What a person may be shown: replies in order, and whether something is wrong between them. */
export type Entry =
  | { readonly kind: "reply"; readonly reply: Reply }
  /** A place that can't be proved, or one that is gone although a later reply stands on it. */
  | { readonly kind: "missing"; readonly number: number }

/**
 * Follows the chain of hashes through slots that stand one after the other.
 *
 * @param slots all places of the pages at hand, in order
 * @param first the number of the first place
 */
export function chain(slots: readonly Slot[], first: number): Entry[] {
  const last = slots.findLastIndex((slot) => slot.kind !== "empty")
  const entries: Entry[] = []
  let before: Uint8Array | undefined
  for (const [i, slot] of slots.slice(0, last + 1).entries()) {
    const number = first + i
    const follows = slot.kind === "reply" && (i === 0 || (before !== undefined && same(slot.reply.previous, before)))
    if (!follows && entries.at(-1)?.kind !== "missing") entries.push({ kind: "missing", number })
    // A reply is shown even so: it is signed. What stood before it is what is missing.
    if (slot.kind === "reply") entries.push(slot)
    before = slot.kind === "reply" ? slot.reply.hash : slot.kind === "unproven" ? slot.hash : undefined
  }
  return entries
}
