/** The first screen: what this is, who reads it, and what it can't promise. */

import { askPages } from "./ask-page.ts"
import { en } from "./messages/en.ts"
import { enterPage } from "./return-page.ts"
import { button, element, notice, paragraphs, show } from "./screen-page.ts"
import type { Service, Status } from "./service.ts"

/** Shows the start and checks the keys in the background, so that nobody writes in vain. */
export function startPage(service: Service): void {
  const { start } = en
  const ask = button(start.ask, "main", () => {
    askPages(service)
  })
  const state = element("div", { role: "status" })
  const keys = element("li", {})
  const check = (): void => {
    if (state.contains(document.activeElement)) document.querySelector("h1")?.focus()
    ask.hidden = false
    state.replaceChildren()
    void service.openOrRefresh().then((status) => {
      keys.textContent = start.limits.keys(service.quorum)
      const fault = trouble(status)
      if (fault === undefined) return
      ask.hidden = true
      state.replaceChildren(notice(fault), button(en.checkAgain, "plain", check))
    })
  }
  keys.textContent = start.limits.keys(service.quorum)
  show(
    en.startTitle,
    start.heading,
    element("p", { class: "lead" }, start.lead),
    state,
    element(
      "div",
      { class: "actions" },
      ask,
      button(start.read, "plain", () => {
        enterPage(service)
      }),
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

/** Why nothing can be sent now, or nothing. */
export function trouble(status: Status): string | undefined {
  switch (status.kind) {
    case "open":
      return undefined
    case "closed":
      return en.distrust[status.reason]
    case "unreachable":
      return en.unreachable
  }
}

function section(part: { readonly heading: string; readonly text: readonly string[] }): HTMLElement[] {
  return [element("h2", {}, part.heading), ...paragraphs(part.text)]
}
