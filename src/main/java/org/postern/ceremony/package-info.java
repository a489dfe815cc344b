/// How an epoch is opened: who may read it (`People`, `Deposit`), what the admins propose (`Lineup`,
/// `KeyList`), what a responder draws for it (`Drawn`), and the one file that carries all of it from admin to
/// admin (`Proposal`); then the pure rules for composing, drawing and checking them (DESIGN section 3,
/// PROTOCOL section 10). No files, no network; clock and randomness come in. `Drawing` handles epoch seeds:
/// this room *touches secret keys*.
package org.postern.ceremony;
