/** Sealing and sending one message, and what a person sees when that does not work. */

import { sendErase, sendRequest } from "./api.ts"
import { eraseOrder } from "./envelope.ts"
import { type HelpRequest, type SealedRequest, sealRequest } from "./message.ts"
import { en } from "./messages/en.ts"
import { button, element, notice, paragraphs, show } from "./screen-page.ts"
import type { Service, Status } from "./service.ts"
import { trouble } from "./start-page.ts"
import { hex, same } from "./wire.ts"
import type { RequesterKeys } from "./words.ts"

const waitSeconds = [5, 10, 20, 40, 60]
const patienceMillis = 8_000

/** One message on its way. */
export interface Sending {
  readonly service: Service
  readonly title: string
  readonly keys: () => Promise<RequesterKeys>
  readonly request: () => HelpRequest
  /** What else to show while it is on its way. */
  readonly beside: () => readonly HTMLElement[]
  /** What to do when nobody can say whether it arrived. */
  readonly advice: readonly string[]
  /** Whether this is all that there is under these words: an earlier version is taken back before a changed one goes out. */
  readonly takesBack: boolean
  /** Back to the answers, with nothing lost; told whether this version may have arrived. */
  readonly change: (unsure: boolean) => void
  /** Away from here, told whether a version of this may have arrived, and what that is called. */
  readonly stop: (unsure: boolean) => void
  readonly stopTo: string
  /** It arrived: nothing typed can be lost any more. */
  readonly settled: () => void
  readonly sent: (keys: RequesterKeys) => void
}

/** The last sealed bytes and what they were sealed from: the same answers go out as the same bytes, under the same id. */
let last: { readonly from: string; readonly epoch: number; readonly sealed: SealedRequest } | undefined

/** A message that went out without an answer, and whose: until one arrives, nobody may say that it was not sent. */
let doubt: { readonly tag: Uint8Array; readonly sealed: SealedRequest } | undefined

/** What may lie at the service, and under whose words: what a person changed afterwards is not to be read there. */
let there: { readonly tag: Uint8Array; readonly from: string; readonly sealed: SealedRequest } | undefined

/** The mailboxes that a message arrived in while this page is open. */
const arrivals = new Set<string>()

/** Whether it is known that something arrived under these keys. */
export function hasArrived({ tag }: RequesterKeys): boolean {
  return arrivals.has(hex(tag))
}

/** Whether something went out under these keys and no answer came. */
export function isUnsure({ tag }: RequesterKeys): boolean {
  return doubt !== undefined && same(doubt.tag, tag)
}

/** The mailboxes that were erased while this page is open: whoever asks again is led to new words. */
export const erased = new Set<string>()

/** The mailboxes whose order to delete got no answer. */
export const doubted = new Set<string>()

/** What is still under way: no order to delete overtakes a message, and no message one. */
let sends: Promise<unknown> = Promise.resolve()
let orders: Promise<unknown> = Promise.resolve()

/** Orders everything of one person deleted, after what is under way. */
function erase(keys: RequesterKeys): ReturnType<typeof sendErase> {
  const what = there
  const order = Promise.allSettled([sends, orders]).then(() => sendErase(eraseOrder(keys.erase, keys.locator)))
  orders = Promise.allSettled([orders, order])
  return order.then((outcome) => {
    if (outcome.kind !== "ok") return outcome
    if (there === what && what !== undefined && same(what.tag, keys.tag)) {
      there = undefined
      doubt = undefined
    }
    arrivals.delete(hex(keys.tag))
    doubted.delete(hex(keys.tag))
    return outcome
  })
}

/** Deletes everything for good. What was sealed before is not sent again: the service knows that it was deleted. */
export function eraseAll(keys: RequesterKeys): ReturnType<typeof sendErase> {
  last = undefined
  doubted.add(hex(keys.tag))
  return erase(keys).then((outcome) => {
    // Also when it comes after somebody stopped waiting for it.
    if (outcome.kind === "ok") erased.add(hex(keys.tag))
    return outcome
  })
}

