package org.postern.manifest;

import org.postern.age.AgeFile;
import org.postern.age.AgeShape;

/// The sealed form of an epoch's secret, `epoch-NNNN.age` (PROTOCOL 5.4), seen from outside: one `mlkem768x25519`
/// stanza for each responder's pre-key, and nothing about whose. Holding one proves its shape, not what is in it.
public final class EpochFile {
    /// Most responders an epoch can have.
    public static final int STANZAS_MAX = Roster.LEAVES;

    /// Longest epoch file: 64 stanzas and change.
    public static final int EPOCH_FILE_BYTES_MAX = 131_072;

    private final byte[] bytes;
    private final int stanzas;

    private EpochFile(byte[] bytes, int stanzas) {
        this.bytes = bytes.clone();
        this.stanzas = stanzas;
    }

    /// Looks at a file's shape.
    ///
    /// @param bytes the file, at most 128 KiB
    /// @return the file
    /// @throws ManifestException WRONG_EPOCH_FILE if it is not an age file of 1 to 64 hybrid stanzas and 37 sealed
    ///                           bytes
    public static EpochFile parse(byte[] bytes) {
        if (bytes.length <= EPOCH_FILE_BYTES_MAX) {
            var shape = AgeShape.of(bytes, 0, bytes.length);
            if (shape.isPresent() && hasForm(shape.get())) {
                return new EpochFile(bytes, shape.get().stanzaTypes().size());
            }
        }
        throw new ManifestException(
                Reason.WRONG_EPOCH_FILE, "expected an age file sealed to 1 to 64 mlkem768x25519 recipients");
    }

    private static boolean hasForm(AgeShape shape) {
        var count = shape.stanzaTypes().size();
        return count >= 1
                && count <= STANZAS_MAX
                && shape.isHybrid(count)
                && shape.payloadBytes() == AgeFile.payloadBytes(EpochSeed.PLAINTEXT_BYTES);
    }

    /// Requires that the file is sealed to exactly so many people. Stanzas are anonymous, so a ghost would not be
    /// seen otherwise (DESIGN section 3).
    ///
    /// @param people how many cards there are
    /// @throws ManifestException WRONG_EPOCH_FILE if the count differs
    public void requireStanzas(int people) {
        if (stanzas != people) {
            throw new ManifestException(
                    Reason.WRONG_EPOCH_FILE,
                    "expected an epoch file sealed to " + people + " people, and this one is sealed to " + stanzas);
        }
    }

    /// How many recipients the file is sealed to.
    ///
    /// @return 1 to 64
    public int stanzas() {
        return stanzas;
    }

    /// Names the file.
    ///
    /// @return SHA-256 of the file
    public Hash hash() {
        return Hash.of(bytes);
    }

    /// The file.
    ///
    /// @return its bytes, a copy
    public byte[] bytes() {
        return bytes.clone();
    }
}
