/** The one document of the requester's page, made at build time. The server fills in `{{root}}` and `{{leave}}`. */

import { en } from "./messages/en.ts"

/** The document's HTML. Without script it says so, and there is nowhere to type. */
export function page(integrity: { readonly script: string; readonly style: string }): string {
  const { start, noScript } = en
  return `<!doctype html>
<html lang="${en.lang}" dir="${en.dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no">
<meta name="postern-root" content="{{root}}">
<title>${escape(en.titles.start)}</title>
<link rel="stylesheet" href="/postern.css" integrity="${integrity.style}" crossorigin="anonymous">
<script type="module" src="/postern.js" integrity="${integrity.script}" crossorigin="anonymous"></script>
</head>
<body>
<a class="skip" href="#main">${escape(en.skip)}</a>
<header class="top">
<a id="leave" class="leave" href="{{leave}}" rel="nofollow noreferrer"><span class="unseen">${escape(en.leaveSpoken)}</span>${escape(en.leave)}</a>
<span id="leave-dots" class="dots" aria-hidden="true" hidden></span>
<span id="leave-status" class="unseen" role="status"></span>
</header>
<main id="main" tabindex="-1">
<h1>${escape(start.heading)}</h1>
<p class="lead">${escape(start.lead)}</p>
<noscript>
<h2>${escape(noScript.heading)}</h2>
${noScript.text.map((text) => `<p>${escape(text)}</p>`).join("\n")}
</noscript>
<p class="slow">${escape(noScript.slow)}</p>
</main>
<footer><p>${escape(en.footer)}</p></footer>
</body>
</html>
`
}

/** What a browser shows for an address that is none: the way out and the way home, and no script. */
export function lostPage(integrity: { readonly style: string }): string {
  const { lost } = en
  return `<!doctype html>
<html lang="${en.lang}" dir="${en.dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>${escape(lost.title)}</title>
<link rel="stylesheet" href="/postern.css" integrity="${integrity.style}" crossorigin="anonymous">
</head>
<body>
<header class="top">
<a id="leave" class="leave" href="{{leave}}" rel="nofollow noreferrer"><span class="unseen">${escape(en.leaveSpoken)}</span>${escape(en.leave)}</a>
</header>
<main id="main" tabindex="-1">
<h1>${escape(lost.heading)}</h1>
<p>${escape(lost.text)}</p>
<p><a href="/">${escape(lost.home)}</a></p>
</main>
</body>
</html>
`
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
}
