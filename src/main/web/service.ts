/** What this page knows of the service's keys since it was loaded. Touches no secrets. */

import { fetchNotes } from "./api.ts"
import { type Distrust, Distrusted, type OpenIntake, Seen, VerifiedManifest } from "./manifest.ts"
import { unhex } from "./wire.ts"

/** Whether anything may be sealed now. */
export type Status =
  | { readonly kind: "open"; readonly intake: OpenIntake }
  | { readonly kind: "closed"; readonly reason: Distrust }
  | { readonly kind: "unreachable" }

/** The pinned root and the newest manifest that verified against it. */
export class Service {
  /** SHA-256 of the first root note: the pin, and the salt of the nine words. Nothing while there is no root. */
  readonly pin: Uint8Array | undefined
  readonly #seen = new Seen()
  #manifest: VerifiedManifest | undefined
  #fault: Status = { kind: "unreachable" }
  #loading: Promise<boolean> | undefined

  /** @param pinHex 64 hexadecimal digits; anything else is no pin */
  constructor(pinHex: string) {
    this.pin = /^[0-9a-f]{64}$/.test(pinHex) ? unhex(pinHex) : undefined
  }

  /** Fetches and verifies the notes; calls at the same time share one request. Unreachable says that nothing new is known. */
  async refresh(): Promise<Status> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined
    })
    return (await this.#loading) ? this.status() : { kind: "unreachable" }
  }

  /** The status by the notes at hand and the clock of this device, without a request. */
  status(): Status {
    if (this.#manifest === undefined) return this.#fault
    try {
      return { kind: "open", intake: this.#manifest.open(new Date()) }
    } catch (fault) {
      if (fault instanceof Distrusted) return { kind: "closed", reason: fault.reason }
      throw fault
    }
  }

  /** The status, fetching the notes when those at hand do not allow sealing. */
  async openOrRefresh(): Promise<Status> {
    const now = this.status()
    return now.kind === "open" ? now : this.refresh()
  }

  /** The verified manifest for checking replies: good for that even while the intake is closed. */
  async manifest(): Promise<VerifiedManifest | undefined> {
    if (this.#manifest === undefined) await this.refresh()
    return this.#manifest
  }

  /** How many seats must agree: two until the notes are here; none if this service can't lock contact details. */
  get k(): number {
    return this.#manifest?.k ?? 2
  }

  /** How many witnesses had to see the keys; none while that is not known. */
  get quorum(): number {
    return this.#manifest?.quorum ?? 0
  }

  async #load(): Promise<boolean> {
    const notes = await fetchNotes()
    // Notes that verified before stay good until they expire.
    if (notes.kind !== "ok") return false
    try {
      if (this.pin === undefined) throw new Distrusted("unpublished")
      this.#manifest = await VerifiedManifest.verify(notes.body, this.pin, this.#seen, new Date())
    } catch (fault) {
      if (!(fault instanceof Distrusted)) throw fault
      this.#manifest = undefined
      this.#fault = { kind: "closed", reason: fault.reason }
    }
    return true
  }
}
