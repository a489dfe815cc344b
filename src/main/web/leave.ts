/**
 * Leaving fast, as GOV.UK's "Exit this page" does it: a plain link that works without script, Shift three times with
 * five seconds between presses, a white cover first, then location.replace, so that Back does not return. Never
 * counted, never logged. Touches no secrets.
 */

import { en } from "./messages/en.ts"

const presses = 3
const betweenPressesMillis = 5_000

/** Makes the link and the Shift key leave. Expects `#leave`, `#leave-dots` and `#leave-status` in the document. */
export function listen(): void {
  const link = document.querySelector<HTMLAnchorElement>("#leave")
  if (link === null) return
  link.addEventListener("click", (event) => {
    event.preventDefault()
    leave(link.href)
  })
  listenForShift(link.href)
  // A page that comes back from the browser's cache shows nothing old.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload()
  })
}

function leave(address: string): void {
  const cover = document.createElement("div")
  cover.className = "cover"
  cover.setAttribute("role", "alert")
  cover.textContent = en.leaving
  document.body.replaceChildren(cover)
  location.replace(address)
}

function listenForShift(address: string): void {
  let pressed = 0
  let timer: number | undefined
  let alone = false

  const show = (announcement: string): void => {
    const dots = document.querySelector("#leave-dots")
    dots?.replaceChildren(...Array.from({ length: presses }, (_, i) => dot(i < pressed)))
    dots?.toggleAttribute("hidden", pressed === 0)
    const status = document.querySelector("#leave-status")
    if (status !== null) status.textContent = announcement
  }
  const reset = (announcement: string): void => {
    pressed = 0
    clearTimeout(timer)
    show(announcement)
  }

  document.addEventListener("keydown", (event) => {
    // Shift held with another key, or another key alone, is typing.
    alone = event.key === "Shift" && !event.repeat && !event.ctrlKey && !event.altKey && !event.metaKey
    if (event.key !== "Shift" && pressed > 0) reset("")
  })
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return
    alone = false
    pressed++
    if (pressed === presses) {
      leave(address)
      return
    }
    clearTimeout(timer)
    timer = setTimeout(() => {
      reset(en.leaveExpired)
    }, betweenPressesMillis)
    show(en.leavePresses(presses - pressed))
  })
}

function dot(on: boolean): HTMLElement {
  const element = document.createElement("span")
  element.className = on ? "on" : ""
  return element
}
