/** Sealing and sending one message, and what a person sees when that does not work. */

import { sendRequest } from "./api.ts"
import { type HelpRequest, type SealedRequest, sealRequest } from "./message.ts"
import { en } from "./messages/en.ts"
import { button, element, notice, paragraphs, show } from "./screen-page.ts"
import type { Service, Status } from "./service.ts"
import { trouble } from "./start-page.ts"
import type { RequesterKeys } from "./words.ts"

const waitSeconds = [5, 10, 20, 40, 60]

/** One message on its way. */
export interface Sending {
  readonly service: Service
  readonly title: string
  readonly keys: () => Promise<RequesterKeys>
  readonly request: () => HelpRequest
  /** Back to the answers, with nothing lost. */
  readonly change: () => void
  readonly sent: (keys: RequesterKeys) => void
}

/** The last sealed bytes and what they were sealed from: the same answers go out as the same bytes, under the same id. */
let last: { readonly from: string; readonly epoch: number; readonly sealed: SealedRequest } | undefined

/** Seals and sends; on failure keeps everything, says so, and tries again. */
export function sendPage(sending: Sending): void {
  const { send } = en
  const state = element("div", { role: "status" })
  const below = element("div", {})
  let attempts = 0
  let timer: number | undefined
  let over = false
  let news: HTMLElement[] = []

  const say = (sentence: string): void => {
    // The button that was pressed goes away: the focus must not go with it.
    if (below.contains(document.activeElement)) document.querySelector("h1")?.focus()
    state.replaceChildren(element("p", { class: "progress" }, sentence), ...news)
    below.replaceChildren()
  }
  const change = button(send.change, "quiet", () => {
    over = true
    clearTimeout(timer)
    sending.change()
  })
  const ask = (sentence: string, label: string): void => {
    state.replaceChildren(notice(sentence), ...news)
    below.replaceChildren(element("div", { class: "actions" }, button(label, "main", start), change))
  }
  const retryLater = (sentence: string): void => {
    const seconds = waitSeconds[Math.min(attempts++, waitSeconds.length - 1)] ?? 60
    ask(sentence, send.retry)
    below.prepend(element("p", {}, send.again(seconds)))
    timer = setTimeout(start, seconds * 1000)
  }
  const start = (): void => {
    clearTimeout(timer)
    if (over || !state.isConnected) return
    void attempt().catch(() => {
      last = undefined
      ask(send.fault, send.resend)
    })
  }
  const explain = (status: Status): void => {
    const sentence = trouble(status)
    if (status.kind === "closed" && sentence !== undefined) ask(`${send.kept} ${sentence}`, send.resend)
    else retryLater(send.notSent)
  }
  /** The service takes no more messages for this key: with a newer good one the same answers are sealed again. */
  const renew = async (closed: number): Promise<void> => {
    last = undefined
    say(send.check)
    const status = await sending.service.refresh()
    if (status.kind !== "open") {
      explain(status)
    } else if (status.intake.epoch > closed) {
      news = paragraphs([send.renewed])
      await attempt()
    } else {
      ask(send.stale, send.resend)
    }
  }
  const attempt = async (): Promise<void> => {
    say(send.keys)
    const keys = await sending.keys()
    const request = sending.request()
    const from = fingerprint(request, keys)
    if (last?.from !== from) {
      say(send.check)
      const status = await sending.service.openOrRefresh()
      if (status.kind !== "open") {
        explain(status)
        return
      }
      say(send.seal)
      await painted()
      last = { from, epoch: status.intake.epoch, sealed: await sealRequest(request, keys, status.intake, new Date()) }
    }
    say(send.send)
    const outcome = await sendRequest(last.sealed.bytes)
    if (over) return
    switch (outcome.kind) {
      case "ok":
        last = undefined
        over = true
        sending.sent(keys)
        return
      case "unreachable":
        retryLater(send.notSent)
        return
      case "busy":
        retryLater(send.busy)
        return
      case "stale":
        await renew(last.epoch)
        return
      case "refused":
        last = undefined
        await sending.service.refresh()
        ask(send.refused, send.resend)
        return
    }
  }

  show(sending.title, send.heading, state, below)
  start()
}

function fingerprint(request: HelpRequest, keys: RequesterKeys): string {
  const contact = request.contact === undefined ? [] : [...request.contact]
  return JSON.stringify([[...keys.tag], [...request.answers], request.message, contact, request.consents])
}

/** Lets the browser draw before the main thread is busy. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 30)
  })
}
