/// The door `postern witness`: sees the checkpoints of other people's logs, remembers the newest, and cosigns what only
/// grew (C2SP tlog-witness). It holds one signing key and *touches secret keys* only through `tlog.CosignatureSigner`.
package org.postern.witness;
