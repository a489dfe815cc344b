/// The calls between the house's programs: paths, the bytes of each answer, refusals in plain words, and the
/// clients that console, keys, request and verify share; it *touches no secrets*.
///
/// The server writes answers with the same records that the clients read them with. Signing is lent by the caller
/// ([DeskSigner]); no key is ever held here. PROTOCOL.md sections 4 and 7 are what it follows.
package org.postern.api;
