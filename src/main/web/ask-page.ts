/** The questions, one a screen. All answers stay in this page's memory until they are sealed. */

import { random } from "./crypto.ts"
import { lockedRoom } from "./locked.ts"
import { guard } from "./leave.ts"
import { lettersIn, visible } from "./letters.ts"
import { type HelpRequest, messageBytesMax, messageRoom } from "./message.ts"
import { en } from "./messages/en.ts"
import { actions, boxUnitsMax, button, element, Field, form, isolated, notice, option, paragraphs, show, stepHead } from "./screen-page.ts"
import { erasePage } from "./return-page.ts"
import { sendPage } from "./send-page.ts"
import type { Service } from "./service.ts"
import { startPage } from "./start-page.ts"
import { drawWords, RequesterKeys } from "./words.ts"
import { afterPage, wordsAgain, wordsPage } from "./words-page.ts"

const steps = 8

type Need = keyof typeof en.needs.options
type Urgency = keyof typeof en.urgency.options
type ContactWay = keyof typeof en.contact.options

/** What a person has told this page so far. */
class Draft {
  readonly service: Service
  readonly needsOrder: readonly Need[]
  readonly words = drawWords()
  readonly caseKey = random(32)
  readonly needs = new Set<Need>()
  urgency: Urgency | undefined
  message = ""
  way: ContactWay = "none"
  /** By way: a number is not an address. */
  readonly values: Partial<Record<ContactWay, string>> = {}
  when = ""
  how = ""
  place = ""
  readConsent = false
  contactConsent = false
  /** The person has shown that the nine words are kept; then nothing asks for it again. */
  kept = false
  /** A version of this may have arrived already. */
  unsure = false
  /** A version that allowed contact went out: it may arrive even after its own erase order. */
  contactWentOut = false
  #keys: Promise<RequesterKeys> | undefined
  /** What stood here when there was nothing to lose: at the beginning, or as it arrived. */
  #safe = this.#all

  constructor(service: Service) {
    this.service = service
    this.needsOrder = shuffledNeeds()
  }

  get value(): string {
    return this.values[this.way] ?? ""
  }

  set value(typed: string) {
    this.values[this.way] = typed
  }

  /** The keys of the nine words; made once, while the person reads and types. */
  keys(): Promise<RequesterKeys> {
    this.#keys ??= RequesterKeys.derive(this.words, this.service.pin ?? new Uint8Array(32)).then(async (keys) => {
      await keys.recipient()
      return keys
    })
    // A failure is not kept: whoever waits for it is told, and the next try starts anew.
    this.#keys.catch(() => {
      this.#keys = undefined
    })
    return this.#keys
  }

  get #all(): string {
    const values = Object.values(this.values).filter((text) => text !== "")
    return JSON.stringify([this.message, values, this.when, this.how, this.place, [...this.needs], this.urgency ?? "", this.way])
  }

  /** Whether leaving would lose something that a person did here. */
  get precious(): boolean {
    return this.#all !== this.#safe
  }

  /** It arrived as it stands. */
  settle(): void {
    this.#safe = this.#all
  }

  get empty(): boolean {
    return this.needs.size === 0 && !visible(this.message)
  }

  /** Answers for the locked layer, or nothing. */
  contact(): Map<string, string[]> | undefined {
    if (this.way === "none" || this.service.k === 0) return undefined
    const answers = new Map([
      ["contact_way", [this.way]],
      ["contact_value", [this.value.trim()]],
    ])
    if (visible(this.when)) answers.set("contact_when", [this.when.trim()])
    if (visible(this.how)) answers.set("contact_how", [this.how.trim()])
    if (this.way === "meet" && visible(this.place)) answers.set("place_exact", [this.place.trim()])
    return answers
  }

  request(): HelpRequest {
    const answers = new Map<string, string[]>()
    if (this.needs.size > 0) answers.set("needs", Object.keys(en.needs.options).filter((need) => this.needs.has(need as Need)))
    if (this.urgency !== undefined) answers.set("urgency_self", [this.urgency])
    return {
      caseKey: this.caseKey,
      consents: this.way === "none" ? ["read"] : ["read", "contact"],
      takenBack: this.way === "none" && this.contactWentOut ? ["contact"] : [],
      answers,
      message: this.message,
      contact: this.contact(),
    }
  }
}

