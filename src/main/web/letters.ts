// What a text is for the person who types it: letters, and whether anything can be seen.

import { utf8 } from "./wire.ts"

const sampleUnits = 1_000
const { Segmenter } = Intl as { readonly Segmenter?: typeof Intl.Segmenter }
const segmenter = Segmenter && new Segmenter(undefined, { granularity: "grapheme" })

/** Letters as people count them: with their marks, and a sign of several parts once. Older browsers count code points. */
export function letters(text: string): number {
  return (segmenter === undefined ? Array.from(text) : Array.from(segmenter.segment(text))).length
}

/** How many letters like the last ones of a text take so many bytes, rounded down. Looks at no more than 1 000 UTF-16 units. */
export function lettersIn(bytes: number, like: string): number {
  const sample = like.slice(-sampleUnits)
  const size = utf8(sample).length
  return size === 0 ? bytes : Math.floor((bytes * letters(sample)) / size)
}

/** Whether anything of a text can be seen: not only spaces, marks of layout, zero-width signs and blank letters. */
export function visible(text: string): boolean {
  return /[^\s\p{Z}\p{Cc}\p{Cf}\p{DI}\u2800]/u.test(text)
}
