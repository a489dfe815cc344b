package org.postern.triage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.postern.age.AgeException;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;

/// A key holder's share on its way to the asker: sealed to the ask's one-time recipient, with the ask and the
/// seat inside, so that nobody can pass it off for another ask (PROTOCOL.md 6, type 2).
public final class Approval {
    /// Longest sealed share that an event can carry, in bytes.
    public static final int FILE_BYTES_MAX = 1_759;

    private static final int SHARE_BYTES = 33;
    private static final int PLAINTEXT_BYTES = 16 + 1 + SHARE_BYTES;

    private Approval() {}

    /// Seals a share to the asker. It takes the gate's leave, so there is no way to approve around the gate.
    ///
    /// @param leave what the gate gave to this desk and seat
    /// @param share the raw share, 33 bytes, opened from the request itself and checked against its hash; not
    /// closed here
    /// @param randomness for the file
    /// @return the event to append
    public static TriageEvent.Approved seal(ContactGate.MayApprove leave, SecretBytes share, Randomness randomness) {
        if (share.length() != SHARE_BYTES) {
            throw new IllegalArgumentException("a raw share has " + SHARE_BYTES + " bytes");
        }
        var plaintext = ByteBuffer.allocate(PLAINTEXT_BYTES)
                .putLong(leave.ask().getMostSignificantBits())
                .putLong(leave.ask().getLeastSignificantBits())
                .put((byte) leave.seat());
        try {
            share.use(plaintext::put);
            byte[] file = AgeFile.seal(plaintext.array(), List.of(leave.oneTime()), randomness);
            return new TriageEvent.Approved(leave.ask(), leave.layer(), leave.seat(), file);
        } finally {
            Arrays.fill(plaintext.array(), (byte) 0);
        }
    }

    /// Opens a share. Whether it is the right one only the request's own hash can tell.
    ///
    /// @param approved the event
    /// @param oneTime the asker's one-time identity
    /// @return the raw share, 33 bytes, which the caller closes; nothing when it does not open or is for another
    /// ask or seat
    public static Optional<SecretBytes> open(TriageEvent.Approved approved, HybridIdentity oneTime) {
        byte[] plaintext = {};
        try {
            plaintext = AgeFile.open(approved.file(), oneTime);
            var in = ByteBuffer.wrap(plaintext);
            boolean fits = plaintext.length == PLAINTEXT_BYTES
                    && new UUID(in.getLong(), in.getLong()).equals(approved.ask())
                    && in.get() == approved.seat();
            return fits
                    ? Optional.of(SecretBytes.takeOwnershipOf(
                            Arrays.copyOfRange(plaintext, PLAINTEXT_BYTES - SHARE_BYTES, PLAINTEXT_BYTES)))
                    : Optional.empty();
        } catch (AgeException e) {
            return Optional.empty();
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }
}
