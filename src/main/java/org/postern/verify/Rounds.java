package org.postern.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.postern.file.WholeFile;
import org.postern.manifest.Hash;

/// One look after the other at the same service, each knowing what the one before it saw.
final class Rounds {
    private final Service service;
    private final Hash pinned;
    private final InstantSource clock;
    private final Optional<Path> file;
    private Optional<Seen> seen;

    /// Prepares.
    ///
    /// @param service what to look at
    /// @param pinned  SHA-256 of the first root note
    /// @param seen    what was seen before
    /// @param clock   the verifier's clock
    /// @param file    where to keep what was seen
    Rounds(Service service, Hash pinned, Optional<Seen> seen, InstantSource clock, Optional<Path> file) {
        this.service = service;
        this.pinned = pinned;
        this.seen = seen;
        this.clock = clock;
        this.file = file;
    }

    /// Looks once, and keeps what was seen.
    ///
    /// @return what was found
    /// @throws WrongUse if the file can't be written
    Verification next() {
        var found = Verification.of(service, pinned, seen, clock);
        var newer = found.toRemember();
        try {
            if (file.isPresent() && newer.isPresent()) {
                newer.get().write(file.get());
            }
            if (file.isPresent() && found.forked().isPresent()) {
                WholeFile.replace(forkFile(file.get()), found.forked().get());
            }
        } catch (IOException e) {
            throw new WrongUse(e.getMessage() + (e.getMessage().endsWith(".") ? "" : ".")
                    + " So nothing can be compared next time.");
        }
        seen = newer.or(() -> seen);
        return found;
    }

    /// Where the other half of the evidence of a fork goes.
    static Path forkFile(Path seen) {
        return seen.resolveSibling(seen.getFileName() + ".fork");
    }
}
