/// The person's own keyboard and screen, also where input and output are pipes. Passphrases and nine words pass through
/// it: it *touches secret keys*.
package org.postern.terminal;
