package org.postern.ceremony;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.postern.age.HybridRecipient;
import org.postern.crypto.Ed25519;
import org.postern.manifest.ManifestException;

/// Reads the binary forms of this room, field by field; whatever is missing or left over is MALFORMED.
final class Fields {
    private final ByteBuffer in;

    Fields(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    void version(int expected) {
        if (number8() != expected) {
            throw ManifestException.malformed("expected version " + expected);
        }
    }

    int number8() {
        return Byte.toUnsignedInt(bytes(1)[0]);
    }

    /// A number from 1 to 2 147 483 647.
    int epoch() {
        int number = number32();
        if (number < 1) {
            throw ManifestException.malformed("expected a number from 1 on");
        }
        return number;
    }

    /// A number from 0 to 2 147 483 647.
    int number32() {
        int number = ByteBuffer.wrap(bytes(Integer.BYTES)).getInt();
        if (number < 0) {
            throw ManifestException.malformed("expected a smaller number");
        }
        return number;
    }

    byte[] bytes(int length) {
        if (length > in.remaining()) {
            throw ManifestException.malformed("expected more bytes");
        }
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    PublicKey key() {
        return PublicKey.of(bytes(Ed25519.PUBLIC_BYTES));
    }

    HybridRecipient recipient() {
        try {
            return HybridRecipient.of(bytes(HybridRecipient.RAW_BYTES));
        } catch (IllegalArgumentException e) {
            throw ManifestException.malformed("expected a hybrid recipient of 1216 bytes");
        }
    }

    List<HybridRecipient> recipients(int count) {
        var recipients = new ArrayList<HybridRecipient>();
        for (var i = 0; i < count; i++) {
            recipients.add(recipient());
        }
        return recipients;
    }

    boolean flag() {
        int flag = number8();
        if (flag > 1) {
            throw ManifestException.malformed("expected 0 or 1");
        }
        return flag == 1;
    }

    /// How many bytes were read so far.
    int position() {
        return in.position();
    }

    void onlyZerosAreLeft() {
        while (in.hasRemaining()) {
            if (in.get() != 0) {
                throw ManifestException.malformed("expected only zeros at the end");
            }
        }
    }

    void end() {
        if (in.hasRemaining()) {
            throw ManifestException.malformed("expected no further bytes");
        }
    }
}
