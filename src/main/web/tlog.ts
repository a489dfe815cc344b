/**
 * The public log (DESIGN 8): a proof that a note is in it (c2sp.org/tlog-proof@v1, tlog-checkpoint), who saw the log when
 * (tlog-cosignature, Ed25519), and the Merkle tree under both (RFC 6962, 2.1). Touches no secrets.
 */

import { digest, hash, verifyBare } from "./crypto.ts"
import { SignedNote, unbase64, type VerifierKey } from "./note.ts"
import { concat, hex, Malformed, same, text, utf8 } from "./wire.ts"

const hashesMax = 63
const hashBytes = 32
const cosignatureBytes = 8 + 64

/** What a log says about itself. Nothing of it is verified: see `signers()` of the note and `cosignedAt()`. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  readonly note: SignedNote
}

/** Where an entry stands, the path that shows it, and the checkpoint that it leads to. */
export interface LogProof {
  readonly index: number
  readonly path: readonly Uint8Array[]
  readonly checkpoint: Checkpoint
}

/** Reads a tlog-proof; extra data, which nothing authenticates, is passed over. @throws Malformed */
export function readProof(bytes: Uint8Array): LogProof {
  const border = bytes.findIndex((byte, i) => byte === 10 && bytes[i + 1] === 10)
  const [header, ...lines] = text(bytes.subarray(0, Math.max(border, 0))).split("\n")
  if (header !== "c2sp.org/tlog-proof@v1") throw new Malformed("not a proof")
  if (lines[0]?.startsWith("extra ") && unbase64(lines.shift()?.slice(6) ?? "").length === 0) throw new Malformed("no extra data")
  const [index, ...hashes] = lines
  if (!index?.startsWith("index ") || hashes.length > hashesMax) throw new Malformed("not a proof")
  return { index: size(index.slice(6)), path: hashes.map(treeHash), checkpoint: readCheckpoint(SignedNote.parse(concat(bytes.subarray(border + 2)))) }
}

/** Reads the text of a checkpoint; extension lines are passed over. @throws Malformed */
export function readCheckpoint(note: SignedNote): Checkpoint {
  const [origin, entries, root, ...rest] = note.text.split("\n")
  if (!origin || entries === undefined || root === undefined || rest.pop() !== "" || rest.includes("")) throw new Malformed("not a checkpoint")
  return { origin, size: size(entries), root: treeHash(root), note }
}

/**
 * When each of these witnesses says that it saw the checkpoint, in Unix seconds; its newest time, if it signed twice.
 *
 * @throws Malformed if a line names one of them and does not verify
 */
export async function cosignedAt({ note }: Checkpoint, witnesses: readonly VerifierKey[]): Promise<number[]> {
  const times = new Map<string, number>()
  const verified = note.linesOf(witnesses).map(async ({ key, signature }) => {
    const seconds = BigInt(`0x${hex(signature.subarray(0, 8))}`)
    times.set(key.label, Math.max(times.get(key.label) ?? 0, Number(seconds)))
    const message = utf8(`cosignature/v1\ntime ${seconds}\n${note.text}`)
    return signature.length === cosignatureBytes && seconds < 1n << 63n && (await verifyBare(key.key, message, signature.subarray(8)))
  })
  if ((await Promise.all(verified)).includes(false)) throw new Malformed("cosignature does not verify")
  return [...times.values()]
}

/** The hash of an entry. */
export function leafHash(entry: Uint8Array): Uint8Array {
  return hash(Uint8Array.of(0), entry)
}

/** The same of a long entry. */
export function longLeafHash(entry: Uint8Array): Promise<Uint8Array> {
  return digest(Uint8Array.of(0), entry)
}

/** The hash over two subtrees. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return hash(Uint8Array.of(1), left, right)
}

/** Whether `leaf`, an entry's hash, is entry `index` of the tree of `size` entries with this root (RFC 9162, 2.1.3.2). */
export function includes(leaf: Uint8Array, index: number, size: number, path: readonly Uint8Array[], root: Uint8Array): boolean {
  if (!(index >= 0 && index < size) || [leaf, root, ...path].some(({ length }) => length !== hashBytes)) return false
  let node = leaf
  let at = index
  let last = size - 1
  for (const sibling of path) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      node = nodeHash(sibling, node)
      // No sibling to the right up to here: the tree is not full.
      while (at % 2 === 0 && at > 0) {
        at /= 2
        last = Math.floor(last / 2)
      }
    } else {
      node = nodeHash(node, sibling)
    }
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && same(node, root)
}

function treeHash(encoded: string): Uint8Array {
  const bytes = unbase64(encoded)
  if (bytes.length !== hashBytes) throw new Malformed("not a hash")
  return bytes
}

function size(digits: string): number {
  const number = Number(digits)
  if (!/^(0|[1-9]\d*)$/.test(digits) || !Number.isSafeInteger(number)) throw new Malformed("not a size")
  return number
}
