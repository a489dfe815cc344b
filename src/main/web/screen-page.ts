/** The frame of every screen: elements without markup text, one heading, focus, neutral titles, field errors. */

import { en } from "./messages/en.ts"
import { settle } from "./presses.ts"

type Child = Node | string | undefined

/** One element. Text becomes text nodes; nothing is ever parsed. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | boolean>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "boolean") made.toggleAttribute(name, value)
    else made.setAttribute(name, value)
  }
  made.append(...children.filter((child) => child !== undefined))
  return made
}

/** Paragraphs, one for each text. */
export function paragraphs(texts: readonly string[]): HTMLElement[] {
  return texts.map((text) => element("p", {}, text))
}

/** A button that does something on this screen; never a submit. */
export function button(label: string, look: "main" | "plain" | "quiet" | "warn", act: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", class: look }, label)
  made.addEventListener("click", act)
  return made
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
const numbers = /(\+?\(?\p{Nd}+(?:[ \u00a0\u202f.()/\u2010-\u2013-]{1,2}\p{Nd}+){0,15})/u

/** What somebody wrote, for a `dir="auto"` element: numbers stand from left to right, whatever stands around them. */
export function isolated(text: string): Child[] {
  if (!rightToLeft.test(text)) return [text]
  return text.split(numbers).map((part, i) => (i % 2 === 1 ? element("bdi", { dir: "ltr" }, part) : part))
}

/** A boxed sentence that matters. */
export function notice(text: string): HTMLElement {
  return element("p", { class: "notice" }, text)
}

/**
 * Shows one screen in place of the last: no request, no history entry; focus goes to its heading. It hears no press for
 * half a second, and what can't be undone does not lie where the last press was.
 */
export function show(title: string, heading: string, ...content: readonly Child[]): void {
  const top = element("h1", { tabindex: "-1" }, heading)
  const main = document.querySelector("main")
  main?.replaceChildren(top, ...content.filter((child) => child !== undefined))
  document.title = title
  window.scrollTo(0, 0)
  top.focus({ preventScroll: true })
  settle(main)
}

/** The top of a step of the form: a way back, if there is one, and where one is. */
export function stepHead(title: string, back?: () => void): HTMLElement {
  return element("div", { class: "step" }, back && button(en.back, "quiet", back), element("span", {}, title))
}

/** A form that submits nothing: the fields have no name, and the method sends no request even if script fails. */
export function form(submit: () => void, ...content: readonly Child[]): HTMLFormElement {
  const made = element("form", { method: "dialog", autocomplete: "off", novalidate: true }, ...content)
  made.addEventListener("submit", (event) => {
    event.preventDefault()
    submit()
  })
  return made
}

/** The main button of a form, and what stands beside it. */
export function actions(label: string, ...beside: readonly Child[]): HTMLElement {
  return element("div", { class: "actions" }, element("button", { type: "submit", class: "main" }, label), ...beside)
}

let ids = 0

/** Most UTF-16 units in a box: twice what a message may have, so that what is too long can be made shorter. */
export const boxUnitsMax = 24_000
const lineUnitsMax = 4_000

/** Keeps what is far too long out, before it is laid out: a browser is busy for minutes with some megabytes. Says so. */
function bound(field: Field<HTMLInputElement | HTMLTextAreaElement>, max: number): void {
  const { control } = field
  const tell = (): void => {
    // After everything that the input itself sets off.
    setTimeout(() => {
      field.fail(en.cut)
    })
  }
  const room = (): number => max - control.value.length + (control.selectionEnd ?? 0) - (control.selectionStart ?? 0)
  // Cut here and not by the browser, which counts the letters of all of it first: half a second for five million.
  const take = (event: Event, text: string | undefined): void => {
    if (text === undefined || text.length <= room()) return
    event.preventDefault()
    const fitting = text.slice(0, room() + 1).replaceAll("\r\n", "\n").slice(0, room())
    control.setRangeText(fitting.replace(/[\ud800-\udbff]$/, ""), control.selectionStart ?? 0, control.selectionEnd ?? 0, "end")
    control.dispatchEvent(new InputEvent("input", { bubbles: true }))
    tell()
  }
  const box: HTMLElement = control
  box.addEventListener("paste", (event) => {
    take(event, event.clipboardData?.getData("text/plain"))
  })
  box.addEventListener("drop", (event) => {
    take(event, event.dataTransfer?.getData("text/plain"))
  })
  // What is typed is cut by the browser.
  control.maxLength = max
  box.addEventListener("beforeinput", (event) => {
    if ((event.data ?? "").length > room()) tell()
  })
  // What a program puts in is cut here.
  control.addEventListener("input", () => {
    if (control.value.length <= max) return
    control.value = control.value.slice(0, max).replace(/[\ud800-\udbff]$/, "")
    tell()
  })
}

/** One labelled field with a hint, and a place for one clear sentence when something is wrong. */
export class Field<E extends HTMLInputElement | HTMLTextAreaElement | HTMLFieldSetElement> {
  readonly root: HTMLElement
  readonly control: E
  readonly #error: HTMLElement
  readonly #hintIds: string

  private constructor(root: HTMLElement, control: E, error: HTMLElement, hintIds: string) {
    this.root = root
    this.control = control
    this.#error = error
    this.#hintIds = hintIds
    this.clear()
  }

  /** A line of text, or with `rows` a box of text; at most `max` UTF-16 units. */
  static text(label: string, hint: string | undefined, value: string, rows = 1, max = lineUnitsMax): Field<HTMLInputElement | HTMLTextAreaElement> {
    const id = `f${++ids}`
    // No spelling service, no suggestions: they may send what is typed to others.
    const attributes = { id, autocomplete: "off", autocapitalize: "none", spellcheck: "false", writingsuggestions: "false", dir: "auto" }
    const control = rows > 1 ? element("textarea", { ...attributes, rows: String(rows) }) : element("input", { ...attributes, type: "text" })
    control.value = value
    const error = element("p", { class: "error", id: `${id}e`, hidden: true })
    const hints = hint === undefined ? undefined : element("p", { class: "hint", id: `${id}h` }, hint)
    const root = element("div", { class: "field" }, element("label", { for: id }, label), hints, error, control)
    const field = new Field<HTMLInputElement | HTMLTextAreaElement>(root, control, error, hint === undefined ? "" : `${id}h`)
    bound(field, max)
    return field
  }

  /** A group of tick boxes or of choices of which one holds; `legend` may be hidden because the heading says it. */
  static group(legend: string, hint: string | undefined, ...options: readonly HTMLElement[]): Field<HTMLFieldSetElement> {
    const id = `f${++ids}`
    const error = element("p", { class: "error", id: `${id}e`, hidden: true })
    const hints = hint === undefined ? undefined : element("p", { class: "hint", id: `${id}h` }, hint)
    const control = element("fieldset", { id, tabindex: "-1" }, element("legend", { class: "unseen" }, legend), hints, error, ...options)
    return new Field(control, control, error, hint === undefined ? "" : `${id}h`)
  }

  /** One tick box with its own place for an error. */
  static tick(label: string, checked: boolean): Field<HTMLInputElement> {
    const id = `f${++ids}`
    const control = element("input", { id, type: "checkbox" })
    control.checked = checked
    const error = element("p", { class: "error", id: `${id}e`, hidden: true })
    const root = element("div", { class: "field" }, error, element("div", { class: "option" }, control, element("label", { for: id }, label)))
    return new Field(root, control, error, "")
  }

  /** Says what is wrong, next to the field, and moves there. Nothing typed is lost. */
  fail(sentence: string): void {
    this.#error.textContent = sentence
    this.#error.hidden = false
    this.#describe(this.#error.id)
    if (!(this.control instanceof HTMLFieldSetElement)) this.control.setAttribute("aria-invalid", "true")
    const target = this.control instanceof HTMLFieldSetElement ? (this.control.querySelector("input") ?? this.control) : this.control
    target.focus()
    this.root.scrollIntoView({ block: "nearest" })
  }

  /** Takes the sentence away. */
  clear(): void {
    this.#error.hidden = true
    this.#error.textContent = ""
    this.control.removeAttribute("aria-invalid")
    this.#describe("")
  }

  #describe(errorId: string): void {
    const described = [this.#hintIds, errorId].filter((id) => id !== "").join(" ")
    if (described === "") this.control.removeAttribute("aria-describedby")
    else this.control.setAttribute("aria-describedby", described)
  }
}

/** One tick box or one choice of a group. */
export function option(kind: "checkbox" | "radio", group: string, label: string, checked: boolean, change: (checked: boolean) => void): HTMLElement {
  const id = `f${++ids}`
  const input = element("input", { id, type: kind, ...(kind === "radio" ? { name: group } : {}) })
  input.checked = checked
  input.addEventListener("change", () => {
    change(input.checked)
  })
  return element("div", { class: "option" }, input, element("label", { for: id }, label))
}
