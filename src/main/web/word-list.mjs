// BIP39's English words, front-coded for the page: each word without the letters that it shares with the one before it,
// and how many those are. It saves a third of the list after compression. word-list.ts reads it back.

import { wordlist } from "@scure/bip39/wordlists/english.js"

let before = ""
export const frontCoded = wordlist
  .map((word) => {
    let shared = 0
    while (shared < word.length && word[shared] === before[shared]) shared++
    before = word
    return shared + word.slice(shared)
  })
  .join("")

/** What esbuild puts in place of the name in word-list.ts. */
export const define = { FRONT_CODED_WORDS: JSON.stringify(frontCoded) }
