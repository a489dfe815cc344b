// The console's only script. It carries the bearer, fetches pieces of HTML that Java has rendered and escaped, and puts
// them in place through the one Trusted Types policy. It decides nothing and stores nothing.

import { lettersIn } from "../letters.ts"
import { picture, piece, policy, sight } from "./piece.ts"
import { listen as listenToPresses, settle as settlePresses } from "../presses.ts"

const main = document.getElementById("main") as HTMLElement
const status = document.getElementById("status") as HTMLElement
const pollMillis = Number(document.body.dataset["pollSeconds"]) * 1000

let bearer = ""
let busy = false
let ended = false
let rendered = "" // the piece that is shown, as the console gave it
let spot = "" // which pages of the list were shown last, as the console names them
let pausing: number | undefined
const keepMillis = 300
const launchLength = 40
let touched = true // whether the person did something since the last poll; it keeps the console from locking itself

/** What the console said: its HTML, that it is locked or gone, or that it did not take this one call. */
type Said = { readonly html: string } | { readonly refused: number } | "locked" | "gone"

/** Asks the console to do something. */
async function call(fields: Record<string, string>): Promise<Said> {
  for (let tries = 0; tries < 2; tries++) {
    try {
      const response = await fetch("/act", {
        method: "POST",
        headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
        body: JSON.stringify(fields),
        cache: "no-store",
        credentials: "omit",
        redirect: "error",
        keepalive: fields["go"] === "keep",
      })
      if (response.ok) return { html: await response.text() }
      return response.status === 401 ? "locked" : { refused: response.status }
    } catch {
      await new Promise((wake) => setTimeout(wake, 500))
    }
  }
  return "gone"
}

/** Says above the page that a call was not taken; the page and what was typed stay. */
function refused(code: number): void {
  main.querySelector("[data-refused]")?.remove()
  const note = document.createElement("div")
  note.className = "care"
  note.dataset["refused"] = ""
  note.setAttribute("role", "alert")
  note.tabIndex = -1
  note.textContent =
    code === 413
      ? "Not done: that is too long to be taken. What you typed is still here. Make it shorter."
      : "Not done: this console did not take it. What you typed is still here. Try again."
  main.prepend(note)
  note.focus()
}

/** Shows one of the texts that came with the page: nothing of what was open stays on the screen. */
function end(id: "locked" | "gone" | "lost"): void {
  ended = true
  bearer = ""
  status.replaceChildren()
  document.getElementById("lock")?.remove()
  main.replaceChildren((document.getElementById(id) as HTMLTemplateElement).content.cloneNode(true))
  settle()
}

/** What stands in the form of the case that is shown: it goes along with everything that the page asks for. */
function typed(): Record<string, string> {
  const form = main.querySelector<HTMLFormElement>("form[data-keeps]")
  if (form === null) return {}
  const data = new FormData(form)
  return { typed: form.dataset["id"] ?? "", text: text(data, "text"), state: text(data, "state") }
}

/** Which messages of the case were open on this screen, whether or not they still are. */
function unfolded(): string {
  const seen = main.querySelectorAll<HTMLElement>("details[data-message][data-seen]")
  return [...seen].map((details) => details.dataset["message"]).join(" ")
}

function unfoldedNow(): Set<string | undefined> {
  return new Set([...main.querySelectorAll<HTMLElement>("details[open]")].map((details) => details.dataset["message"]))
}

function text(data: FormData, name: string): string {
  const value = data.get(name)
  return typeof value === "string" ? value : ""
}

let kept = ""
let keeping: Promise<unknown> = Promise.resolve()

/** Hands over what was typed, if that is new, so that it survives whatever happens to the page. */
function keep(): void {
  const fields = typed()
  const now = JSON.stringify(fields)
  if (busy || ended || now === kept || fields["typed"] === undefined) return
  kept = now
  keeping = keeping.then(() => call({ go: "keep", ...fields }))
}

/** After main has changed: the title follows, and the keyboard and the screen reader start at the new heading. */
function settle(): void {
  const heading = main.querySelector("h1")
  document.title = `${heading?.dataset["title"] ?? heading?.textContent ?? ""} – Postern console`
  const focus = main.querySelector<HTMLElement>("[data-focus]") ?? heading
  focus?.focus()
  if (focus === heading) window.scrollTo(0, 0)
  for (const area of main.querySelectorAll<HTMLTextAreaElement>("textarea[data-bytes-max]")) count(area)
  settlePresses(main)
}

/** Something that the piece shown says about itself, or nothing. */
function shown(name: string): string {
  return main.querySelector<HTMLElement>(":scope > div:not([data-refused])")?.dataset[name] ?? ""
}

function show(html: string): void {
  rendered = html
  main.innerHTML = policy.createHTML(html)
}

