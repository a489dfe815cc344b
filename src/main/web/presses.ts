/** What a press does to the next screen: nothing. Every screen of page and console is shown by this rule. */

const deafMillis = 500
const apartPixels = 24

/** Where the last press was, and whether the screen at hand has had one of its own. */
let pressed: DOMRect | undefined
let fresh = false
let deaf: number | undefined

/** From now on a press that was meant for the last screen does nothing on the next one. */
export function listen(): void {
  // The second click of a double click belongs to the screen of the first, however slow it is.
  const late = (event: MouseEvent): boolean => deaf !== undefined || (fresh && event.detail > 1)
  const main = document.querySelector("main")
  // The focus stays on the heading, too. A deaf screen lets presses through to what lies behind it.
  document.addEventListener("mousedown", (event) => {
    if (late(event) && event.target instanceof Element && event.target.closest("header") === null) event.preventDefault()
  })
  main?.addEventListener(
    "click",
    (event) => {
      if (late(event)) {
        event.preventDefault()
        event.stopImmediatePropagation()
        return
      }
      fresh = false
      pressed = event.target instanceof Element ? event.target.getBoundingClientRect() : undefined
    },
    { capture: true },
  )
}

/** A new screen stands in `main`: it hears no press for half a second, and what can't be undone does not lie where the last press was. */
export function settle(main: Element | null): void {
  fresh = true
  main?.classList.add("deaf")
  clearTimeout(deaf)
  deaf = setTimeout(() => {
    deaf = undefined
    main?.classList.remove("deaf")
  }, deafMillis)
  for (const dangerous of main?.querySelectorAll<HTMLElement>(".warn") ?? []) moveAway(dangerous)
}

function moveAway(dangerous: HTMLElement): void {
  const { top, bottom } = dangerous.getBoundingClientRect()
  if (pressed === undefined || bottom + apartPixels < pressed.top || top - apartPixels > pressed.bottom) return
  dangerous.style.marginBlockStart = `${pressed.bottom + apartPixels - top}px`
}
