// The console's only script. It carries the bearer, fetches pieces of HTML that Java has rendered and escaped, and puts
// them in place through the one Trusted Types policy. It decides nothing and stores nothing.

interface Policy {
  createHTML(text: string): string
}
interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML(text: string): string }): Policy
}

const factory = (window as unknown as { trustedTypes?: PolicyFactory }).trustedTypes
// Everything passed in comes from our own server, escaped by its templates; a browser without Trusted Types inserts the
// same text.
const policy: Policy = factory?.createPolicy("console", { createHTML: (text) => text }) ?? { createHTML: (text) => text }

const main = document.getElementById("main") as HTMLElement
const status = document.getElementById("status") as HTMLElement
const pollMillis = Number(document.body.dataset["pollSeconds"]) * 1000

let bearer = ""
let busy = false
let ended = false
let touched = true // whether the person did something since the last poll; it keeps the console from locking itself

/** What the console said: its HTML, that it is locked or gone, or that it did not take this one call. */
type Said = { readonly html: string } | { readonly refused: number } | "locked"

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
      })
      if (response.ok) return { html: await response.text() }
      return response.status === 401 ? "locked" : { refused: response.status }
    } catch {
      await new Promise((wake) => setTimeout(wake, 500))
    }
  }
  return "locked"
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
function end(id: "locked" | "lost"): void {
  ended = true
  bearer = ""
  status.replaceChildren()
  document.getElementById("lock")?.remove()
  main.replaceChildren((document.getElementById(id) as HTMLTemplateElement).content.cloneNode(true))
  settle()
}

/** After main has changed: the title follows, and the keyboard and the screen reader start at the new heading. */
function settle(): void {
  const heading = main.querySelector("h1")
  document.title = `${heading?.dataset["title"] ?? heading?.textContent ?? ""} – Postern console`
  const focus = main.querySelector<HTMLElement>("[data-focus]") ?? heading
  focus?.focus()
  if (focus === heading) window.scrollTo(0, 0)
  for (const area of main.querySelectorAll<HTMLTextAreaElement>("textarea[data-bytes-max]")) count(area)
}

async function act(fields: Record<string, string>): Promise<void> {
  if (busy || ended) return
  busy = true
  main.setAttribute("aria-busy", "true")
  const said = await call(fields)
  busy = false
  main.removeAttribute("aria-busy")
  if (said === "locked") return end("locked")
  if ("refused" in said) return refused(said.refused)
  main.innerHTML = policy.createHTML(said.html)
  // What is shown now is new: the offer to show it would stand there until the next poll.
  status.querySelector("[data-fresh]")?.remove()
  delete status.dataset["shown"]
  settle()
}

/** Shows the same page again because an outcome is there: what was unfolded stays so, and nothing jumps. */
async function refresh(go: string, id: string): Promise<void> {
  const writing = [...main.querySelectorAll("textarea")].some((area) => area.value !== area.defaultValue)
  if (busy || writing) return
  const unfolded = [...main.querySelectorAll("details")].map((details) => details.open)
  const inside = main.contains(document.activeElement)
  const shown = main.firstElementChild
  const said = await call({ go, id, touched: "no" })
  if (said === "locked") return end("locked")
  if ("refused" in said) return
  if (main.hasAttribute("aria-busy") || main.firstElementChild !== shown) return
  main.innerHTML = policy.createHTML(said.html)
  for (const [i, details] of main.querySelectorAll("details").entries()) details.open = unfolded[i] ?? false
  for (const area of main.querySelectorAll<HTMLTextAreaElement>("textarea[data-bytes-max]")) count(area)
  if (inside) main.querySelector("h1")?.focus({ preventScroll: true })
}

/** Asks whether there is something new. A page that waits for an outcome and holds no form is shown afresh. */
async function poll(): Promise<void> {
  const shown = main.firstElementChild as HTMLElement | null
  const version = shown?.dataset["version"] ?? ""
  const said = await call({ go: "status", seen: version, touched: touched ? "yes" : "no" })
  touched = false
  if (ended) return
  if (said === "locked") return end("locked")
  if ("refused" in said) return
  const { html } = said
  if (status.dataset["shown"] !== html) {
    status.dataset["shown"] = html
    status.innerHTML = policy.createHTML(html)
  }
  const fresh = status.querySelector("[data-fresh]") !== null
  const again = shown?.dataset["waits"]
  if (fresh && again !== undefined && shown === main.firstElementChild) await refresh(again, shown?.dataset["id"] ?? "")
}

function count(area: HTMLTextAreaElement): void {
  const max = Number(area.dataset["bytesMax"])
  const bytes = new TextEncoder().encode(area.value).length
  const shown = document.getElementById(`${area.id}-count`)
  if (shown === null) return
  shown.textContent = bytes > max ? `${bytes - max} bytes too long (the most is ${max})` : `${bytes} of ${max} bytes`
  shown.classList.toggle("over", bytes > max)
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

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("button[data-go]")
  if (button === null || button.closest("form") !== null) return
  void act({ go: button.dataset["go"] ?? "", id: button.dataset["id"] ?? "" })
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
})
for (const kind of ["keydown", "pointerdown", "input"]) document.addEventListener(kind, () => (touched = true))

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
