/** BIP39's 2 048 English words, in order. Touches no secrets. */

/** Set by the build from npm @scure/bip39: for each word, how many letters it shares with the one before, and the rest. */
declare const FRONT_CODED_WORDS: string

export const wordlist: readonly string[] = decode(FRONT_CODED_WORDS)

function decode(frontCoded: string): string[] {
  let word = ""
  return Array.from(frontCoded.matchAll(/(\d)(\D+)/g), ([, shared, rest = ""]) => (word = word.slice(0, Number(shared)) + rest))
}