/** Starts a new request. */
export function askPages(service: Service): void {
  const draft = new Draft(service)
  if (service.pin !== undefined) void draft.keys()
  guard(() => draft.precious)
  safePage(draft)
}

/** Back at the start nothing is kept: with something at stake, a person is asked. */
function toStart(draft: Draft, stay: (draft: Draft) => void): void {
  const { lose } = en
  if (!draft.precious) {
    startPage(draft.service)
    return
  }
  const no = button(lose.no, "main", () => {
    stay(draft)
  })
  const yes = button(lose.yes, "warn", () => {
    startPage(draft.service)
  })
  show(
    en.titles.start,
    lose.heading,
    element("p", {}, lose.text),
    ...firstVersion(draft, stay),
    element("div", { class: "actions" }, no, yes),
  )
}

/** Whoever changes their mind after a lost answer is told what may be with the team, and can take it back without sending more. */
function firstVersion(draft: Draft, back: (draft: Draft) => void): HTMLElement[] {
  if (!draft.unsure) return []
  const remove = button(en.check.takeBack, "plain", () => {
    void draft.keys().then((keys) => {
      const stay = (): void => {
        back(draft)
      }
      erasePage(draft.service, keys, stay, [en.check.goesToo])
    })
  })
  return [...paragraphs([en.check.unsure]), element("div", { class: "actions" }, remove)]
}

/** No order is more serious than another: it is drawn anew on each visit. "Something else" comes last. */
function shuffledNeeds(): Need[] {
  const needs = (Object.keys(en.needs.options) as Need[]).filter((need) => need !== en.needs.last)
  for (let i = needs.length - 1; i > 0; i--) {
    const j = Math.floor(((random(1)[0] ?? 0) / 256) * (i + 1))
    const [a, b] = [needs[i], needs[j]]
    if (a !== undefined && b !== undefined) [needs[i], needs[j]] = [b, a]
  }
  return [...needs, en.needs.last]
}

function step(draft: Draft, number: number, back: (draft: Draft) => void, heading: string, ...content: readonly (Node | undefined)[]): void {
  show(en.stepTitle(number, steps), heading, ...content)
  // Above the heading for the eye; the heading has the focus.
  document.querySelector("main")?.prepend(
    stepHead(en.stepTitle(number, steps), () => {
      back(draft)
    }),
  )
}

function skip(draft: Draft, next: (draft: Draft) => void, forget: () => void): HTMLButtonElement {
  return button(en.skipQuestion, "quiet", () => {
    forget()
    next(draft)
  })
}

function safePage(draft: Draft): void {
  const { safe } = en
  step(
    draft,
    1,
    (kept) => {
      toStart(kept, safePage)
    },
    safe.heading,
    element("h2", {}, safe.leaveHeading),
    ...paragraphs(safe.leaveText),
    element("h2", {}, safe.tipsHeading),
    element("ul", {}, ...safe.tips.map((tip) => element("li", {}, tip))),
    element(
      "div",
      { class: "actions" },
      button(safe.agree, "main", () => {
        needsPage(draft)
      }),
    ),
  )
}

function needsPage(draft: Draft): void {
  const { needs } = en
  const group = Field.group(
    needs.heading,
    needs.hint,
    ...draft.needsOrder.map((need) =>
      option("checkbox", "", needs.options[need], draft.needs.has(need), (checked) => {
        if (checked) draft.needs.add(need)
        else draft.needs.delete(need)
      }),
    ),
  )
  const next = (): void => {
    urgencyPage(draft)
  }
  const forget = (): void => {
    draft.needs.clear()
  }
  step(draft, 2, safePage, needs.heading, form(next, group.root, actions(en.next, skip(draft, urgencyPage, forget))))
}

