/// The primitives every room builds on: bytes that wipe themselves, hashes, key derivation, signatures, the
/// AEAD, the hybrid KEM, secret sharing and the vault. It is the only importer of Bouncy Castle, `javax.crypto`
/// and the `java.security` engines, so that replacing an engine is a change in one room; it
/// *touches secret keys*.
package org.postern.crypto;
