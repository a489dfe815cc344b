/// A public list of words, and what people read aloud with them: the fingerprint of a card. It *touches no secrets*.
package org.postern.words;