/** Seals and sends; on failure keeps everything, says so, and tries again. */
export function sendPage(sending: Sending): void {
  const { send } = en
  const state = element("div", { role: "status" })
  const below = element("div", {})
  let tag = new Uint8Array()
  let attempts = 0
  let timer: number | undefined
  let over = false
  // A question and not the value: while something is awaited, it changes.
  const gone = (): boolean => over
  let news: HTMLElement[] = []

  const say = (sentence: string): void => {
    // The button that was pressed goes away: the focus must not go with it.
    if (below.contains(document.activeElement)) document.querySelector("h1")?.focus()
    state.replaceChildren(element("p", { class: "progress" }, sentence), ...news)
    below.replaceChildren()
  }
  const unsure = (): boolean => doubt !== undefined && same(doubt.tag, tag)
  let sealing = ""
  /** Whether what may be at the service is an earlier version, which was not taken back yet; this one never left. */
  const older = (): boolean =>
    sending.takesBack &&
    there !== undefined &&
    same(there.tag, tag) &&
    (there.from !== sealing || (last !== undefined && last.sealed !== there.sealed))
  const away = (label: string, to: () => void): HTMLButtonElement =>
    button(label, "quiet", () => {
      over = true
      clearTimeout(timer)
      to()
    })
  const changed = (): void => {
    stopped = undefined
    sending.change(older() || unsure())
  }
  const stop = (label: string): HTMLButtonElement =>
    away(label, () => {
      stoppedPage(sending, older() ? "older" : unsure() ? "unknown" : "not sent")
    })
  const ask = (reason: string, label: string): void => {
    const known = older() ? send.older : unsure() ? send.unknown : send.notSent
    const sentence = [known, reason, send.kept].join(" ")
    const again = button(label, "main", start)
    state.replaceChildren(notice(sentence), ...news)
    below.replaceChildren(element("div", { class: "actions" }, again, away(send.change, changed), stop(send.stopHere)))
  }
  const retryLater = (reason: string): void => {
    const seconds = waitSeconds[Math.min(attempts++, waitSeconds.length - 1)] ?? 60
    ask(reason, send.retry)
    const next = older() ? [" ", send.olderFirst] : unsure() ? [" ", send.once] : []
    below.prepend(element("p", {}, send.again(seconds), ...next))
    timer = setTimeout(start, seconds * 1000)
  }
  const start = (): void => {
    clearTimeout(timer)
    if (gone() || !state.isConnected) return
    void attempt().catch(() => {
      last = undefined
      if (!gone()) ask(send.fault, send.resend)
    })
  }
  const explain = (status: Status): void => {
    const sentence = trouble(status)
    if (status.kind === "closed" && sentence !== undefined) ask(sentence, send.resend)
    else retryLater(send.unreachable)
  }
  /** The service takes no more messages for this key: with a newer good one the same answers are sealed again. */
  const renew = async (closed: number): Promise<void> => {
    last = undefined
    say(send.check)
    const status = await sending.service.refresh()
    if (gone()) return
    if (status.kind !== "open") {
      explain(status)
    } else if (status.intake.epoch > closed) {
      news = paragraphs([send.renewed])
      await attempt()
    } else {
      ask(send.stale, send.resend)
    }
  }
  /** Waits for the answer; when it is late, says so and offers to go. */
  const patiently = <T>(work: Promise<T>, slow: string): Promise<T> => {
    const late = setTimeout(() => {
      if (gone()) return
      say(slow)
      below.replaceChildren(element("div", { class: "actions" }, stop(send.stop)))
    }, patienceMillis)
    return work.finally(() => {
      clearTimeout(late)
    })
  }
  const answer = (sealed: SealedRequest, from: string): ReturnType<typeof sendRequest> => {
    say(send.send)
    doubt = { tag, sealed }
    there = { tag, from, sealed }
    const call = orders.then(() => sendRequest(sealed.bytes))
    sends = Promise.allSettled([sends, call])
    return patiently(call, send.slow)
  }
  /** Whether nothing of an earlier version is at the service any more; what else there is to say is said. */
  const takenBack = async (keys: RequesterKeys): Promise<boolean> => {
    say(send.takeBack)
    const outcome = await patiently(erase(keys), send.olderSlow)
    if (outcome.kind !== "ok" && !gone()) {
      retryLater(outcome.kind === "busy" ? send.busy : send.unreachable)
    }
    return outcome.kind === "ok"
  }
  const attempt = async (): Promise<void> => {
    say(send.keys)
    const keys = await sending.keys()
    tag = new Uint8Array(keys.tag)
    const request = sending.request()
    const from = fingerprint(request, keys)
    sealing = from
    if (last?.from !== from) {
      say(send.check)
      const status = await sending.service.openOrRefresh()
      if (gone()) return
      if (status.kind !== "open") {
        explain(status)
        return
      }
      say(send.seal)
      await painted()
      last = { from, epoch: status.intake.epoch, sealed: await sealRequest(request, keys, status.intake, new Date()) }
    }
    if (gone()) return
    // Only now, when another version is ready to go: else the team would have nothing.
    if (older() && !(await takenBack(keys))) return
    if (gone()) return
    const certain = !unsure()
    const { epoch, sealed } = last
    const outcome = await answer(sealed, from)
    const refused = outcome.kind === "stale" || outcome.kind === "refused"
    if (outcome.kind === "ok") {
      arrivals.add(hex(tag))
      erased.delete(hex(tag))
      doubted.delete(hex(tag))
    }
    if (refused && certain && there?.from === from) there = undefined
    if ((outcome.kind === "ok" || (refused && certain)) && doubt?.sealed === sealed) doubt = undefined
    if (gone()) {
      if (outcome.kind === "ok" && stopped?.sealed === sealed) stopped.arrived()
      return
    }
    switch (outcome.kind) {
      case "ok":
        last = undefined
        over = true
        sending.settled()
        sending.sent(keys)
        return
      case "unreachable":
        retryLater(send.unreachable)
        return
      case "busy":
        retryLater(send.busy)
        return
      case "stale":
        await renew(epoch)
        return
      case "refused":
        last = undefined
        await sending.service.refresh()
        if (!gone()) ask(send.refused, send.resend)
        return
    }
  }

  show(sending.title, send.heading, state, below, ...sending.beside())
  start()
}

