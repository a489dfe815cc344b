import assert from "node:assert/strict"
import { test } from "node:test"
import { bech32 } from "@scure/base"
import { Identity, Recipient } from "./age.ts"
import { random } from "./crypto.ts"
import { Malformed } from "./wire.ts"

const text = (await new Identity(random(32)).recipient()).text

test("reads recipients as @scure/base does", () => {
  for (let i = 0; i < 50; i++) {
    const raw = random(1216)
    const written = bech32.encode("age1pq", bech32.toWords(raw), false)
    assert.deepEqual(Recipient.parse(written).raw, raw)
  }
})

test("refuses what @scure/base refuses: any changed letter, another case, length or prefix", () => {
  for (let at = 0; at < text.length; at += 7) {
    for (const letter of ["q", "p", "1", "b", "Q", " "]) {
      if (text[at] === letter) continue
      assert.throws(() => Recipient.parse(text.slice(0, at) + letter + text.slice(at + 1)), Malformed, `${at} ${letter}`)
    }
  }
  for (const changed of [text.toUpperCase(), text.slice(0, -1), `${text}q`, `${text.slice(0, -6)}q${text.slice(-6)}`, "", "age1pq1", "age1pq1qqqqqq"]) {
    assert.throws(() => Recipient.parse(changed), Malformed)
  }
  const of = (bytes: number, prefix = "age1pq"): string => bech32.encode(prefix, bech32.toWords(random(bytes)), false)
  for (const other of [of(1215), of(1217), of(1216, "age"), of(1216, "age1tagpq")]) assert.throws(() => Recipient.parse(other), Malformed)
})

test("refuses bits after the last byte", () => {
  // 1 216 bytes leave 2 of the last letter's 5 bits over.
  const words = bech32.toWords(random(1216))
  words[words.length - 1] = (words.at(-1) ?? 0) | 1
  assert.throws(() => Recipient.parse(bech32.encode("age1pq", words, false)), Malformed)
})
