/** Coming back with the nine words: answers, notices, writing more, deleting everything. */

import { fetchMailbox, sendErase } from "./api.ts"
import { messageField } from "./ask-page.ts"
import { eraseOrder, mailboxAsk, mailboxPage as readPage, newestPage, pageReplies } from "./envelope.ts"
import { visible } from "./message.ts"
import { en } from "./messages/en.ts"
import { chain, type Entry, openReply, type Reply, type Slot } from "./reply.ts"
import { actions, button, element, Field, form, isolated, notice, paragraphs, show } from "./screen-page.ts"
import { sendPage } from "./send-page.ts"
import type { Service } from "./service.ts"
import { startPage } from "./start-page.ts"
import { Malformed } from "./wire.ts"
import { readWords, RequesterKeys, type Typed, typedMax } from "./words.ts"

/** Asks for the nine words. Wrong ones are marked here: the server is never asked. */
export function enterPage(service: Service): void {
  const { enter } = en
  const field = Field.text(enter.label, enter.hint, "", 3, typedMax)
  field.control.addEventListener("input", () => {
    field.clear()
  })
  const open = (): void => {
    const typed = readWords(field.control.value)
    if (typed.kind !== "good") {
      field.fail(wrong(typed))
      return
    }
    opening(enter.heading, enter.opening)
    void RequesterKeys.derive(typed.words, service.pin ?? new Uint8Array(32)).then((keys) => {
      mailboxPage(service, keys)
    })
  }
  show(
    en.startTitle,
    enter.heading,
    notice(enter.screen),
    form(open, field.root, actions(enter.open, toStart(en.back, service))),
  )
}

function wrong(typed: Exclude<Typed, { kind: "good" }>): string {
  const { enter } = en
  switch (typed.kind) {
    case "unknown":
      return enter.unknown(typed.unknown)
    case "count":
      return typed.count === 0 ? enter.none : enter.count(typed.count)
    case "checksum":
      return enter.checksum
  }
}

function toStart(label: string, service: Service): HTMLButtonElement {
  return button(label, "quiet", () => {
    startPage(service)
  })
}

function opening(heading: string, sentence: string): void {
  show(en.startTitle, heading, element("p", { class: "progress", role: "status" }, sentence))
}

/** A mailbox as far as it has been read. Lives as long as its screens. */
interface Mailbox {
  readonly service: Service
  readonly keys: RequesterKeys
  /** Number of the first place at hand. */
  readonly first: number
  readonly slots: readonly Slot[]
  /** Whether the answers could be checked at all. */
  readonly checked: boolean
}

/** Fetches the newest page and shows it. */
export function mailboxPage(service: Service, keys: RequesterKeys): void {
  const { answers, enter } = en
  opening(answers.heading, enter.opening)
  void load(service, keys, newestPage).then((loaded) => {
    if (loaded === "unreachable" || loaded === "busy") {
      const again = button(answers.again, "main", () => {
        mailboxPage(service, keys)
      })
      const close = toStart(answers.close, service)
      show(en.startTitle, answers.heading, notice(answers[loaded]), element("div", { class: "actions" }, again, close))
    } else {
      answersPage(loaded)
    }
  })
}

async function load(service: Service, keys: RequesterKeys, page: number): Promise<Mailbox | "unreachable" | "busy"> {
  const manifest = await service.manifest()
  const outcome = await fetchMailbox(mailboxAsk(keys.locator, page))
  if (outcome.kind !== "ok") return outcome.kind === "busy" ? "busy" : "unreachable"
  try {
    const frames = readPage(outcome.body)
    const slots: Slot[] = []
    for (const frame of frames) {
      // Opening takes a moment each; the leave button must answer in between.
      await new Promise((resolve) => setTimeout(resolve))
      slots.push(manifest === undefined ? { kind: "empty" } : await openReply(frame, keys, manifest))
    }
    return { service, keys, first: frames[0]?.number ?? 0, slots, checked: manifest !== undefined }
  } catch (fault) {
    if (fault instanceof Malformed) return "unreachable"
    throw fault
  }
}

