package org.postern.request;

import java.util.Arrays;
import org.postern.crypto.Sha256;
import org.postern.envelope.Limits;
import org.postern.envelope.RefusedException;
import org.postern.envelope.RequestEnvelope;

/// A sealed letter in a file: the frame that is sent, 32 768 bytes, and its SHA-256, 32 bytes. Nobody here can open it,
/// so a letter that a disk or a stick has damaged would be taken by the service, and never be read by anybody.
final class LetterFile {
    private LetterFile() {}

    /// Makes the file.
    ///
    /// @param frame 32 768 bytes
    /// @return 32 800 bytes
    static byte[] of(byte[] frame) {
        var file = Arrays.copyOf(frame, frame.length + Sha256.BYTES);
        System.arraycopy(Sha256.hash(frame), 0, file, frame.length, Sha256.BYTES);
        return file;
    }

    /// Reads the frame back. A file of an older program has no hash, and is taken as it is.
    ///
    /// @param file 32 800 bytes, or 32 768
    /// @return the frame
    /// @throws RequestException if it is none, or was damaged
    static byte[] frame(byte[] file) {
        var frame = Arrays.copyOf(file, Math.min(file.length, Limits.REQUEST_BYTES));
        if (file.length == Limits.REQUEST_BYTES + Sha256.BYTES) {
            requireWhole(frame, Arrays.copyOfRange(file, Limits.REQUEST_BYTES, file.length));
            return frame;
        }
        try {
            RequestEnvelope.parse(file);
        } catch (RefusedException e) {
            throw new RequestException("This file is not a sealed message.", e);
        }
        return frame;
    }

    private static void requireWhole(byte[] frame, byte[] hash) {
        if (!Arrays.equals(hash, Sha256.hash(frame))) {
            throw new RequestException(
                    "This sealed message was damaged after it was written, so nobody could open it, and"
                            + " it is not sent. Is there another copy? If not, write again with postern request ask.");
        }
    }
}
