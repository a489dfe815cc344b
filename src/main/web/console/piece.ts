// The pieces of HTML that the console gives: how they get into the page, and what two of them have in common.

interface Policy {
  createHTML(text: string): string
}
interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML(text: string): string }): Policy
}

const factory = (window as unknown as { trustedTypes?: PolicyFactory }).trustedTypes
// Everything passed in comes from our own server, escaped by its templates; a browser without Trusted Types inserts the
// same text.
export const policy: Policy = factory?.createPolicy("console", { createHTML: (text) => text }) ?? { createHTML: (text) => text }

/** A piece that is not shown. */
export function piece(html: string): DocumentFragment {
  const template = document.createElement("template")
  template.innerHTML = policy.createHTML(html)
  return template.content
}

/** Which messages and answers of a case stood there when this was made. */
export function sight(shown: ParentNode): string | undefined {
  return shown.querySelector<HTMLInputElement>("input[name=sight]")?.value
}

/** A case without its version, and without the answer that is being written. */
export function picture(html: string): string {
  const holder = document.createElement("div")
  holder.append(piece(html))
  const seen = sight(holder) ?? ""
  holder.querySelector("[data-version]")?.removeAttribute("data-version")
  holder.querySelector("textarea")?.closest("section")?.remove()
  return seen + holder.innerHTML
}
