/// The requester's page in real browsers: Chromium through Playwright, Firefox ESR through WebDriver BiDi. *touches
/// plaintext*
package org.postern.web;