/** The screen that a person stopped on, which is told when that very message arrived after all. */
let stopped: { readonly sealed: SealedRequest | undefined; readonly arrived: () => void } | undefined

/** For who does not want to wait any longer: what is known, and what to do. */
function stoppedPage(sending: Sending, outcome: "not sent" | "unknown" | "older"): void {
  const { send } = en
  const words = { "not sent": send.notSent, unknown: send.unknown, older: send.older }
  const advice = { "not sent": [], unknown: sending.advice, older: send.adviceOlder }
  const known = element("div", { role: "status" }, notice([words[outcome], send.noMore].join(" ")))
  const text = element("div", {}, ...paragraphs(advice[outcome]))
  const again = button(send.retry, "main", () => {
    sendPage(sending)
  })
  const change = button(send.change, "quiet", () => {
    stopped = undefined
    sending.change(outcome !== "not sent")
  })
  const leave = button(sending.stopTo, "quiet", () => {
    stopped = undefined
    sending.stop(outcome !== "not sent")
  })
  const arrived = (): void => {
    sending.settled()
    known.replaceChildren(element("p", { class: "good" }, send.arrived))
    text.replaceChildren()
    again.remove()
    change.remove()
  }
  stopped = { sealed: outcome === "unknown" ? doubt?.sealed : undefined, arrived }
  show(sending.title, send.stopHeading, known, text, ...sending.beside(), element("div", { class: "actions" }, again, change, leave))
}

function fingerprint(request: HelpRequest, keys: RequesterKeys): string {
  const contact = request.contact === undefined ? [] : [...request.contact]
  return JSON.stringify([[...keys.tag], [...request.answers], request.message, contact, request.consents, request.takenBack])
}

/** Lets the browser draw before the main thread is busy. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 30)
  })
}
