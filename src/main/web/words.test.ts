import assert from "node:assert/strict"
import { test } from "node:test"
import { wordlist as published } from "@scure/bip39/wordlists/english.js"
import { wordlist } from "./word-list.ts"
import { drawWords, readWords, RequesterKeys, wordCount, wordsOf } from "./words.ts"

test("knows exactly BIP39's words, in its order", () => {
  assert.equal(wordlist.length, 2048)
  assert.deepEqual(wordlist, published)
})

test("takes every nine words that it draws, however they are typed", () => {
  for (let i = 0; i < 200; i++) {
    const words = drawWords()
    assert.equal(words.length, wordCount)
    const typed = [words.join(" "), ` ${words.join("\n  ").toUpperCase()} `, words.map((word, j) => `${j + 1}. ${word}`).join(", ")]
    for (const text of typed) assert.deepEqual(readWords(text), { kind: "good", words })
  }
})

test("follows BIP39's rule for 96 bits", () => {
  assert.equal(wordsOf(new Uint8Array(12)).slice(0, 8).join(" "), Array(8).fill("abandon").join(" "))
  assert.deepEqual(readWords(wordsOf(new Uint8Array(12).fill(255)).join(" ")).kind, "good")
})

test("names the words that are not in the list", () => {
  assert.deepEqual(readWords("abandon abandom zoo postern"), {
    kind: "unknown",
    unknown: [
      { position: 2, word: "abandom" },
      { position: 4, word: "postern" },
    ],
  })
})

test("counts the words", () => {
  assert.deepEqual(readWords("zoo zoo"), { kind: "count", count: 2 })
  assert.deepEqual(readWords("  "), { kind: "count", count: 0 })
})

test("finds seven of eight wrong words by the checksum", () => {
  const words = drawWords()
  let wrong = 0
  for (let i = 0; i < 400; i++) {
    const other = drawWords()[0] ?? ""
    if (readWords([other, ...words.slice(1)].join(" ")).kind === "checksum") wrong++
  }
  assert.ok(wrong > 300, `${wrong} of 400`)
})

test("two people with different words, or one at two services, share nothing", async () => {
  const [words, salt] = [drawWords(), new Uint8Array(32)]
  const keys = await RequesterKeys.derive(words, salt)
  const again = await RequesterKeys.derive(words, salt)
  const elsewhere = await RequesterKeys.derive(words, new Uint8Array(32).fill(1))
  assert.deepEqual(keys.tag, again.tag)
  assert.notDeepEqual(keys.tag, elsewhere.tag)
  assert.notDeepEqual(keys.thread, elsewhere.thread)
})
