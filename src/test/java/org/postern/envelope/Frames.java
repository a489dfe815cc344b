package org.postern.envelope;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;

/// Frames that look right and hold nothing: for tests that need the shape and not the seal. Repeats itself from
/// its seed.
public final class Frames {
    private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

    private final Random random;

    public Frames(long seed) {
        random = new Random(seed);
    }

    public UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    public byte[] bytes(int length) {
        var out = new byte[length];
        random.nextBytes(out);
        return out;
    }

    /// A request with a fresh id and a mark that nobody's key makes.
    public byte[] request(int epoch) {
        return request(id(), epoch, bytes(Limits.HASH_BYTES));
    }

    public byte[] request(UUID id, int epoch, byte[] mark) {
        var out = ByteBuffer.allocate(Limits.REQUEST_BYTES);
        out.put(ascii("PRQ1")).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        out.putInt(epoch).put(mark).putInt(0).put(new byte[ProofOfWork.NONCES_BYTES]);
        return age(out, 1).array();
    }

    public byte[] reply(int epoch, byte[] tag, int number) {
        var out = ByteBuffer.allocate(Limits.REPLY_BYTES);
        out.put(ascii("PRP1")).putInt(epoch).put(tag).put((byte) number);
        return age(out, 2).array();
    }

    public byte[] logEntry(int epoch) {
        return ByteBuffer.wrap(bytes(Limits.LOG_ENTRY_SMALL_BYTES))
                .putInt(0, epoch)
                .array();
    }

    /// A deposit to so many admins.
    public byte[] deposit(int admins) {
        return age(ByteBuffer.allocate(32_870 + admins * 1_557), admins).array();
    }

    private ByteBuffer age(ByteBuffer out, int stanzas) {
        out.put(ascii("age-encryption.org/v1\n"));
        for (int i = 0; i < stanzas; i++) {
            out.put(ascii("-> mlkem768x25519 ")).put(BASE64.encode(bytes(1_120)));
            out.put(ascii("\n")).put(BASE64.encode(bytes(32))).put(ascii("\n"));
        }
        out.put(ascii("--- ")).put(BASE64.encode(bytes(32))).put(ascii("\n"));
        return out.put(bytes(out.remaining()));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
