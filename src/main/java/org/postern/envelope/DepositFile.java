package org.postern.envelope;

import org.postern.age.AgeShape;

/// A deposit as the server sees it: an age file to all admins, of one length for as many admins as there are
/// (PROTOCOL.md, section 7).
///
/// Arrays are shared, not copied: treat them as read-only.
///
/// @param bytes all of it
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record DepositFile(byte[] bytes) {
    /// A nonce before the payload, and a tag after its only chunk.
    private static final int PAYLOAD_BYTES = 16 + Limits.DEPOSIT_PLAIN_BYTES + 16;

    /// Admits by length and shape.
    ///
    /// @param file all bytes as they came; kept, not copied
    /// @param admins how many admins the newest root has: each must have a stanza, and nobody else
    /// @throws RefusedException WRONG_LENGTH, NOT_SEALED
    public static DepositFile parse(byte[] file, int admins) {
        if (file.length > Limits.DEPOSIT_BYTES_MAX) throw new RefusedException(Refusal.WRONG_LENGTH);
        var shape = AgeShape.of(file, 0, file.length)
                .filter(found -> found.isHybrid(admins))
                .orElseThrow(() -> new RefusedException(Refusal.NOT_SEALED));
        if (shape.payloadBytes() != PAYLOAD_BYTES) throw new RefusedException(Refusal.WRONG_LENGTH);
        return new DepositFile(file);
    }
}