function urgencyPage(draft: Draft): void {
  const { urgency } = en
  const hint = notice(urgency.nowHint)
  hint.hidden = draft.urgency !== "now"
  const group = Field.group(
    urgency.heading,
    urgency.hint,
    ...(Object.keys(urgency.options) as Urgency[]).map((choice) =>
      option("radio", "u", urgency.options[choice], draft.urgency === choice, () => {
        draft.urgency = choice
        hint.hidden = choice !== "now"
      }),
    ),
  )
  const next = (): void => {
    messagePage(draft)
  }
  const forget = (): void => {
    draft.urgency = undefined
  }
  const live = element("div", { role: "status" }, hint)
  step(draft, 3, needsPage, urgency.heading, form(next, group.root, live, actions(en.next, skip(draft, messagePage, forget))))
}

function messagePage(draft: Draft): void {
  const hint = draft.service.k === 0 ? en.message.hintHere : en.message.hint
  const box = messageField(draft.message, hint, (typed) => {
    draft.message = typed
  })
  const next = (): void => {
    if (!box.fits()) return
    if (draft.empty) box.field.fail(en.message.nothing)
    else contactPage(draft)
  }
  step(draft, 4, urgencyPage, en.message.heading, form(next, box.root, actions(en.next)))
}

/** The box for a message, and how much room is left. */
export function messageField(
  value: string,
  hint: string,
  typed: (text: string) => void,
): { root: HTMLElement; field: Field<HTMLInputElement | HTMLTextAreaElement>; fits: () => boolean } {
  const { message } = en
  const field = Field.text(message.label, hint, value, 10, boxUnitsMax)
  const counter = element("p", { class: "hint" })
  const tooLong = (room: number, text: string): string => message.tooLong(en.number(Math.max(1, lettersIn(-room, text))))
  const spoken = element("p", { class: "unseen", role: "status" })
  const count = (): void => {
    const text = field.control.value
    const room = messageRoom(text)
    if (room === messageBytesMax) counter.textContent = message.empty
    else counter.textContent = room < 0 ? tooLong(room, text) : message.room(en.number(lettersIn(room, text)))
    counter.classList.toggle("over", room < 0)
    // Spoken only near the end, and not at every key.
    spoken.textContent = room < 500 ? counter.textContent : ""
  }
  field.control.addEventListener("input", () => {
    typed(field.control.value)
    field.clear()
    count()
  })
  count()
  const fits = (): boolean => {
    const room = messageRoom(field.control.value)
    // By how much stands under the box.
    if (room < 0) field.fail(message.shorter)
    return room >= 0
  }
  return { root: element("div", {}, field.root, counter, spoken), field, fits }
}

function contactPage(draft: Draft): void {
  const { contact } = en
  const details = element("div", { class: "details" })
  const ways = (Object.keys(contact.options) as ContactWay[]).filter((way) => way === "none" || draft.service.k > 0)
  if (draft.service.k === 0) draft.way = "none"
  let value: Field<HTMLInputElement | HTMLTextAreaElement> | undefined

  const line = (label: string, hint: string | undefined, kept: "value" | "when" | "how" | "place"): Field<HTMLInputElement | HTMLTextAreaElement> => {
    const field = Field.text(label, hint, draft[kept])
    field.control.addEventListener("input", () => {
      draft[kept] = field.control.value
      field.clear()
    })
    return field
  }
  const reveal = (): void => {
    if (draft.way === "none") {
      value = undefined
      details.replaceChildren()
      return
    }
    value = line(contact.value[draft.way], undefined, "value")
    details.replaceChildren(
      notice(contact.locked(draft.service.k)),
      value.root,
      line(contact.when, contact.whenHint, "when").root,
      line(contact.how, contact.howHint, "how").root,
      ...(draft.way === "meet" ? [line(contact.place, undefined, "place").root] : []),
    )
  }
  const group = Field.group(
    contact.heading,
    contact.hint,
    ...ways.map((way) =>
      option("radio", "c", contact.options[way], draft.way === way, () => {
        draft.way = way
        reveal()
      }),
    ),
  )
  reveal()
  const next = (): void => {
    const answers = draft.contact()
    const room = answers === undefined ? 0 : lockedRoom(answers)
    if (value !== undefined && !visible(draft.value)) value.fail(contact.noValue)
    else if (value !== undefined && room < 0) value.fail(contact.tooLong(en.number(Math.max(1, lettersIn(-room, draft.value)))))
    else checkPage(draft)
  }
  step(draft, 5, messagePage, contact.heading, form(next, group.root, details, actions(en.next)))
}

