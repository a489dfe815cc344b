/// The transparency log (C2SP tlog-checkpoint, tlog-cosignature, tlog-tiles, tlog-proof, tlog-witness; RFC 6962,
/// section
/// 2.1): trees, proofs, tiles, checkpoints and who saw them. Everything *touches no secrets* but `LogSigner` and
/// `CosignatureSigner`, which hold a signing seed and never let it out.
package org.postern.tlog;
