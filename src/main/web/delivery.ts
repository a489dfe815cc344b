/** What this page knows of each mailbox at the service: what went out, what arrived, what was ordered deleted. */

import { type Outcome, sendErase, sendRequest } from "./api.ts"
import { eraseOrder } from "./envelope.ts"
import type { SealedRequest } from "./message.ts"
import { hex } from "./wire.ts"
import type { RequesterKeys } from "./words.ts"

/** One sealed message, from the moment it leaves. Until an answer comes, nobody may say that it was not sent. */
export interface Version {
  /** What it was sealed from: the same answers under the same words. */
  readonly from: string
  readonly sealed: SealedRequest
  readonly arrived: boolean
}

interface Sent extends Version {
  arrived: boolean
  calls: number
  unanswered: number
}

/** One mailbox. Lives until the page is left; nothing of it is stored. */
export class Delivery {
  static readonly #all = new Map<string, Delivery>()

  /** The last sealed bytes: the same answers go out as the same bytes, under the same id. */
  ready: { readonly from: string; readonly epoch: number; readonly sealed: SealedRequest } | undefined
  #versions: Sent[] = []
  #arrived = false
  #held = false
  #deletion: "none" | "unknown" | "done" = "none"
  #sends: Promise<unknown> = Promise.resolve()
  #orders: Promise<unknown> = Promise.resolve()

  static of({ tag }: RequesterKeys): Delivery {
    const name = hex(tag)
    const known = Delivery.#all.get(name) ?? new Delivery()
    Delivery.#all.set(name, known)
    return known
  }

  /** What may lie at the service. What a person changed afterwards is not to be read there. */
  get versions(): readonly Version[] {
    return this.#versions
  }

  /** Whether it is known that something arrived, and was not deleted since. */
  get hasArrived(): boolean {
    return this.#arrived
  }

  /** Whether something was taken back that a network may still hold: it can arrive after its own order to delete. */
  get mayStillCome(): boolean {
    return this.#held
  }

  /** Whether something went out and no answer came. */
  get isUnsure(): boolean {
    return this.#versions.some((version) => !version.arrived)
  }

  /** What came of an order to delete everything for good; "unknown" when it got no answer. */
  get deletion(): "none" | "unknown" | "done" {
    return this.#deletion
  }

  /** Sends a message, after what is under way. A refusal says that it is not there only when no earlier call is unanswered. */
  async send(from: string, sealed: SealedRequest): Promise<Outcome<Uint8Array>> {
    let version = this.#versions.find((one) => one.sealed === sealed)
    if (version === undefined) {
      version = { from, sealed, arrived: false, calls: 0, unanswered: 0 }
      this.#versions.push(version)
    }
    version.calls++
    version.unanswered++
    const orders = this.#orders
    const call = orders.then(() => sendRequest(sealed.bytes))
    this.#sends = Promise.allSettled([this.#sends, call])
    const outcome = await call
    if (outcome.kind === "ok") {
      version.arrived = true
      this.#arrived = true
      // An order that was given meanwhile comes after it.
      if (this.#orders === orders) this.#deletion = "none"
    } else if ((outcome.kind === "stale" || outcome.kind === "refused") && !version.arrived) {
      version.unanswered--
      if (version.unanswered === 0) this.#versions = this.#versions.filter((one) => one !== version)
    }
    return outcome
  }

  /** Takes back everything that went out until now, so that another version can go. */
  async takeBack(keys: RequesterKeys): Promise<Outcome<Uint8Array>> {
    const before = new Map(this.#versions.map((version) => [version, version.calls]))
    // No order to delete overtakes a message, and no message one.
    const order = Promise.allSettled([this.#sends, this.#orders]).then(() => sendErase(eraseOrder(keys.erase, keys.locator)))
    this.#orders = Promise.allSettled([this.#orders, order])
    const outcome = await order
    if (outcome.kind === "ok") {
      this.#held ||= this.isUnsure
      this.#versions = this.#versions.filter((version) => before.get(version) !== version.calls)
      this.#arrived = false
      this.#deletion = "none"
    }
    return outcome
  }

  /** Deletes everything for good. What was sealed before is not sent again: the service knows that it was deleted. */
  async deleteAll(keys: RequesterKeys): Promise<Outcome<Uint8Array>> {
    this.ready = undefined
    this.#deletion = "unknown"
    const outcome = await this.takeBack(keys)
    // Also when it comes after somebody stopped waiting for it.
    if (outcome.kind === "ok") this.#deletion = "done"
    return outcome
  }
}