async function act(fields: Record<string, string>): Promise<void> {
  if (busy || ended) return
  busy = true
  main.setAttribute("aria-busy", "true")
  // What was handed over before may not come after an answer that was sent.
  await keeping
  const box = main.querySelector("textarea")
  const before = box?.value
  if (box !== null) box.readOnly = fields["go"] === "answer"
  const said = await call({ ...typed(), from: shown("case"), unfolded: unfolded(), ...fields })
  busy = false
  if (box !== null) box.readOnly = false
  main.removeAttribute("aria-busy")
  if (said === "locked" || said === "gone") return end(said)
  if ("refused" in said) return refused(said.refused)
  const from = shown("case")
  const open = unfoldedNow()
  show(said.html)
  if (shown("list") !== "") spot = shown("id")
  if (from === shown("case")) for (const details of main.querySelectorAll("details")) details.open = open.has(details.dataset["message"])
  // What was typed while the console was at work.
  const next = main.querySelector("textarea")
  if (from === shown("case") && box !== null && next !== null && box.value !== before) next.value = box.value
  takeOfferBack()
  kept = JSON.stringify(typed())
  settle()
}

/**
 * Shows the same page again because an outcome is there: what was unfolded stays so, and nothing jumps. While a text is
 * being written only the part beside it is shown again: the text, and the messages that it answers, stay as they are.
 */
async function refresh(go: string, id: string): Promise<void> {
  if (busy) return
  const open = unfoldedNow()
  const inside = main.contains(document.activeElement)
  const before = main.firstElementChild
  const said = await call({ go, id, touched: "no" })
  if (said === "locked" || said === "gone") return end(said)
  if ("refused" in said) return
  if (main.hasAttribute("aria-busy") || main.firstElementChild !== before) return
  if ([...main.querySelectorAll("textarea")].some((area) => area.value !== "")) return beside(said.html)
  show(said.html)
  for (const details of main.querySelectorAll("details")) details.open = open.has(details.dataset["message"])
  for (const area of main.querySelectorAll<HTMLTextAreaElement>("textarea[data-bytes-max]")) count(area)
  takeOfferBack()
  if (inside) main.querySelector("h1")?.focus({ preventScroll: true })
  settlePresses(main)
}

/** What is shown now is new: the offer to show it would stand there until the next poll. */
function takeOfferBack(): void {
  status.querySelector("[data-fresh]")?.remove()
  delete status.dataset["shown"]
}

/** Whether a case is still as it is shown: what became known then concerns others, or is one's own answer. */
async function isAsShown(id: string): Promise<boolean> {
  const said = await call({ go: "case", id, touched: "no" })
  return typeof said === "object" && "html" in said && picture(said.html) === picture(rendered)
}

/** Puts only the locked details in place. If that is all that has changed, nothing new is left to be shown. */
function beside(html: string): void {
  const fetched = piece(html)
  const next = fetched.querySelector("[data-beside]")
  const now = main.querySelector("[data-beside]")
  if (next === null || now === null) return
  if (next.innerHTML !== now.innerHTML) {
    now.replaceWith(next)
    settlePresses(main)
  }
  const top = main.querySelector<HTMLElement>("[data-version]")
  const version = fetched.querySelector<HTMLElement>("[data-version]")?.dataset["version"]
  if (top === null || version === undefined || sight(fetched) !== sight(main)) return
  top.dataset["version"] = version
  rendered = html
}

/** Asks whether there is something new. A page that waits for an outcome and holds no form is shown afresh. */
async function poll(): Promise<void> {
  const before = main.firstElementChild
  const version = shown("version")
  keep()
  const said = await call({ go: "status", seen: version, from: shown("case"), touched: touched ? "yes" : "no" })
  touched = false
  if (ended) return
  if (said === "locked" || said === "gone") return end(said)
  // What is said of a page that was left meanwhile is not true of the one that is shown.
  if ("refused" in said || before !== main.firstElementChild) return
  const { html } = said
  const fresh = piece(html).querySelector("[data-fresh]") !== null
  const again = shown("waits")
  const asShown = fresh && again === "" && shown("case") !== "" && (await isAsShown(shown("case")))
  if (bearer === "" || before !== main.firstElementChild) return
  if (status.dataset["shown"] !== html) {
    status.dataset["shown"] = html
    status.innerHTML = policy.createHTML(html)
  }
  for (const line of status.querySelectorAll<HTMLElement>("[data-older]")) line.hidden = asShown
  for (const line of status.querySelectorAll<HTMLElement>("[data-same]")) line.hidden = !asShown
  document.body.classList.toggle("locks", status.querySelector("[data-locks]") !== null)
  // Nobody goes on reading, or answering, what a person deleted.
  if (status.querySelector("[data-gone]") !== null) return act({ go: "case", id: shown("case"), touched: "no" })
  if (fresh && again !== "") await refresh(again, shown("id"))
}

