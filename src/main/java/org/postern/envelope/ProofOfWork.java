package org.postern.envelope;

/// The price of a request and the work that pays it (PROTOCOL.md 4.1). The fields have their place in every
/// request; the price is zero for now, so the only proof that holds is none.
///
/// @param price 0
record ProofOfWork(long price) {
    /// Four `u64`.
    static final int NONCES_BYTES = 32;

    /// Reads price and nonces.
    ///
    /// @throws RefusedException WORK_UNPROVEN for a price that nobody asked for, MALFORMED for nonces where
    ///     none are due
    static ProofOfWork read(Frame frame) {
        var work = new ProofOfWork(frame.u32());
        if (work.price != 0) throw new RefusedException(Refusal.WORK_UNPROVEN);
        frame.zeros(NONCES_BYTES);
        return work;
    }
}
