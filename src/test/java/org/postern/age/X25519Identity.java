package org.postern.age;

import static org.postern.age.AgeException.Kind.HEADER;

import java.util.List;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.postern.crypto.Aead;
import org.postern.crypto.Hkdf;
import org.postern.crypto.SecretBytes;

/// age's classical recipient type, to run the whole test kit against our header and payload.
final class X25519Identity implements Identity {
    private final byte[] scalar;
    private final byte[] point = new byte[32];

    X25519Identity(String text) {
        scalar = Bech32.decode("AGE-SECRET-KEY-", text).orElseThrow();
        X25519.generatePublicKey(scalar, 0, point, 0);
    }

    @Override
    public Optional<FileKey> unwrap(List<Stanza> stanzas) throws AgeException {
        for (var stanza : stanzas) {
            if (!stanza.type().equals("X25519")) continue;
            var share = stanza.arguments().size() != 1
                    ? Optional.<byte[]>empty()
                    : CanonicalBase64.decode(stanza.arguments().getFirst());
            var shared = new byte[32];
            if (share.isEmpty()
                    || share.get().length != 32
                    || stanza.body().length != 32
                    || !X25519.calculateAgreement(scalar, 0, share.get(), 0, shared, 0))
                throw new AgeException(HEADER, "malformed X25519 stanza");
            var salt = new byte[64];
            System.arraycopy(share.get(), 0, salt, 0, 32);
            System.arraycopy(point, 0, salt, 32, 32);
            var key = Hkdf.derive(SecretBytes.takeOwnershipOf(shared), salt, "age-encryption.org/v1/X25519", 32);
            var fileKey = Aead.open(key, new byte[12], new byte[0], stanza.body());
            if (fileKey.isPresent())
                return fileKey.map(SecretBytes::takeOwnershipOf).map(FileKey::takeOwnershipOf);
        }
        return Optional.empty();
    }
}
