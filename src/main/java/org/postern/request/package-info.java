/// The door for a person who asks without a browser: `postern request` asks, reads the answers, goes on, takes
/// everything back, and seals a file to be sent later; it *touches plaintext*.
///
/// It follows the page's rules: keys are verified against the pinned root before anything is sealed, the nine words are
/// drawn and shown before anything is sent, and words never stand on a command line. Nothing is kept on disk but a
/// sealed letter until the server has it, and the nine words where the person names a file for them.
package org.postern.request;
