/** For a test only, never shipped: lets a real browser answer the vectors, by WebCrypto, by noble and as the page does. */

import { verifyByBrowser, verifyByNoble, verifyEd25519, wellFormed } from "./ed25519.ts"
import { unhex } from "./wire.ts"

interface Case {
  readonly key: string
  readonly message: string
  readonly signature: string
}

/** Three answers for each case, as one word each: true, false, or undefined where WebCrypto does not know. */
export async function answers(cases: readonly Case[]): Promise<string[]> {
  const all: string[] = []
  for (const { key, message, signature } of cases) {
    const asked = [unhex(key), unhex(message), unhex(signature)] as const
    const well = wellFormed(asked[0], asked[2])
    const byBrowser = well && (await verifyByBrowser(...asked))
    const byNoble = well && (await verifyByNoble(...asked))
    all.push([byBrowser, byNoble, await verifyEd25519(...asked)].join(" "))
  }
  return all
}

Object.assign(globalThis, { posternAnswers: async (json: string) => (await answers(JSON.parse(json) as Case[])).join("\n") })
