package org.postern.ceremony;

import java.util.List;
import org.postern.manifest.Manifest;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Parts;

/// What one key holder hands back: framing `postern/recovery-shares/v1` with a part `share` for each
/// epoch, an age file
/// to the pre-key of the ask (PROTOCOL 10.8).
public final class RecoveryShares {
    /// Longest file: 64 epochs.
    public static final int SHARES_BYTES_MAX = 1 << 18;

    private static final String HEADER = "postern/recovery-shares/v1";
    private static final String SHARE = "share";

    private RecoveryShares() {}

    /// Reads the file.
    ///
    /// @param file its bytes
    /// @return the sealed shares, 1 to 64
    /// @throws ManifestException MALFORMED
    public static List<byte[]> parse(byte[] file) {
        var parts = Parts.parse(file, HEADER, SHARES_BYTES_MAX);
        if (parts.isEmpty()
                || parts.size() > Manifest.EPOCHS_MAX
                || parts.stream().anyMatch(part -> !part.name().equals(SHARE))) {
            throw ManifestException.malformed("expected the shares of 1 to 64 epochs");
        }
        return parts.stream().map(Parts.Part::bytes).toList();
    }

    /// Writes the file.
    ///
    /// @param sealed age files, one an epoch
    /// @return the bytes
    public static byte[] bytes(List<byte[]> sealed) {
        return Parts.bytes(
                HEADER, sealed.stream().map(file -> new Parts.Part(SHARE, file)).toList());
    }
}
