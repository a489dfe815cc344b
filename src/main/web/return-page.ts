/** Coming back with the nine words: answers, notices, writing more, deleting everything. */

import { fetchMailbox, type Outcome } from "./api.ts"
import { askPages, messageField } from "./ask-page.ts"
import { mailboxAsk, mailboxPage as readPage, newestPage, pageReplies } from "./envelope.ts"
import { Delivery } from "./delivery.ts"
import { guard } from "./leave.ts"
import { visible } from "./letters.ts"
import { en } from "./messages/en.ts"
import { chain, type Entry, openReply, type Reply, type Slot } from "./reply.ts"
import { actions, button, element, Field, form, isolated, notice, paragraphs, show } from "./screen-page.ts"
import { sendPage } from "./send-page.ts"
import type { Service } from "./service.ts"
import { startPage } from "./start-page.ts"
import { Malformed } from "./wire.ts"
import { readWords, RequesterKeys, type Typed, typedMax } from "./words.ts"

const patienceMillis = 8_000

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
    opening(en.titles.words, enter.heading, enter.opening)
    RequesterKeys.derive(typed.words, service.pin ?? new Uint8Array(32)).then(
      (keys) => {
        mailboxPage(service, keys)
      },
      () => {
        const again = button(en.answers.again, "main", () => {
          enterPage(service)
        })
        show(en.titles.words, enter.heading, notice(en.cannot), element("div", { class: "actions" }, again))
      },
    )
  }
  show(
    en.titles.words,
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

/** A screen that waits. When it takes long, it says how long it can take, and offers to go. */
function opening(title: string, heading: string, sentence: string, stop?: () => void): void {
  const state = element("div", { role: "status" }, element("p", { class: "progress" }, sentence))
  const below = element("div", { class: "actions" })
  show(title, heading, state, below)
  if (stop === undefined) return
  setTimeout(() => {
    state.append(element("p", {}, en.slow))
    below.append(button(en.stop, "plain", stop))
  }, patienceMillis)
}

/** Does what takes a call, behind a screen that can be left: then nothing that comes later is shown. */
function wait<T>(
  screen: { readonly title: string; readonly heading: string; readonly sentence: string },
  work: Promise<T>,
  gaveUp: T,
  next: (outcome: T) => void,
): void {
  let over = false
  const once = (outcome: T): void => {
    if (over) return
    over = true
    next(outcome)
  }
  opening(screen.title, screen.heading, screen.sentence, () => {
    once(gaveUp)
  })
  work.then(once, () => {
    once(gaveUp)
  })
}

/** What was typed and is not known to have arrived: one for all screens of a mailbox, as an answer may come late. */
interface Written {
  text: string
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
  readonly written: Written
}

/** Fetches the newest page and shows it. What was read before stays on the screen when that fails. */
export function mailboxPage(service: Service, keys: RequesterKeys, written: Written = { text: "" }, before?: Mailbox): void {
  const { answers, enter } = en
  if (Delivery.of(keys).deletion === "done") {
    erasedPage(service, keys)
    return
  }
  guard(() => written.text !== "")
  const screen = { title: en.titles.read, heading: answers.heading, sentence: enter.opening }
  wait(screen, load(service, keys, newestPage), "unreachable", (loaded) => {
    if (loaded !== "unreachable" && loaded !== "busy") {
      answersPage({ ...loaded, written })
    } else if (before !== undefined) {
      answersPage({ ...before, written }, `${answers[loaded]} ${answers.before}`)
    } else {
      const again = button(answers.again, "main", () => {
        mailboxPage(service, keys, written)
      })
      const stay = (): void => {
        mailboxPage(service, keys, written)
      }
      const close = button(answers.close, "quiet", () => {
        leaveTyped(written, keys, stay, () => {
          startPage(service)
        })
      })
      const remove = button(answers.erase, "warn", () => {
        erasePage(service, keys, stay)
      })
      show(
        en.titles.read,
        answers.heading,
        notice(answers[loaded]),
        doubt(keys),
        element("div", { class: "actions" }, again),
        element("div", { class: "actions apart" }, remove, close),
      )
    }
  })
}

type Loaded = Mailbox | "unreachable" | "busy"

async function load(service: Service, keys: RequesterKeys, page: number): Promise<Loaded> {
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
    return { service, keys, first: frames[0]?.number ?? 0, slots, checked: manifest !== undefined, written: { text: "" } }
  } catch (fault) {
    if (fault instanceof Malformed) return "unreachable"
    throw fault
  }
}

