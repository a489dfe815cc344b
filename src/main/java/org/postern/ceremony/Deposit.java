package org.postern.ceremony;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.postern.age.AgeException;
import org.postern.age.AgeFile;
import org.postern.age.AgeShape;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.crypto.ContextSignature;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Reason;
import org.postern.manifest.Root;

/// A person's public halves for the next epochs, sealed to all admins and signed with the person's lasting
/// key, which only the admins know (PROTOCOL 10.2). An age file whose plaintext is always 32 768 bytes:
///
///     u8      1
///     [32]    person key
///     u32     serial            higher each time: the newest deposit of a person counts
///     u8      epochs, at most 12, ascending; each: u32 epoch, [1216] pre-key, [32] desk, u8 0 or 1, then [1216] seat
/// pre-key
///     [64]    sign(person, "postern/v1/deposit", everything above)
///     zeros
///
/// @param person who signed it
/// @param serial 1 or more
/// @param keys   one entry an epoch, ascending
public record Deposit(PublicKey person, int serial, List<DepositedKeys> keys) {
    /// Most epochs in one deposit.
    public static final int EPOCHS_MAX = 12;

    /// Length of the sealed plaintext.
    public static final int PLAINTEXT_BYTES = 32_768;

    /// Longest deposit: sealed to 16 admins.
    public static final int DEPOSIT_BYTES_MAX = 65_536;

    private static final int VERSION = 1;
    private static final long SECONDS_A_MINUTE = 60;
    private static final String CONTEXT = "postern/v1/deposit";

    /// Checks every bound.
    ///
    /// @throws ManifestException MALFORMED
    public Deposit {
        keys = List.copyOf(keys);
        if (serial < 1 || keys.isEmpty() || keys.size() > EPOCHS_MAX) {
            throw ManifestException.malformed("expected a serial from 1 on and the keys of 1 to 12 epochs");
        }
        for (var i = 1; i < keys.size(); i++) {
            if (keys.get(i - 1).epoch() >= keys.get(i).epoch()) {
                throw ManifestException.malformed("expected epochs in ascending order, each once");
            }
        }
    }

    /// Signs and seals.
    ///
    /// @param personSeed the seed of the lasting key, 32 bytes
    /// @param admins     every admin's recipient, from the newest root
    /// @param randomness for the age file
    /// @return the deposit's file
    /// @throws IllegalArgumentException if the seed is not this deposit's person's
    public byte[] seal(SecretBytes personSeed, List<HybridRecipient> admins, Randomness randomness) {
        if (!PublicKey.of(Ed25519.publicKey(personSeed)).equals(person)) {
            throw new IllegalArgumentException("expected the seed of the person who deposits");
        }
        var signed = signed();
        var plaintext = ByteBuffer.allocate(PLAINTEXT_BYTES)
                .put(signed)
                .put(ContextSignature.sign(personSeed, CONTEXT, signed))
                .array();
        return AgeFile.seal(plaintext, admins, randomness);
    }

    private byte[] signed() {
        var out = ByteBuffer.allocate(PLAINTEXT_BYTES);
        out.put((byte) VERSION).put(person.raw()).putInt(serial).put((byte) keys.size());
        for (var key : keys) {
            out.putInt(key.epoch()).put(key.preKey().raw()).put(key.desk().raw());
            out.put((byte) (key.seatPreKey().isPresent() ? 1 : 0));
            key.seatPreKey().ifPresent(recipient -> out.put(recipient.raw()));
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /// Opens a deposit and checks its signature.
    ///
    /// @param file  the age file
    /// @param admin one admin's identity
    /// @return the deposit; empty if it is not sealed to this admin, which is what one for older admins looks
    ///         like
    /// @throws ManifestException MALFORMED if the content has another form; BAD_SIGNATURE if the person's
    ///                           signature does not hold
    public static Optional<Deposit> open(byte[] file, HybridIdentity admin) {
        byte[] plaintext;
        try {
            plaintext = AgeFile.open(file, admin);
        } catch (AgeException e) {
            return Optional.empty();
        }
        if (plaintext.length != PLAINTEXT_BYTES) {
            throw ManifestException.malformed("expected a deposit of 32768 bytes");
        }
        var in = new Fields(plaintext);
        in.version(VERSION);
        var person = in.key();
        int serial = in.epoch();
        var keys = IntStream.range(0, count(in)).mapToObj(i -> keys(in)).toList();
        int end = in.position();
        var signature = in.bytes(Ed25519.SIGNATURE_BYTES);
        in.onlyZerosAreLeft();
        if (!ContextSignature.verify(person.raw(), CONTEXT, signature, Arrays.copyOf(plaintext, end))) {
            throw new ManifestException(Reason.BAD_SIGNATURE, "expected the signature of the person who deposits");
        }
        return Optional.of(new Deposit(person, serial, keys));
    }

    private static int count(Fields in) {
        int count = in.number8();
        if (count > EPOCHS_MAX) {
            throw ManifestException.malformed("expected the keys of at most 12 epochs");
        }
        return count;
    }

    private static DepositedKeys keys(Fields in) {
        int epoch = in.epoch();
        var preKey = in.recipient();
        var desk = in.key();
        return new DepositedKeys(epoch, preKey, desk, in.flag() ? Optional.of(in.recipient()) : Optional.empty());
    }

    /// The day on which it was made, as its serial tells: a keyring counts in minutes.
    LocalDate day() {
        return LocalDate.ofInstant(Instant.ofEpochSecond(serial * SECONDS_A_MINUTE), ZoneOffset.UTC);
    }

    /// Looks at a deposit from outside, without any secret.
    ///
    /// @param file an age file, perhaps
    /// @return whether it has the form of a deposit: 3 to 16 hybrid stanzas and 32 768 sealed bytes
    public static boolean hasForm(byte[] file) {
        if (file.length > DEPOSIT_BYTES_MAX) {
            return false;
        }
        var shape = AgeShape.of(file, 0, file.length);
        if (shape.isEmpty()) {
            return false;
        }
        int stanzas = shape.get().stanzaTypes().size();
        return stanzas >= Root.ADMINS_MIN
                && stanzas <= Root.ADMINS_MAX
                && shape.get().isHybrid(stanzas)
                && shape.get().payloadBytes() == AgeFile.payloadBytes(PLAINTEXT_BYTES);
    }

    /// The keys for one epoch.
    ///
    /// @param epoch its number
    /// @return the keys, if they are in this deposit
    public Optional<DepositedKeys> keys(int epoch) {
        return keys.stream().filter(key -> key.epoch() == epoch).findFirst();
    }
}
