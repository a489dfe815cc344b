/// A responder's door: a page on this machine only, and the keys behind it; it *touches secret keys*.
///
/// {@link org.postern.console.Console} starts it, {@link org.postern.keyring.Keyring} holds the secrets,
/// {@link org.postern.console.Casebook} what was opened with them. The browser shows what Java rendered and decides
/// nothing (DESIGN.md 10; anonymity reference 5.2).
package org.postern.console;
