/// What the server may not see: the nine words and the keys drawn from them, a request for help, its locked layer, an
/// answer, and the two steps that matter: sealing and opening; it *touches plaintext*.
///
/// The byte formats are those of `src/docs/PROTOCOL.md`, sections 3 and 5. Every maximum is checked twice,
/// before sealing and after opening, by the same code. Opening has one failure: an empty `Optional`. A wrong
/// key, a wrong padding, a field over its maximum, an inner id that is not the outer one and a bad signature
/// all look the same to the caller.
///
/// Start at [org.postern.message.Sealer] and [org.postern.message.Opener].
package org.postern.message;