function answersPage(mailbox: Mailbox, trouble?: string): void {
  const { answers } = en
  const { service, keys, first, slots } = mailbox
  const entries = chain(slots, first)
  const newest = entries.findLast((entry) => entry.kind === "reply")
  const earlier = button(answers.earlier, "plain", () => {
    const screen = { title: en.titles.read, heading: answers.heading, sentence: en.enter.opening }
    wait<Loaded>(screen, load(service, keys, first / pageReplies - 1), "unreachable", (loaded) => {
      if (loaded === "unreachable" || loaded === "busy") answersPage(mailbox, answers[loaded])
      else answersPage({ ...mailbox, first: loaded.first, slots: [...loaded.slots, ...slots] })
    })
  })
  const isEmpty = entries.length === 0 && mailbox.checked
  // An empty mailbox may be one that was erased, or one that nothing ever reached: the service answers alike.
  const { hasArrived, deletion } = Delivery.of(keys)
  const write = button(answers.write, isEmpty ? "plain" : "main", () => {
    followUpPage(mailbox)
  })
  const again = button(answers.again, isEmpty ? "main" : "plain", () => {
    mailboxPage(service, keys, mailbox.written, mailbox)
  })
  const stay = (): void => {
    answersPage(mailbox)
  }
  const anew = button(answers.anew, "plain", () => {
    leaveTyped(mailbox.written, keys, stay, () => {
      askPages(service)
    })
  })
  const close = button(answers.close, "quiet", () => {
    leaveTyped(mailbox.written, keys, stay, () => {
      startPage(service)
    })
  })
  guard(() => mailbox.written.text !== "")
  show(
    en.titles.read,
    answers.heading,
    trouble === undefined ? undefined : notice(trouble),
    mailbox.checked ? undefined : notice(answers.unchecked),
    newest?.kind === "reply" ? element("p", { class: "state" }, answers.state, answers.states[newest.reply.state]) : undefined,
    doubt(keys),
    ...(isEmpty && deletion === "none" ? [notice(answers.none), ...(hasArrived ? [] : paragraphs(answers.noneText))] : []),
    first > 0 ? element("div", { class: "actions" }, earlier) : undefined,
    ...entries.map(entryCard),
    element(
      "div",
      { class: "actions" },
      ...(isEmpty ? [again, write] : [write, again]),
      isEmpty && !hasArrived ? anew : undefined,
    ),
    element(
      "div",
      { class: "actions apart" },
      button(answers.erase, "warn", () => {
        const unseen = isEmpty && deletion === "none" && !hasArrived
        const stayOrLook = (): void => {
          if (Delivery.of(keys).deletion !== "none") mailboxPage(service, keys, mailbox.written, mailbox)
          else answersPage(mailbox)
        }
        erasePage(service, keys, stayOrLook, unseen ? [en.erase.unsure] : [])
      }),
      close,
    ),
  )
}

/** What nobody knows after an order to delete that got no answer. */
function doubt(keys: RequesterKeys): HTMLElement | undefined {
  return Delivery.of(keys).deletion === "unknown" ? notice(en.erase.doubt) : undefined
}

/** Away from the mailbox: with something typed and not sent, a person is asked. */
function leaveTyped({ text }: Written, keys: RequesterKeys, stay: () => void, away: () => void): void {
  const { lose } = en
  if (text === "") {
    away()
    return
  }
  const no = button(lose.no, "main", stay)
  const yes = button(lose.yes, "warn", away)
  show(en.titles.read, lose.heading, element("p", {}, Delivery.of(keys).isUnsure ? lose.unsure : lose.written), element("div", { class: "actions" }, no, yes))
}

