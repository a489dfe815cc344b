/** The first screen: what this is, who reads it, and what it can't promise. */

import { askPages } from "./ask-page.ts"
import { works } from "./crypto.ts"
import { guard } from "./leave.ts"
import { en } from "./messages/en.ts"
import { enterPage } from "./return-page.ts"
import { button, element, notice, paragraphs, show } from "./screen-page.ts"
import type { Distrust } from "./manifest.ts"
import type { Service, Status } from "./service.ts"

/** Shows the start and checks the keys in the background, so that nobody writes in vain. */
export function startPage(service: Service): void {
  const { start } = en
  const ask = button(start.ask, "main", () => {
    askPages(service)
  })
  const read = button(start.read, "plain", () => {
    enterPage(service)
  })
  const state = element("div", { role: "status" })
  const keys = element("li", {})
  const check = (): void => {
    if (state.contains(document.activeElement)) document.querySelector("h1")?.focus()
    ask.hidden = false
    state.replaceChildren()
    const say = (fault: string, again?: HTMLElement): void => {
      ask.hidden = true
      state.replaceChildren(notice(fault), ...(again === undefined ? [] : [again]))
    }
    const look = async (): Promise<void> => {
      if (!(await works())) throw new Error("this browser can't seal or open")
      const status = await service.openOrRefresh()
      keys.textContent = start.limits.keys(service.quorum)
      const fault = trouble(status)
      if (fault !== undefined) say(fault, button(en.checkAgain, "plain", check))
    }
    look().catch(() => {
      read.hidden = true
      say(en.cannot)
    })
  }
  keys.textContent = start.limits.keys(service.quorum)
  guard(() => false)
  show(
    en.titles.start,
    start.heading,
    element("p", { class: "lead" }, start.lead),
    state,
    element(
      "div",
      { class: "actions" },
      ask,
      read,
    ),
    ...section(start.who),
    ...section(start.emergency),
    element(
      "details",
      {},
      element("summary", {}, start.limits.heading),
      element("ul", {}, ...start.limits.text.map((text) => element("li", {}, text)), keys),
    ),
  )
  check()
}

/** What a wrong clock of this device looks like, ahead or behind. Nobody is asked for the time: what is signed decides. */
const timely: readonly Distrust[] = ["expired", "too-far-ahead", "stale"]

/** Why nothing can be sent now, or nothing. */
export function trouble(status: Status): string | undefined {
  switch (status.kind) {
    case "open":
      return undefined
    case "closed":
      return timely.includes(status.reason) ? `${en.distrust[status.reason]} ${en.clock(new Date())}` : en.distrust[status.reason]
    case "unreachable":
      return en.unreachable
  }
}

function section(part: { readonly heading: string; readonly text: readonly string[] }): HTMLElement[] {
  return [element("h2", {}, part.heading), ...paragraphs(part.text)]
}
