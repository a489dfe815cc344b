package org.postern.message;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.postern.age.HybridIdentity;
import org.postern.crypto.Randomness;

/// A message as some device's clock dates it, sealed and opened again, for tests of other rooms.
public final class Written {
    private Written() {}

    /// Seals by this clock, and opens.
    public static HelpRequest at(
            Instant clock, Draft draft, RequesterKeys keys, HybridIdentity epoch, Randomness randomness) {
        var sealed = new Sealer(randomness, InstantSource.fixed(clock))
                .request(draft, keys, 1, epoch.recipient(), 0, List.of());
        return Opener.request(sealed, epoch).orElseThrow();
    }
}
