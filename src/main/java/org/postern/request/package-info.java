/// The door for a person who asks without a browser: `postern request` asks, reads the answers, goes on, takes
/// everything back, and seals a file to be sent later; it *touches plaintext*.
///
/// It follows the page's rules: keys are verified against the pinned root before anything is sealed, the nine words are
/// drawn and shown once, nothing is kept on disk unless the person names a file, and words never stand on a command
/// line.
package org.postern.request;
