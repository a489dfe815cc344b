package org.postern.message;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.postern.age.HybridIdentity;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;

/// A message as some device's clock dates it, sealed and opened again, for tests of other rooms.
public final class Written {
    private Written() {}

    /// Somebody's keys without the stretching, which takes long for thousands of people.
    public static RequesterKeys somebody(Randomness randomness) {
        try (var master = SecretBytes.random(randomness, 32)) {
            return new RequesterKeys(master);
        }
    }

    /// Seals by this clock, and opens.
    public static HelpRequest at(
            Instant clock, Draft draft, RequesterKeys keys, HybridIdentity epoch, Randomness randomness) {
        var sealed = new Sealer(randomness, InstantSource.fixed(clock))
                .request(draft, keys, 1, epoch.recipient(), 0, List.of());
        return Opener.request(sealed, epoch).orElseThrow();
    }
}
