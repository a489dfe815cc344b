/// A person's secrets and the vault that they lie in: a responder's [org.postern.keyring.Keyring], the
/// [org.postern.keyring.VaultFile] under its passphrase. Console and `keys` both open them here, so that there is one
/// way to do it; the room *touches secret keys*.
package org.postern.keyring;
