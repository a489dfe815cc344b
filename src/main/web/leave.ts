/**
 * Leaving fast, as GOV.UK's "Exit this page" does it: a plain link that works without script, Shift three times with
 * five seconds between presses, a white cover first, then location.replace, so that Back does not return. Never
 * counted, never logged. Leaving by accident (Back, reload, a pull at the top, a closed tab) asks first when something
 * would be lost: by the browser's own question, because an entry of our own in the history would bring Back here after
 * the leave button. Touches no secrets.
 */

import { en } from "./messages/en.ts"

const presses = 3
const betweenPressesMillis = 5_000

let atStake = (): boolean => false
let left = false

/** What would be lost by leaving now, asked at that moment; typed text on the screen counts always. */
export function guard(stake: () => boolean): void {
  atStake = stake
}

/** Makes the link and the Shift key leave. Expects `#leave`, `#leave-dots` and `#leave-status` in the document. */
export function listen(): void {
  window.addEventListener("beforeunload", (event) => {
    if (left || !(atStake() || typed())) return
    event.preventDefault()
    // Browsers from before 2024 ask only so.
    Reflect.set(event, "returnValue", true)
  })
  const link = document.querySelector<HTMLAnchorElement>("#leave")
  if (link === null) return
  link.addEventListener("click", (event) => {
    event.preventDefault()
    leave(link.href)
  })
  listenForShift(link.href)
  // A page that comes back from the browser's cache shows nothing old.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return
    left = true
    location.reload()
  })
}

function typed(): boolean {
  return [...document.querySelectorAll<HTMLInputElement>("main input[type=text], main textarea")].some(({ value }) => value !== "")
}

function leave(address: string): void {
  left = true
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
  let down: string | undefined

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

  // What happens while the key is down makes it no press of its own: a click, the wheel, a letter, a composition. A
  // pointer that only moves is no deed: a hand that rests on the mouse must be able to leave.
  for (const deed of ["pointerdown", "pointerup", "wheel", "beforeinput", "input", "compositionstart", "compositionend"]) {
    document.addEventListener(
      deed,
      () => {
        alone = false
        if (pressed > 0) reset("")
      },
      { capture: true, passive: true },
    )
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Shift" && !event.repeat) {
      // Both Shift keys together are one press, told when the last goes up; one that is down already spoils nothing.
      if (down !== undefined && down !== event.code) return
      down = event.code
      alone = !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing
    } else if (event.key !== "Shift") {
      // Shift held with another key, or another key alone, is typing.
      alone = false
      if (pressed > 0) reset("")
    }
  })
  window.addEventListener("blur", () => {
    // A key that goes up elsewhere is never heard.
    down = undefined
    alone = false
  })
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") return
    if (event.shiftKey) return
    down = undefined
    if (!alone) return
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