function entryCard(entry: Entry): HTMLElement {
  const { answers } = en
  if (entry.kind === "missing") return notice(answers.missing)
  const { reply } = entry
  return element(
    "article",
    { class: "card" },
    element("h2", {}, reply.text === "" ? answers.notice : answers.answer),
    element("p", { class: "hint" }, answers.on(en.day(reply.sentAt))),
    openedNotice(reply),
    reply.text === "" ? undefined : element("p", { class: "text", dir: "auto" }, ...isolated(reply.text)),
  )
}

function openedNotice({ opened }: Reply): HTMLElement | undefined {
  return opened && notice(en.answers.opened(en.day(opened.day), en.answers.purposes[opened.purpose]))
}

function followUpPage(mailbox: Mailbox, mayHaveArrived = Delivery.of(mailbox.keys).isUnsure): void {
  const { followUp, consent } = en
  const { written } = mailbox
  const box = messageField(written.text, en.message.hintHere, (now) => {
    written.text = now
  })
  const read = Field.tick(followUp.consent, false)
  read.control.addEventListener("change", () => {
    read.clear()
  })
  const send = (): void => {
    if (!box.fits()) return
    if (!visible(written.text)) box.field.fail(followUp.nothing)
    else if (!read.control.checked) read.fail(consent.readRequired)
    else sendFollowUp(mailbox)
  }
  const back = button(followUp.back, "quiet", () => {
    answersPage(mailbox)
  })
  show(en.titles.write, followUp.heading, mayHaveArrived ? notice(followUp.both) : undefined, form(send, box.root, read.root, actions(consent.send, back)))
}

function sendFollowUp(mailbox: Mailbox): void {
  const { service, keys, written } = mailbox
  const { followUp } = en
  const message = written.text
  const back = (): void => {
    answersPage(mailbox)
  }
  sendPage({
    service,
    title: en.titles.write,
    keys: () => Promise.resolve(keys),
    request: () => ({ caseKey: undefined, consents: ["read"], answers: new Map(), message, contact: undefined }),
    beside: () => [],
    advice: en.send.adviceAgain,
    takesBack: false,
    change: (unsure) => {
      followUpPage(mailbox, unsure)
    },
    stop: back,
    stopTo: followUp.back,
    leaves: () => undefined,
    settled: () => {
      if (written.text === message) written.text = ""
    },
    sent: () => {
      show(
        en.titles.sent,
        followUp.sentHeading,
        element("p", { class: "good" }, followUp.sent),
        element("div", { class: "actions" }, button(followUp.back, "main", back)),
      )
    },
  })
}

export function erasePage(service: Service, keys: RequesterKeys, back: () => void, also: readonly string[] = []): void {
  const { erase } = en
  const yes = button(erase.yes, "warn", () => {
    eraseNow(service, keys, back)
  })
  const no = button(erase.no, "plain", back)
  show(en.titles.remove, erase.heading, ...paragraphs([...erase.text, ...also]), element("div", { class: "actions" }, yes, no))
}

function eraseNow(service: Service, keys: RequesterKeys, back: () => void): void {
  const { erase } = en
  const order = Delivery.of(keys).deleteAll(keys).then((outcome) => outcome.kind)
  wait<Outcome<Uint8Array>["kind"]>({ title: en.titles.remove, heading: erase.heading, sentence: erase.working }, order, "unreachable", (outcome) => {
    if (outcome === "ok") {
      erasedPage(service, keys)
      return
    }
    const again = button(erase.again, "warn", () => {
      eraseNow(service, keys, back)
    })
    const no = button(erase.no, "plain", back)
    show(en.titles.remove, erase.heading, notice(erase.failed), element("div", { class: "actions" }, again, no))
  })
}

/** Whoever wants to ask again gets new words: the service can't tie those to what was deleted. */
function erasedPage(service: Service, keys: RequesterKeys): void {
  const { erase } = en
  const start = button(erase.toStart, "main", () => {
    startPage(service)
  })
  // What a network held may have come after the order.
  const again = button(erase.onceMore, "quiet", () => {
    eraseNow(service, keys, () => {
      mailboxPage(service, keys)
    })
  })
  guard(() => false)
  show(
    en.titles.removed,
    erase.doneHeading,
    element("p", { class: "good" }, erase.done),
    ...paragraphs(erase.doneText),
    element("div", { class: "actions" }, start, again),
  )
}
