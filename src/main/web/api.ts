/** The only door to the network (PROTOCOL 4). Identifiers travel in bodies; nothing is cached, no cookie, no referrer. Touches no secrets. */

import { same, utf8 } from "./wire.ts"

const waitMillisMax = 90_000
const accepted = utf8("ok\n")
const refusal = utf8("refused\n")
// What begins otherwise is the page of another program, such as the sign-in page of a network.
const notes = utf8("postern/notes/v")

/** What came of a call. */
export type Outcome<T> =
  | { readonly kind: "ok"; readonly body: T }
  /** No answer, or not an answer of this service: nothing is known of what happened. Send the same bytes again. */
  | { readonly kind: "unreachable" }
  /** The service can't take it now (503). Send the same bytes again. */
  | { readonly kind: "busy" }
  /** The epoch or the id is no longer good (409, 410): fetch the notes, draw a new id, seal again. */
  | { readonly kind: "stale" }
  /** Any other refusal. */
  | { readonly kind: "refused" }

/** Roots and the newest manifest, as published. */
export function fetchNotes(): Promise<Outcome<Uint8Array>> {
  return call("/notes", undefined, (body) => same(body.subarray(0, notes.length), notes))
}

/** Sends a sealed request; accepted only when the service says so in the agreed bytes. */
export function sendRequest(frame: Uint8Array): Promise<Outcome<Uint8Array>> {
  return call("/v1/request", frame, (body) => same(body, accepted))
}

/** One mailbox page, 65 536 bytes. */
export function fetchMailbox(ask: Uint8Array): Promise<Outcome<Uint8Array>> {
  return call("/v1/mailbox", ask, (body) => body.length === 65_536)
}

/** Deletes everything. */
export function sendErase(order: Uint8Array): Promise<Outcome<Uint8Array>> {
  return call("/v1/erase", order, (body) => same(body, accepted))
}

async function call(path: string, body: Uint8Array | undefined, good: (body: Uint8Array) => boolean): Promise<Outcome<Uint8Array>> {
  try {
    const answer = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      body: body === undefined ? null : new Uint8Array(body),
      headers: body === undefined ? {} : { "Content-Type": "application/octet-stream" },
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(waitMillisMax),
    })
    const bytes = new Uint8Array(await answer.arrayBuffer())
    // What another program refuses says nothing of what the service would do.
    if (answer.status >= 400 && answer.status < 500 && !same(bytes, refusal)) return { kind: "unreachable" }
    switch (answer.status) {
      case 200:
        if (body !== undefined && answer.headers.get("content-type") !== "application/octet-stream") return { kind: "unreachable" }
        return good(bytes) ? { kind: "ok", body: bytes } : { kind: "unreachable" }
      case 409:
      case 410:
        return { kind: "stale" }
      case 400:
      case 413:
      case 415:
      case 422:
        return { kind: "refused" }
      case 503:
        return { kind: "busy" }
      default:
        return { kind: "unreachable" }
    }
  } catch {
    return { kind: "unreachable" }
  }
}