function count(area: HTMLTextAreaElement): void {
  const max = Number(area.dataset["bytesMax"])
  const room = max - new TextEncoder().encode(area.value).length
  const shown = document.getElementById(`${area.id}-count`)
  if (shown === null) return
  const letters = lettersIn(Math.abs(room), area.value)
  const about = Math.max(1, letters).toLocaleString("en")
  const some = about === "1" ? "1 letter" : `${about} letters`
  if (room < 0) shown.textContent = `Too long by about ${some}.`
  else if (area.value === "") shown.textContent = `There is room for about ${some}.`
  else shown.textContent = letters === 0 ? "There is no room left." : `There is room for about ${about} more letters like yours.`
  shown.classList.toggle("over", room < 0)
  shown.removeAttribute("role")
}

/** A text far too long for a box is cut before it is laid out, which takes seconds for a megabyte, and the person is told. */
function cut(area: HTMLTextAreaElement, text: string): void {
  const { selectionStart: from, selectionEnd: to } = area
  const fitting = text.slice(0, area.maxLength - area.value.length + to - from).replace(/[\ud800-\udbff]$/, "")
  area.setRangeText(fitting, from, to, "end")
  area.dispatchEvent(new InputEvent("input", { bubbles: true }))
  const shown = document.getElementById(`${area.id}-count`)
  if (shown === null) return
  shown.textContent = `Not all of that fitted in: only the first part is here. ${shown.textContent}`
  shown.setAttribute("role", "alert")
}

for (const kind of ["paste", "drop"] as const) {
  document.addEventListener(kind, (event: ClipboardEvent | DragEvent) => {
    const area = event.target
    const data = event instanceof DragEvent ? event.dataTransfer : event.clipboardData
    const text = data?.getData("text/plain") ?? ""
    if (!(area instanceof HTMLTextAreaElement) || area.maxLength < 0) return
    if (text.length <= area.maxLength - area.value.length + area.selectionEnd - area.selectionStart) return
    event.preventDefault()
    cut(area, text)
  })
}

// What a keyboard or a program puts in at once, without a paste, the browser cuts in silence.
document.addEventListener("beforeinput", (event) => {
  const area = event.target
  const text = event.data ?? ""
  if (!(area instanceof HTMLTextAreaElement) || area.maxLength < 0) return
  if (text.length <= area.maxLength - area.value.length + area.selectionEnd - area.selectionStart) return
  event.preventDefault()
  cut(area, text)
})

document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-stay]") !== null) return void poll()
  const button = (event.target as Element).closest<HTMLElement>("button[data-go]")
  if (button === null) return
  const { go = "", id = "", back } = button.dataset
  // Back leads to the page of the list that was left, and to its row.
  if (back === undefined) void act({ go, id })
  else void act({ go, id: spot, left: shown("case") })
})

document.addEventListener("submit", (event) => {
  event.preventDefault()
  const form = event.target as HTMLFormElement
  const fields: Record<string, string> = { go: form.dataset["go"] ?? "", id: form.dataset["id"] ?? "" }
  for (const [name, value] of new FormData(form)) if (typeof value === "string") fields[name] = value
  void act(fields)
})

document.addEventListener("input", (event) => {
  const area = event.target
  if (!(area instanceof HTMLTextAreaElement)) return
  const text = area.value
  if (area.maxLength >= 0 && text.length > area.maxLength) {
    // A program put it in: no browser bounds that.
    area.value = ""
    cut(area, text)
  } else count(area)
  clearTimeout(pausing)
  pausing = setTimeout(keep, keepMillis)
})
document.addEventListener("change", keep)
// This event does not bubble.
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target instanceof HTMLDetailsElement && target.open) target.dataset["seen"] = ""
  },
  { capture: true },
)
// The tab is closed, loaded again or covered.
document.addEventListener("visibilitychange", keep)
addEventListener("pagehide", keep)

for (const kind of ["keydown", "pointerdown", "input", "wheel", "touchmove"]) {
  document.addEventListener(kind, () => (touched = true), { passive: true })
}
// A browser says that the pointer moved when the page moves under it, too.
let at = ""
document.addEventListener("pointermove", (event) => {
  const now = `${event.screenX} ${event.screenY}`
  if (at !== "" && at !== now) touched = true
  at = now
})

// The new address typed over the old one changes nothing but the part after #, which browsers do not load again.
addEventListener("hashchange", () => {
  if (ended && location.hash.length > launchLength) location.reload()
})

listenToPresses()

async function start(): Promise<void> {
  const launch = location.hash.slice(1)
  history.replaceState(null, "", "/")
  const response = await fetch("/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ launch }),
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
  }).catch(() => null)
  if (response === null || !response.ok) return end("lost")
  bearer = await response.text()
  await act({ go: "list", id: "" })
  for (;;) {
    if (ended) return
    await poll()
    await new Promise((wake) => setTimeout(wake, pollMillis))
  }
}

void start()
