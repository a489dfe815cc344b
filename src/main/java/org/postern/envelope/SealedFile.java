package org.postern.envelope;

import org.postern.age.AgeShape;

/// The one question the server asks of an age file: does its header have the stanzas that this place takes? It
/// opens nothing.
final class SealedFile {
    private SealedFile() {}

    /// Checks the shape of the age file that fills the rest of a frame.
    ///
    /// @param frame holds the file from `offset` to its end
    /// @param stanzas how many `mlkem768x25519` stanzas the header must have; none of another type may stand
    ///     beside them
    /// @throws RefusedException NOT_SEALED
    static void check(byte[] frame, int offset, int stanzas) {
        var shape = AgeShape.of(frame, offset, frame.length - offset);
        if (shape.filter(found -> found.isHybrid(stanzas)).isEmpty()) throw new RefusedException(Refusal.NOT_SEALED);
    }
}
