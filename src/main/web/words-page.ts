/** The nine words: shown, and shown again, until the person has kept them; then what happens next. */

import { random } from "./crypto.ts"
import { en } from "./messages/en.ts"
import { mailboxPage } from "./return-page.ts"
import { actions, button, element, Field, form, notice, paragraphs, show, stepHead } from "./screen-page.ts"
import type { Service } from "./service.ts"
import { startPage } from "./start-page.ts"
import { isWord, type RequesterKeys, wordCount } from "./words.ts"

/** What these screens need. */
export interface Kept {
  readonly service: Service
  readonly title: string
  readonly words: readonly string[]
  readonly contact: boolean
  readonly keys: RequesterKeys
}

/** Shows the words; goes on only with the box ticked. */
export function wordsPage(kept: Kept): void {
  const { words } = en
  const box = Field.tick(words.kept, false)
  const next = (): void => {
    if (box.control.checked) confirmPage(kept)
    else box.fail(words.keptRequired)
  }
  box.control.addEventListener("change", () => {
    box.clear()
  })
  show(
    kept.title,
    words.heading,
    element("p", { class: "good" }, words.sent),
    element("ol", { class: "words", translate: "no" }, ...kept.words.map((word) => element("li", {}, word))),
    ...paragraphs(words.text),
    form(next, box.root, actions(words.next)),
  )
  document.querySelector("main")?.prepend(stepHead(kept.title))
}

/** Asks for one of the words: typing or pasting it, or going back to look. */
function confirmPage(kept: Kept): void {
  const { words } = en
  const position = 1 + ((random(1)[0] ?? 0) % wordCount)
  const field = Field.text(words.ask(position), words.askHint, "")
  const check = (): void => {
    if (isWord(field.control.value, kept.words, position)) afterPage(kept)
    else field.fail(words.wrong)
  }
  field.control.addEventListener("input", () => {
    field.clear()
  })
  const again = button(words.show, "quiet", () => {
    wordsPage(kept)
  })
  show(kept.title, words.askHeading, form(check, field.root, actions(words.next, again)))
  document.querySelector("main")?.prepend(stepHead(kept.title))
}

function afterPage({ service, contact, keys }: Kept): void {
  const { after } = en
  show(
    en.startTitle,
    after.heading,
    element("p", { class: "good" }, after.sent),
    ...paragraphs(after.text),
    notice(contact ? after.contact : after.noContact),
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
