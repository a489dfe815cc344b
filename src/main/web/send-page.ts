/** Sealing and sending one message, and what a person sees when that does not work. */

import { Delivery } from "./delivery.ts"
import { type HelpRequest, type SealedRequest, sealRequest } from "./message.ts"
import { en } from "./messages/en.ts"
import { button, element, notice, paragraphs, show } from "./screen-page.ts"
import type { Service, Status } from "./service.ts"
import { trouble } from "./start-page.ts"
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
  /** It leaves this device now. */
  readonly leaves: () => void
  /** It arrived as it stands: nothing typed can be lost any more. */
  readonly settled: () => void
  readonly sent: (keys: RequesterKeys) => void
}

/** Seals and sends; on failure keeps everything, says so, and tries again. */
export function sendPage(sending: Sending): void {
  const { send } = en
  const state = element("div", { role: "status" })
  const below = element("div", {})
  let delivery: Delivery | undefined
  let from = ""
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
  /** Whether what may be at the service is another version, which was not taken back yet. */
  const older = (): boolean =>
    sending.takesBack && delivery !== undefined && delivery.versions.some(({ sealed }) => sealed !== delivery?.ready?.sealed)
  const known = (): Known => {
    const versions = delivery?.versions ?? []
    if (sending.takesBack && versions.some((version) => version.from !== from)) return "older"
    return versions.some((version) => version.from === from && !version.arrived) ? "unknown" : "notSent"
  }
  const away = (label: string, to: () => void): HTMLButtonElement =>
    button(label, "quiet", () => {
      over = true
      clearTimeout(timer)
      to()
    })
  const changed = (): void => {
    stopped = undefined
    sending.change(known() !== "notSent")
  }
  const stop = (label: string): HTMLButtonElement =>
    away(label, () => {
      stoppedPage(sending, known(), delivery?.ready?.sealed)
    })
  const ask = (reason: string, label: string): void => {
    const sentence = [send[known()], reason, send.kept].join(" ")
    const again = button(label, "main", start)
    state.replaceChildren(notice(sentence), ...news)
    below.replaceChildren(element("div", { class: "actions" }, again, away(send.change, changed), stop(send.stopHere)))
  }
  const retryLater = (reason: string): void => {
    const seconds = waitSeconds[Math.min(attempts++, waitSeconds.length - 1)] ?? 60
    ask(reason, send.retry)
    const again = delivery?.versions.some(({ sealed }) => sealed === delivery?.ready?.sealed) === true
    const next = older() ? [" ", send.olderFirst] : again ? [" ", send.once] : []
    below.prepend(element("p", {}, send.again(seconds), ...next))
    timer = setTimeout(start, seconds * 1000)
  }
  const start = (): void => {
    clearTimeout(timer)
    if (gone() || !state.isConnected) return
    void attempt().catch(() => {
      if (gone()) return
      if (delivery !== undefined) delivery.ready = undefined
      ask(send.fault, send.resend)
    })
  }
  const explain = (status: Status): void => {
    const sentence = trouble(status)
    if (status.kind === "closed" && sentence !== undefined) ask(sentence, send.resend)
    else retryLater(send.unreachable)
  }
  /** The service takes no more messages for this key: with a newer good one the same answers are sealed again. */
  const renew = async (closed: number): Promise<void> => {
    say(send.check)
    const status = await patiently(sending.service.refresh(), send.checkSlow)
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
  /** Whether nothing of an earlier version is at the service any more; what else there is to say is said. */
  const takenBack = async (to: Delivery, keys: RequesterKeys): Promise<boolean> => {
    say(send.takeBack)
    const outcome = await patiently(to.takeBack(keys), send.olderSlow)
    if (outcome.kind !== "ok" && !gone()) {
      retryLater(outcome.kind === "busy" ? send.busy : send.unreachable)
    }
    return outcome.kind === "ok"
  }
  const attempt = async (): Promise<void> => {
    say(send.keys)
    const keys = await sending.keys()
    const to = Delivery.of(keys)
    delivery = to
    const request = sending.request()
    from = fingerprint(request)
    if (to.ready?.from !== from) {
      say(send.check)
      const status = await patiently(sending.service.openOrRefresh(), send.checkSlow)
      if (gone()) return
      if (status.kind !== "open") {
        explain(status)
        return
      }
      say(send.seal)
      await painted()
      to.ready = { from, epoch: status.intake.epoch, sealed: await sealRequest(request, keys, status.intake, new Date()) }
    }
    if (gone()) return
    // Only now, when another version is ready to go: else the team would have nothing.
    if (older() && !(await takenBack(to, keys))) return
    if (gone()) return
    const { epoch, sealed } = to.ready
    say(send.send)
    sending.leaves()
    const outcome = await patiently(to.send(from, sealed), send.slow)
    // Also when only an earlier call of the same bytes was answered, and late.
    const arrived = to.versions.some((version) => version.sealed === sealed && version.arrived)
    // What was changed since did not arrive.
    if (arrived && fingerprint(sending.request()) === from) sending.settled()
    if (gone()) {
      if (arrived && stopped?.sealed === sealed) stopped.arrived()
      return
    }
    if (arrived) {
      to.ready = undefined
      over = true
      sending.sent(keys)
      return
    }
    switch (outcome.kind) {
      case "busy":
        retryLater(send.busy)
        return
      case "stale":
        to.ready = undefined
        await renew(epoch)
        return
      case "refused":
        to.ready = undefined
        await sending.service.refresh()
        if (!gone()) ask(send.refused, send.resend)
        return
      default:
        retryLater(send.unreachable)
    }
  }

  show(sending.title, send.heading, state, below, ...sending.beside())
  start()
}

/** What a person may be told of this version; each is a sentence. */
type Known = "notSent" | "unknown" | "older"

/** The screen that a person stopped on, which is told when that very message arrived after all. */
let stopped: { readonly sealed: SealedRequest | undefined; readonly arrived: () => void } | undefined

/** For who does not want to wait any longer: what is known, and what to do. */
function stoppedPage(sending: Sending, outcome: Known, sealed: SealedRequest | undefined): void {
  const { send } = en
  const advice = { notSent: [], unknown: sending.advice, older: send.adviceOlder }
  const known = element("div", { role: "status" }, notice([send[outcome], send.noMore].join(" ")))
  const text = element("div", {}, ...paragraphs(advice[outcome]))
  const again = button(send.retry, "main", () => {
    sendPage(sending)
  })
  const change = button(send.change, "quiet", () => {
    stopped = undefined
    sending.change(outcome !== "notSent")
  })
  const leave = button(sending.stopTo, "quiet", () => {
    stopped = undefined
    sending.stop(outcome !== "notSent")
  })
  const arrived = (): void => {
    known.replaceChildren(element("p", { class: "good" }, send.arrived))
    text.replaceChildren()
    again.remove()
    change.remove()
  }
  stopped = { sealed: outcome === "unknown" ? sealed : undefined, arrived }
  show(sending.title, send.stopHeading, known, text, ...sending.beside(), element("div", { class: "actions" }, again, change, leave))
}

function fingerprint(request: HelpRequest): string {
  const contact = request.contact === undefined ? [] : [...request.contact]
  return JSON.stringify([[...request.answers], request.message, contact, request.consents, request.takenBack])
}

/** Lets the browser draw before the main thread is busy. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 30)
  })
}