function answersPage(mailbox: Mailbox): void {
  const { answers } = en
  const { service, keys, first, slots } = mailbox
  const entries = chain(slots, first)
  const newest = entries.findLast((entry) => entry.kind === "reply")
  const earlier = button(answers.earlier, "plain", () => {
    opening(answers.heading, en.enter.opening)
    void load(service, keys, first / pageReplies - 1).then((loaded) => {
      answersPage(
        loaded === "unreachable" || loaded === "busy"
          ? mailbox
          : { ...mailbox, first: loaded.first, slots: [...loaded.slots, ...slots] },
      )
    })
  })
  show(
    en.startTitle,
    answers.heading,
    mailbox.checked ? undefined : notice(answers.unchecked),
    newest?.kind === "reply" ? element("p", { class: "state" }, answers.state, answers.states[newest.reply.state]) : undefined,
    entries.length === 0 && mailbox.checked ? notice(answers.none) : undefined,
    first > 0 ? element("div", { class: "actions" }, earlier) : undefined,
    ...entries.map(entryCard),
    element(
      "div",
      { class: "actions" },
      button(answers.write, "main", () => {
        followUpPage(mailbox, "")
      }),
      button(answers.again, "plain", () => {
        mailboxPage(service, keys)
      }),
    ),
    element(
      "div",
      { class: "actions apart" },
      button(answers.erase, "warn", () => {
        erasePage(mailbox)
      }),
      toStart(answers.close, service),
    ),
  )
}

function entryCard(entry: Entry): HTMLElement {
  const { answers } = en
  if (entry.kind === "missing") return notice(answers.missing)
  const { reply } = entry
  return element(
    "article",
    { class: "card" },
    element("h2", {}, answers.number(reply.number + 1)),
    element("p", { class: "hint" }, answers.on(en.day(reply.sentAt))),
    openedNotice(reply),
    reply.text === "" ? undefined : element("p", { class: "text", dir: "auto" }, ...isolated(reply.text)),
  )
}

function openedNotice({ opened }: Reply): HTMLElement | undefined {
  return opened && notice(en.answers.opened(en.day(opened.day), en.answers.purposes[opened.purpose]))
}

function followUpPage(mailbox: Mailbox, text: string): void {
  const { followUp, consent } = en
  let typed = text
  const box = messageField(text, (now) => {
    typed = now
  })
  const read = Field.tick(followUp.consent, false)
  read.control.addEventListener("change", () => {
    read.clear()
  })
  const send = (): void => {
    if (!box.fits()) return
    if (!visible(typed)) box.field.fail(followUp.nothing)
    else if (!read.control.checked) read.fail(consent.readRequired)
    else sendFollowUp(mailbox, typed)
  }
  const back = button(followUp.back, "quiet", () => {
    answersPage(mailbox)
  })
  show(en.startTitle, followUp.heading, form(send, box.root, read.root, actions(consent.send, back)))
}

function sendFollowUp(mailbox: Mailbox, message: string): void {
  const { service, keys } = mailbox
  const { followUp } = en
  sendPage({
    service,
    title: en.startTitle,
    keys: () => Promise.resolve(keys),
    request: () => ({ caseKey: undefined, consents: ["read"], answers: new Map(), message, contact: undefined }),
    change: () => {
      followUpPage(mailbox, message)
    },
    sent: () => {
      const back = button(followUp.back, "main", () => {
        answersPage(mailbox)
      })
      show(en.startTitle, followUp.sentHeading, element("p", { class: "good" }, followUp.sent), element("div", { class: "actions" }, back))
    },
  })
}

function erasePage(mailbox: Mailbox): void {
  const { erase } = en
  const yes = button(erase.yes, "warn", () => {
    eraseNow(mailbox)
  })
  const no = button(erase.no, "plain", () => {
    answersPage(mailbox)
  })
  show(en.startTitle, erase.heading, ...paragraphs(erase.text), element("div", { class: "actions" }, yes, no))
}

function eraseNow(mailbox: Mailbox): void {
  const { erase } = en
  const { service, keys } = mailbox
  opening(erase.heading, erase.working)
  void sendErase(eraseOrder(keys.erase, keys.locator)).then((outcome) => {
    if (outcome.kind === "ok") {
      const start = button(erase.toStart, "main", () => {
        startPage(service)
      })
      show(en.startTitle, erase.doneHeading, element("p", { class: "good" }, erase.done), element("div", { class: "actions" }, start))
      return
    }
    const again = button(erase.again, "warn", () => {
      eraseNow(mailbox)
    })
    const no = button(erase.no, "plain", () => {
      answersPage(mailbox)
    })
    show(en.startTitle, erase.heading, notice(erase.failed), element("div", { class: "actions" }, again, no))
  })
}