function checkPage(draft: Draft): void {
  const { check } = en
  const team = element("span", { class: "layer" }, check.team)
  const locked = element("span", { class: "layer locked" }, check.locked(draft.service.k))
  const row = (label: string, value: string | readonly string[], layer: HTMLElement, page: (draft: Draft) => void): HTMLElement => {
    const change = button(en.change, "quiet", () => {
      page(draft)
    })
    change.setAttribute("aria-label", `${en.change}: ${label}`)
    const values = typeof value === "string" ? [value] : value
    const shown = values.filter(visible)
    return element(
      "div",
      {},
      element("dt", {}, label),
      element("dd", {}, ...(shown.length > 0 ? shown : [check.none]).map((one) => element("p", { dir: "auto" }, ...isolated(one)))),
      element("dd", { class: "beside" }, layer.cloneNode(true), change),
    )
  }
  const contactRows =
    draft.way === "none"
      ? []
      : [
          row(check.contactValue, draft.value, locked, contactPage),
          ...(!visible(draft.when) ? [] : [row(check.contactWhen, draft.when, locked, contactPage)]),
          ...(!visible(draft.how) ? [] : [row(check.contactHow, draft.how, locked, contactPage)]),
          ...(draft.way !== "meet" || !visible(draft.place) ? [] : [row(check.contactPlace, draft.place, locked, contactPage)]),
        ]
  const needs = draft.needsOrder.filter((need) => draft.needs.has(need)).map((need) => en.needs.options[need])
  step(
    draft,
    6,
    contactPage,
    check.heading,
    ...firstVersion(draft, checkPage),
    element(
      "dl",
      { class: "answers" },
      row(check.needs, needs, team, needsPage),
      row(check.urgency, draft.urgency === undefined ? "" : en.urgency.options[draft.urgency], team, urgencyPage),
      row(check.message, draft.message, team, messagePage),
      row(check.contactWay, en.contact.options[draft.way], draft.way === "none" ? team : locked, contactPage),
      ...contactRows,
    ),
    form(
      () => {
        if (draft.empty) messagePage(draft)
        else consentPage(draft)
      },
      actions(en.next),
    ),
  )
}

function consentPage(draft: Draft): void {
  const { consent } = en
  const read = Field.tick(consent.read, draft.readConsent)
  const contact = draft.way === "none" ? undefined : Field.tick(consent.contact, draft.contactConsent)
  read.control.addEventListener("change", () => {
    draft.readConsent = read.control.checked
    read.clear()
  })
  contact?.control.addEventListener("change", () => {
    draft.contactConsent = contact.control.checked
    contact.clear()
  })
  const send = (): void => {
    if (!read.control.checked) read.fail(consent.readRequired)
    else if (contact !== undefined && !contact.control.checked) contact.fail(consent.contactRequired)
    else if (draft.kept) sendDraft(draft)
    else keepWords(draft)
  }
  step(draft, 7, checkPage, consent.heading, ...firstVersion(draft, consentPage), element("p", {}, consent.text), form(send, read.root, contact?.root, actions(draft.kept ? consent.send : en.next)))
}

/** The words come before the sending: a page that is lost in between has lost nothing that the service holds. */
function keepWords(draft: Draft): void {
  wordsPage({
    title: en.stepTitle(8, steps),
    words: draft.words,
    back: () => {
      consentPage(draft)
    },
    kept: () => {
      draft.kept = true
      sendDraft(draft)
    },
  })
}

function sendDraft(draft: Draft): void {
  sendPage({
    service: draft.service,
    title: en.stepTitle(8, steps),
    keys: () => draft.keys(),
    request: () => draft.request(),
    beside: () => [wordsAgain(draft.words)],
    advice: en.send.adviceFirst,
    takesBack: true,
    change: (unsure) => {
      draft.unsure = unsure
      checkPage(draft)
    },
    stop: (unsure) => {
      draft.unsure = unsure
      toStart(draft, checkPage)
    },
    stopTo: en.erase.toStart,
    leaves: () => {
      draft.contactWentOut ||= draft.way !== "none"
    },
    settled: () => {
      draft.settle()
    },
    sent: (keys) => {
      afterPage(draft.service, draft.words, draft.way !== "none", keys)
    },
  })
}
