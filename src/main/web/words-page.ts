/** The nine words: shown, and asked for, before anything is sent; then what happens next. */

import { Delivery } from "./delivery.ts"
import { random } from "./crypto.ts"
import { en } from "./messages/en.ts"
import { mailboxPage } from "./return-page.ts"
import { actions, button, element, Field, form, notice, paragraphs, show, stepHead } from "./screen-page.ts"
import type { Service } from "./service.ts"
import { startPage } from "./start-page.ts"
import { isWord, type RequesterKeys, wordCount } from "./words.ts"

/** Nine new words, and where to go from them. */
export interface Keeping {
  readonly title: string
  readonly words: readonly string[]
  readonly back: () => void
  /** The person has shown that the words are kept. */
  readonly kept: () => void
}

/** Shows the words; goes on only with the box ticked. */
export function wordsPage(keeping: Keeping): void {
  const { words } = en
  const box = Field.tick(words.kept, false)
  const next = (): void => {
    if (box.control.checked) confirmPage(keeping)
    else box.fail(words.keptRequired)
  }
  box.control.addEventListener("change", () => {
    box.clear()
  })
  show(
    keeping.title,
    words.heading,
    notice(words.notSent),
    list(keeping.words),
    ...paragraphs(words.text),
    form(next, box.root, actions(words.next)),
  )
  document.querySelector("main")?.prepend(stepHead(keeping.title, keeping.back))
}

/** The words once more, folded, for as long as this page is not left. */
export function wordsAgain(words: readonly string[]): HTMLElement {
  return element("details", {}, element("summary", {}, en.words.again), list(words))
}

function list(words: readonly string[]): HTMLElement {
  return element("ol", { class: "words", translate: "no" }, ...words.map((word) => element("li", {}, word)))
}

/** Asks for one of the words: typing or pasting it, or going back to look. */
function confirmPage(keeping: Keeping): void {
  const { words } = en
  const position = 1 + ((random(1)[0] ?? 0) % wordCount)
  const field = Field.text(words.ask(position), words.askHint, "")
  const check = (): void => {
    if (isWord(field.control.value, keeping.words, position)) keeping.kept()
    else field.fail(words.wrong)
  }
  field.control.addEventListener("input", () => {
    field.clear()
  })
  const again = button(words.show, "quiet", () => {
    wordsPage(keeping)
  })
  show(keeping.title, words.askHeading, form(check, field.root, actions(en.consent.send, again)))
  document.querySelector("main")?.prepend(stepHead(keeping.title))
}

/** After a new request was taken in. */
export function afterPage(service: Service, words: readonly string[], contact: boolean, keys: RequesterKeys): void {
  const { after } = en
  show(
    en.titles.next,
    after.heading,
    element("p", { class: "good" }, after.sent),
    ...(Delivery.of(keys).mayStillCome ? paragraphs([after.both]) : []),
    ...paragraphs(after.text),
    notice(contact ? after.contact : after.noContact),
    wordsAgain(words),
    element(
      "div",
      { class: "actions" },
      button(after.done, "main", () => {
        startPage(service)
      }),
      button(after.now, "plain", () => {
        mailboxPage(service, keys)
      }),
    ),
  )
}
