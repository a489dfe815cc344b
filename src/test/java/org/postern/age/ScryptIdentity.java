package org.postern.age;

import static org.postern.age.AgeException.Kind.HEADER;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.generators.SCrypt;
import org.postern.crypto.Aead;
import org.postern.crypto.SecretBytes;

/// age's passphrase recipient type, to run the whole test kit against our header and payload.
final class ScryptIdentity implements Identity {
    private static final int LOG_WORK_MAX = 20;

    private final byte[] passphrase;

    ScryptIdentity(String passphrase) {
        this.passphrase = passphrase.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Optional<FileKey> unwrap(List<Stanza> stanzas) throws AgeException {
        for (var stanza : stanzas) {
            if (!stanza.type().equals("scrypt")) continue;
            if (stanzas.size() != 1 || stanza.arguments().size() != 2 || stanza.body().length != 32) throw malformed();
            var salt = CanonicalBase64.decode(stanza.arguments().getFirst())
                    .filter(bytes -> bytes.length == 16)
                    .orElseThrow(ScryptIdentity::malformed);
            var work = stanza.arguments().getLast();
            if (!work.matches("[1-9][0-9]?") || Integer.parseInt(work) > LOG_WORK_MAX) throw malformed();
            var label = new ByteArrayOutputStream();
            label.writeBytes("age-encryption.org/v1/scrypt".getBytes(StandardCharsets.US_ASCII));
            label.writeBytes(salt);
            var key = SCrypt.generate(passphrase, label.toByteArray(), 1 << Integer.parseInt(work), 8, 1, 32);
            return Aead.open(SecretBytes.takeOwnershipOf(key), new byte[12], new byte[0], stanza.body())
                    .map(SecretBytes::takeOwnershipOf)
                    .map(FileKey::takeOwnershipOf);
        }
        return Optional.empty();
    }

    private static AgeException malformed() {
        return new AgeException(HEADER, "malformed scrypt stanza");
    }
}
