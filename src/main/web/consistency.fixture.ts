/** For tests only: that one tree grew from another (RFC 9162, 2.1.4.2). The page asks for the last leaf alone; `postern verify` watches the growth. */

import { nodeHash } from "./tlog.ts"
import { same } from "./wire.ts"

/** Whether the tree of `size2` entries with `root2` begins with the tree of `size1` entries with `root1`. */
export function extendsTree(size1: number, root1: Uint8Array, size2: number, root2: Uint8Array, proof: readonly Uint8Array[]): boolean {
  if (!(size1 > 0 && size1 <= size2) || !Number.isSafeInteger(size2) || root1.length !== 32 || root2.length !== 32) return false
  if (size1 === size2) return proof.length === 0 && same(root1, root2)
  if (proof.some((node) => node.length !== 32)) return false
  let at = size1 - 1
  let last = size2 - 1
  while (at % 2 === 1) {
    at = (at - 1) / 2
    last = Math.floor(last / 2)
  }
  // A whole first tree is itself the first node.
  const [seed, ...rest] = at === 0 ? [root1, ...proof] : proof
  if (seed === undefined) return false
  let [old, grown] = [seed, seed]
  for (const node of rest) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      old = nodeHash(node, old)
      grown = nodeHash(node, grown)
      while (at % 2 === 0 && at > 0) {
        at /= 2
        last = Math.floor(last / 2)
      }
    } else {
      grown = nodeHash(grown, node)
    }
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && same(old, root1) && same(grown, root2)
}
